// A complete, correct plugin in plain C, of which each specimen of the museum breaks one thing: it
// defines the macro of what it breaks, then includes this. One model (the score is the row's first
// element), one stage (writes 1.0 to its one output).
#ifndef SPARK_MUSEUM_SPECIMEN_H
#define SPARK_MUSEUM_SPECIMEN_H

#include "spark/abi.h"

#ifndef SPECIMEN_ID
#define SPECIMEN_ID "specimen"
#endif
#ifndef SPECIMEN_ENTRY_ID
#define SPECIMEN_ENTRY_ID SPECIMEN_ID
#endif
#ifndef SPECIMEN_SUMMARY
#define SPECIMEN_SUMMARY "A specimen of the museum"
#endif
#ifndef SPECIMEN_VENDOR
#define SPECIMEN_VENDOR "Museum"
#endif

#ifndef SPECIMEN_MAJOR
#define SPECIMEN_MAJOR SPARK_ABI_MAJOR
#endif
#ifndef SPECIMEN_MINOR
#define SPECIMEN_MINOR SPARK_ABI_MINOR
#endif

#define SPECIMEN_NOTE(name)                         \
  SPARK_NOTE_PLACE static const spark_note name = { \
      6u,                                           \
      (uint32_t)sizeof(spark_note_desc),            \
      SPARK_NOTE_TYPE,                              \
      SPARK_NOTE_NAME,                              \
      {SPECIMEN_MAJOR, SPECIMEN_MINOR, SPECIMEN_ID, "1.0.0", SPECIMEN_VENDOR}}
#ifndef SPECIMEN_WITHOUT_NOTE
SPECIMEN_NOTE(specimen_note);
#endif

// ---- the model

#ifndef SPECIMEN_VERSION
#define SPECIMEN_VERSION "m1"
#endif
#ifndef SPECIMEN_KIND
#define SPECIMEN_KIND SPARK_MODEL_PROBABILITY
#endif
#ifndef SPECIMEN_MODEL_FLAGS
#define SPECIMEN_MODEL_FLAGS 0
#endif
#ifndef SPECIMEN_SHA256
#define SPECIMEN_SHA256 ""
#endif
#ifndef SPECIMEN_FEATURES
#define SPECIMEN_FEATURES \
  { "a", "b" }
#endif
static const char* const specimen_features[] = SPECIMEN_FEATURES;
#ifndef SPECIMEN_DIMENSION
#define SPECIMEN_DIMENSION 2
#endif
#ifndef SPECIMEN_PROBE_COUNT
#define SPECIMEN_PROBE_COUNT 2
#endif
#ifndef SPECIMEN_PROBE_ROWS
#define SPECIMEN_PROBE_ROWS \
  { 0.25, 7.0, 0.5, 8.0 }
#endif
#ifndef SPECIMEN_PROBE_SCORES
#define SPECIMEN_PROBE_SCORES \
  { 0.25, 0.5 }
#endif
static const double specimen_probe_rows[] = SPECIMEN_PROBE_ROWS;
static const double specimen_probe_scores[] = SPECIMEN_PROBE_SCORES;

static const spark_model_info specimen_info = {SPECIMEN_VERSION,
                                               "specimen",
                                               SPECIMEN_KIND,
                                               SPECIMEN_MODEL_FLAGS,
                                               SPECIMEN_SHA256,
                                               "up-move",
                                               "1min",
                                               "mid",
                                               specimen_features,
                                               SPECIMEN_DIMENSION,
                                               SPECIMEN_PROBE_COUNT,
                                               specimen_probe_rows,
                                               specimen_probe_scores};

static inline void* specimen_scratch_create(const spark_model* model) {
  (void)model;
  return NULL;
}

static inline void specimen_scratch_destroy(const spark_model* model, void* scratch) {
  (void)model, (void)scratch;
}

#ifndef SPECIMEN_PREDICT
#define SPECIMEN_PREDICT specimen_predict
static int32_t specimen_predict(const spark_model* model, void* scratch, const double* rows,
                                uint32_t stride, uint32_t count, double* scores, uint8_t* status,
                                spark_error* err) {
  (void)model, (void)scratch, (void)err;
  for (uint32_t i = 0; i < count; ++i) {
    scores[i] = rows[(size_t)i * stride];
    status[i] = SPARK_ROW_OK;
  }
  return SPARK_OK;
}
#endif

static inline void specimen_model_destroy(spark_model* model) {
  (void)model;
}

static spark_model specimen_model = {NULL,
                                     &specimen_info,
                                     specimen_scratch_create,
                                     specimen_scratch_destroy,
                                     SPECIMEN_PREDICT,
                                     specimen_model_destroy};

// ---- the stage

#ifndef SPECIMEN_OUTPUT_TYPE
#define SPECIMEN_OUTPUT_TYPE SPARK_F64
#endif
#ifndef SPECIMEN_OUTPUT_FLAGS
#define SPECIMEN_OUTPUT_FLAGS SPARK_SLOT_NEVER_NULL
#endif
static const spark_slot specimen_output = {"value", SPECIMEN_OUTPUT_TYPE, SPECIMEN_OUTPUT_FLAGS,
                                           "A value"};
static const spark_slot specimen_input = {"input.mid", SPARK_F64, SPARK_SLOT_OPTIONAL, "A price"};
static const spark_slot* const specimen_inputs[] = {&specimen_input};
#ifndef SPECIMEN_OUTPUTS
#define SPECIMEN_OUTPUTS \
  { &specimen_output }
#endif
static const spark_slot* const specimen_outputs[] = SPECIMEN_OUTPUTS;

static uint32_t specimen_slot;  // of the output; specimens are single

static inline int32_t specimen_bind(spark_stage* stage, const uint32_t* inputs,
                                    const uint32_t* outputs, spark_error* err) {
  (void)stage, (void)inputs, (void)err;
  specimen_slot = outputs[0];
  return SPARK_OK;
}

static inline void* specimen_worker_create(spark_stage* stage, uint32_t worker) {
  (void)stage, (void)worker;
  return NULL;
}

static inline void specimen_worker_destroy(spark_stage* stage, void* worker) {
  (void)stage, (void)worker;
}

#ifndef SPECIMEN_RUN
#define SPECIMEN_RUN specimen_run
#ifndef SPECIMEN_WRITES
#define SPECIMEN_WRITES(frame)                  \
  frame->slots[specimen_slot].type = SPARK_F64; \
  frame->slots[specimen_slot].as.f64 = 1.0
#endif
#ifndef SPECIMEN_RETURNS
#define SPECIMEN_RETURNS(err) SPARK_OK
#endif
static int32_t specimen_run(spark_stage* stage, void* worker, spark_frame* const* frames,
                            uint32_t count, spark_error* err) {
  (void)stage, (void)worker, (void)err;
  for (uint32_t i = 0; i < count; ++i) {
    SPECIMEN_WRITES(frames[i]);
  }
  return SPECIMEN_RETURNS(err);
}
#endif

static inline void specimen_stage_destroy(spark_stage* stage) {
  (void)stage;
}

static spark_stage specimen_stage = {NULL,
                                     specimen_inputs,
                                     specimen_outputs,
                                     1,
                                     sizeof specimen_outputs / sizeof *specimen_outputs,
                                     specimen_bind,
                                     specimen_worker_create,
                                     specimen_worker_destroy,
                                     SPECIMEN_RUN,
                                     specimen_stage_destroy};

// ---- the plugin object and the entry

static inline int32_t specimen_create_stage(spark_plugin* plugin, const char* type,
                                            const spark_config* config, spark_stage** stage,
                                            spark_error* err) {
  (void)plugin, (void)type, (void)config, (void)err;
  *stage = &specimen_stage;
  return SPARK_OK;
}

static inline int32_t specimen_create_model(spark_plugin* plugin, const spark_config* config,
                                            const char* artefact, spark_model** model,
                                            spark_error* err) {
  (void)plugin, (void)config, (void)artefact, (void)err;
  *model = &specimen_model;
  return SPARK_OK;
}

static inline void specimen_destroy(spark_plugin* plugin) {
  (void)plugin;
}

#ifndef SPECIMEN_CREATE_MODEL
#define SPECIMEN_CREATE_MODEL specimen_create_model
#endif
#ifndef SPECIMEN_EXTENSION
#define SPECIMEN_EXTENSION NULL
#endif
static spark_plugin specimen_plugin = {NULL, specimen_create_stage, SPECIMEN_CREATE_MODEL,
                                       SPECIMEN_EXTENSION, specimen_destroy};

#ifndef SPECIMEN_CREATE
#define SPECIMEN_CREATE specimen_create
static int32_t specimen_create(const spark_host* host, const spark_config* config,
                               spark_plugin** plugin, spark_error* err) {
  (void)host, (void)config, (void)err;
  *plugin = &specimen_plugin;
  return SPARK_OK;
}
#endif

#ifndef SPECIMEN_PARAM_TYPE
#define SPECIMEN_PARAM_TYPE SPARK_PARAM_I64
#endif
static const spark_param specimen_param = {"depth", SPECIMEN_PARAM_TYPE, 0, "3", 0, 10, "How deep"};
#ifndef SPECIMEN_PARAMS
#define SPECIMEN_PARAMS \
  { &specimen_param }
#endif
static const spark_param* const specimen_params[] = SPECIMEN_PARAMS;

static const spark_stage_type specimen_type = {"one", "Writes 1.0", specimen_params, 1, 0};
static const spark_stage_type* const specimen_types[] = {&specimen_type};

#ifndef SPECIMEN_WITHOUT_ENTRY
#ifdef __cplusplus
extern "C"
#endif
    SPARK_EXPORT const spark_entry_v1 spark_entry = {
        SPECIMEN_MAJOR,
        SPECIMEN_MINOR,
        SPECIMEN_ENTRY_ID,
        "1.0.0",
        SPECIMEN_SUMMARY,
        specimen_params,
        NULL,
        specimen_types,
        sizeof specimen_params / sizeof *specimen_params,
        0,
        1,
        1,
        SPECIMEN_CREATE};
#endif

#endif  // SPARK_MUSEUM_SPECIMEN_H
