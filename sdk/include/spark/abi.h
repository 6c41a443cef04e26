/* spark/abi.h: the binary interface between a Spark host and its plugins.
 *
 * A plugin is a shared object that carries an ELF note (who it is, which ABI it needs) and exports
 * one symbol, `spark_entry`. The host reads the note from the file before any of the plugin's code
 * runs, then loads it, asks the entry for one plugin object and, from that, for models and stages:
 *
 *     entry --create--> plugin --create_model--> model     maps rows of named features to scores
 *                              --create_stage--> stage     reads slots of a frame, writes its own
 *
 * Everything declared here is frozen for this major version: no struct changes its size, order or
 * meaning. What is new is an extension, asked for by string id (see ext/). Descriptors are passed
 * as arrays of pointers, so that a later minor version may append fields to them.
 *
 * Rules that hold for every function below:
 *  - Nothing throws across this boundary, and memory is freed by the side that allocated it.
 *  - A `const char*` is UTF-8 and NUL-terminated; it is borrowed unless a comment says otherwise.
 *  - A function that can fail returns 0 or one of SPARK_E_*, and then fills the caller's *err.
 *  - The thread a function runs on stands in brackets after its comment:
 *      [builder-thread]  slow work is allowed: create, load, verify, destroy
 *      [control-thread]  state machines, routes; must return within a millisecond or so
 *      [worker-thread]   the request path; must not block, allocate per request, or do I/O
 *      [job-thread]      background work: rendering metrics, reports
 *      [any-thread]
 *
 * The header is C11 and C++11 and depends on nothing.
 */
#ifndef SPARK_ABI_H
#define SPARK_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A plugin runs if its major equals the host's and its minor is at most the host's. */
#define SPARK_ABI_MAJOR 1
#define SPARK_ABI_MINOR 0

/* ---- errors ---- */

enum {
  SPARK_OK = 0,
  SPARK_E_FAILED = 1,      /* it did not work; the text says why */
  SPARK_E_NOT_READY = 2,   /* not enough history yet; try again later */
  SPARK_E_INVALID = 3,     /* what the caller gave is wrong */
  SPARK_E_UNSUPPORTED = 4, /* this plugin does not do that */
  SPARK_E_EXCEPTION = 5,   /* an exception was caught at the boundary */
  SPARK_E_LATCHED = 6,     /* a flag was moved to its safe value and nobody may move it back yet */
  SPARK_E_SUPERSEDED = 7   /* a safe action came after the one that asks */
};

/* Owned by the caller. `text` holds `length` bytes and a NUL; longer texts are cut. */
typedef struct spark_error {
  int32_t code;
  uint32_t length;
  char text[240];
} spark_error;

/* ---- values and frames ---- */

enum {
  SPARK_NULL = 0, /* "no value": never the same as 0.0 or "" */
  SPARK_F64 = 1,
  SPARK_I64 = 2,
  SPARK_BOOL = 3,   /* as.i64 is 0 or 1 */
  SPARK_STRING = 4, /* as.str, `length` bytes, not NUL-terminated */
  SPARK_F64S = 5    /* as.f64s, `length` elements */
};

typedef struct spark_value {
  uint32_t type;   /* SPARK_NULL … SPARK_F64S */
  uint32_t length; /* bytes of a string, elements of an array, otherwise 0 */
  union {
    double f64;
    int64_t i64;
    const char* str;
    const double* f64s;
  } as;
} spark_value;

enum {
  /* The request is a test probe: keep it out of feature state, windows and comparisons. */
  SPARK_FRAME_SYNTHETIC = 1u
};

/* One request on its way through a pipeline: a flat array of values. Host memory, valid until the
 * answer is rendered; so is whatever a string or array slot points to. A stage reads the indexes it
 * was bound to as inputs and writes only those it was bound to as outputs. Slots are null until
 * written. */
typedef struct spark_frame {
  spark_value* slots;
  uint32_t slot_count;
  uint32_t flags; /* SPARK_FRAME_* */
  int32_t code;   /* a stage sets SPARK_E_* here for a row that failed; the host clears it */
  uint32_t reserved;
  char* arena_next; /* a few KiB for strings and arrays written by stages: take from arena_next, */
  char* arena_end;  /* never past arena_end; see spark_frame_alloc() */
} spark_frame;

/* Returns `size` bytes aligned to 8 from the frame's arena, or NULL when it is full.
 * The memory lives until the answer is rendered. [worker-thread] */
static inline void* spark_frame_alloc(spark_frame* frame, size_t size) {
  const size_t rounded = (size + 7u) & ~(size_t)7u;
  char* const start = frame->arena_next;
  if (rounded < size || rounded > (size_t)(frame->arena_end - start)) return NULL;
  frame->arena_next = start + rounded;
  return start;
}

/* ---- configuration ---- */

/* What a configuration key may hold. The host checks the YAML against this before the plugin sees
 * it: type, range, unit, and that every slot, stage or model named exists. */
enum {
  SPARK_PARAM_BOOL = 1,     /* true | false -> SPARK_BOOL */
  SPARK_PARAM_I64 = 2,      /* whole number -> SPARK_I64 */
  SPARK_PARAM_F64 = 3,      /* number -> SPARK_F64 */
  SPARK_PARAM_RATIO = 4,    /* 25% or 0.25 -> SPARK_F64 in [0, 1], or within min and max */
  SPARK_PARAM_DURATION = 5, /* 60ms, 30s, 10min, 24h, 7d -> SPARK_F64 in milliseconds */
  SPARK_PARAM_SIZE = 6,     /* 512, 64KiB, 1MiB -> SPARK_I64 in bytes */
  SPARK_PARAM_STRING = 7,   /* text -> SPARK_STRING */
  SPARK_PARAM_PATH = 8,     /* a path, made absolute from the file's folder -> SPARK_STRING */
  SPARK_PARAM_SLOT = 9,     /* a slot of the input or an earlier stage, any type -> SPARK_STRING */
  SPARK_PARAM_SLOT_F64 = 10,
  SPARK_PARAM_SLOT_I64 = 11,
  SPARK_PARAM_SLOT_BOOL = 12,
  SPARK_PARAM_SLOT_STRING = 13,
  SPARK_PARAM_GROUP = 14, /* prefix of slots, such as input.snapshot -> SPARK_STRING */
  /* Name of an earlier `predict` stage; arrives as three values: the stage's name (SPARK_STRING),
   * the model's name (SPARK_STRING), the stage's budget in ms (SPARK_F64, or null without a
   * budget). The stage is rebuilt whenever that model is. Slots: <stage>.score (f64), .status (i64,
   * SPARK_STATUS_*), .version (string), .elapsed_ms (f64, null if the model was not called). */
  SPARK_PARAM_PREDICT = 15,
  SPARK_PARAM_MODEL = 16 /* name of an entry under `models:`; the stage is rebuilt with it */
};

enum {
  SPARK_PARAM_REQUIRED = 1u, /* the key must be there */
  SPARK_PARAM_LIST = 2u      /* a YAML list of such values */
};

/* Outcome of a `predict` stage, as its .status slot holds it. */
enum {
  SPARK_STATUS_OK = 0,
  SPARK_STATUS_SKIPPED = 1,   /* `when` said no: nothing was asked of the model */
  SPARK_STATUS_NOT_READY = 2, /* a feature is missing and the model does not accept that */
  SPARK_STATUS_LATE = 3,      /* it answered, after its budget; the score is null */
  SPARK_STATUS_ERROR = 4      /* it failed, was not finite, or its breaker is open */
};

typedef struct spark_param {
  const char* name;
  uint32_t type;        /* SPARK_PARAM_* */
  uint32_t flags;       /* SPARK_PARAM_REQUIRED | SPARK_PARAM_LIST */
  const char* fallback; /* the default, as YAML text; NULL: absent when not given */
  double min;           /* inclusive, for numbers; ignored where min == max */
  double max;
  const char* doc; /* one sentence */
} spark_param;

/* One configured key: `count` values (0: absent; more than 1: a list, or a predict reference). */
typedef struct spark_setting {
  const char* name;
  const spark_value* values;
  uint32_t count;
  uint32_t reserved;
} spark_setting;

/* Every declared parameter appears once, in the declared order. Valid during the call only. */
typedef struct spark_config {
  const char* name; /* the instance's name: the key under plugins:, models: or stages: */
  const spark_setting* const* settings;
  uint32_t count;
  uint32_t reserved;
} spark_config;

/* ---- models ---- */

enum { SPARK_MODEL_PROBABILITY = 1, SPARK_MODEL_HEURISTIC = 2 };
enum { SPARK_MODEL_ACCEPTS_MISSING = 1u };
enum { SPARK_ROW_OK = 0, SPARK_ROW_NOT_READY = 1, SPARK_ROW_ERROR = 2 };

/* What a model says of itself. Owned by the model, constant for its life. */
typedef struct spark_model_info {
  const char* version; /* such as "v1.8-b0"; appears in answers and metric labels */
  const char* type;    /* "logistic", "heuristic", … */
  uint32_t kind;       /* SPARK_MODEL_PROBABILITY: scores in [0, 1] mean a probability */
  uint32_t flags;      /* SPARK_MODEL_ACCEPTS_MISSING: rows may hold quiet NaN */
  const char* sha256;  /* 64 hex digits naming the artefact's content; "" without an artefact */
  const char* target_event;     /* what is predicted, such as "up-move" */
  const char* target_horizon;   /* over what time, such as "1min" */
  const char* target_reference; /* against what, such as "mid"; "" if nothing */
  const char* const* features;  /* `dimension` names, in the order of a row's elements */
  uint32_t dimension;
  uint32_t probe_count;       /* rows whose exact scores are known; 0 is allowed */
  const double* probe_rows;   /* probe_count * dimension, row-major */
  const double* probe_scores; /* probe_count; the host recomputes and compares them bit for bit */
} spark_model_info;

typedef struct spark_model {
  void* self;
  const spark_model_info* info;

  /* Memory for one worker's use of predict(); may return NULL if none is needed. [builder-thread]
   */
  void* (*scratch_create)(const struct spark_model* model);
  void (*scratch_destroy)(const struct spark_model* model, void* scratch);

  /* Scores `count` rows; row i begins at rows[i * stride] and has info->dimension elements, missing
   * ones are quiet NaN (only with ACCEPTS_MISSING). Writes scores[i] and status[i] (SPARK_ROW_*)
   * for each. Pure: the same row gives the same score. Called by all workers at once, each with its
   * own scratch. Returns 0, or a code and *err if no row could be scored. [worker-thread,
   * builder-thread] */
  int32_t (*predict)(const struct spark_model* model, void* scratch, const double* rows,
                     uint32_t stride, uint32_t count, double* scores, uint8_t* status,
                     spark_error* err);

  /* No call is under way and none follows. [builder-thread] */
  void (*destroy)(struct spark_model* model);
} spark_model;

/* ---- stages ---- */

#define SPARK_NO_SLOT 0xffffffffu

enum {
  SPARK_SLOT_OPTIONAL =
      1u, /* input: may be missing from the pipeline; bound to SPARK_NO_SLOT then */
  SPARK_SLOT_NEVER_NULL = 2u, /* output: not null whenever run() succeeded for the frame */
  SPARK_SLOT_FEATURE = 4u     /* output, f64: offered by its name to the models of later stages */
};

typedef struct spark_slot {
  const char* name; /* input: full name, such as input.mid; output: local name, such as match */
  uint32_t type;    /* SPARK_F64 … SPARK_F64S; an input of type SPARK_NULL takes any */
  uint32_t flags;   /* SPARK_SLOT_* */
  const char* doc;
} spark_slot;

typedef struct spark_stage {
  void* self;
  const spark_slot* const* inputs; /* constant for the stage's life */
  const spark_slot* const* outputs;
  uint32_t input_count;
  uint32_t output_count;

  /* Tells where its slots are in every frame: slot indexes in the order of `inputs` and `outputs`.
   * Called once, before any other function but destroy(). [builder-thread] */
  int32_t (*bind)(struct spark_stage* stage, const uint32_t* inputs, const uint32_t* outputs,
                  spark_error* err);

  /* The scratch object that worker number `worker` (from 0) will hand to run(); one per worker, so
   * it needs no lock. May return NULL if none is needed. [builder-thread] */
  void* (*worker_create)(struct spark_stage* stage, uint32_t worker);
  void (*worker_destroy)(struct spark_stage* stage, void* worker);

  /* Runs over `count` frames: reads inputs, writes outputs. Must not throw, block or allocate.
   * Returns 0, or fills *err for a failure of the stage as a whole; a failed row sets its frame's
   * code, and may leave a text about it in *err although 0 is returned (with several, the last one
   * counts). On failure the host sets the stage's outputs of that frame to null. An output that is
   * NaN or infinite is a failure of that row. [worker-thread] */
  int32_t (*run)(struct spark_stage* stage, void* worker, spark_frame* const* frames,
                 uint32_t count, spark_error* err);

  /* No call is under way and none follows; worker objects are already destroyed. [builder-thread]
   */
  void (*destroy)(struct spark_stage* stage);
} spark_stage;

/* ---- plugins ---- */

/* What the host offers. One object per plugin, valid for the plugin object's life. */
typedef struct spark_host {
  void* self;
  const char* version; /* the host's own version, for messages */
  uint32_t abi_minor;  /* the minor version the host offers */
  uint32_t workers;    /* how many workers there are; worker numbers are below this */

  /* Returns the extension's struct of function pointers, or NULL if the host does not have it.
   * Constant for the plugin object's life. [any-thread] */
  const void* (*extension)(const struct spark_host* host, const char* id);
} spark_host;

/* One object per loaded library and configuration. It owns what outlives a pipeline: routes, flags,
 * metrics, windows. Stages and models are created from it and are destroyed before it. */
typedef struct spark_plugin {
  void* self;

  /* `type` is one of the entry's stage types. The stage is owned by the host until destroy().
   * NULL if the plugin has no stages. [builder-thread] */
  int32_t (*create_stage)(struct spark_plugin* plugin, const char* type, const spark_config* config,
                          spark_stage** stage, spark_error* err);

  /* `artefact` is the absolute path of the artefact's folder, or NULL. The host has verified it
   * just before the call: it has regular files and folders only, within the host's limits of
   * number, depth and size; and if it has a SHA256SUMS, exactly the files that this names, each
   * with its digest. What is handed over is a private copy that nobody changes, except in a check
   * that starts nothing, where it is the original. So the plugin need not verify it again. It reads
   * it during the call only. NULL if it has no models. [builder-thread] */
  int32_t (*create_model)(struct spark_plugin* plugin, const spark_config* config,
                          const char* artefact, spark_model** model, spark_error* err);

  /* What the plugin offers beyond this header, or NULL. [any-thread] */
  const void* (*extension)(struct spark_plugin* plugin, const char* id);

  /* All its stages and models are gone, its routes are closed. [builder-thread] */
  void (*destroy)(struct spark_plugin* plugin);
} spark_plugin;

typedef struct spark_stage_type {
  const char* name; /* a plugin with one type only may be wired without naming it */
  const char* doc;
  const spark_param* const* params;
  uint32_t param_count;
  uint32_t reserved;
} spark_stage_type;

/* What the exported symbol points to. All of it is constant data. */
typedef struct spark_entry_v1 {
  uint32_t abi_major; /* equal to those in the note */
  uint32_t abi_minor;
  const char* id;
  const char* version;
  const char* summary; /* one sentence, shown to operators */

  const spark_param* const* params;       /* keys under plugins.<name>.with */
  const spark_param* const* model_params; /* keys under models.<name>.with */
  const spark_stage_type* const* stage_types;
  uint32_t param_count;
  uint32_t model_param_count;
  uint32_t stage_type_count;
  uint32_t has_models; /* 1 if create_model works */

  /* Makes the plugin object. `host` outlives it. [builder-thread] */
  int32_t (*create)(const spark_host* host, const spark_config* config, spark_plugin** plugin,
                    spark_error* err);
} spark_entry_v1;

/* The one exported symbol: `extern const spark_entry_v1 spark_entry;` */
#define SPARK_ENTRY_SYMBOL "spark_entry"

/* ---- the ELF note ---- */

/* Section .note.spark, name "SPARK", type 1: pointer-free, so that it can be read from the file
 * before anything in it runs. Texts are NUL-padded. */
#define SPARK_NOTE_SECTION ".note.spark"
#define SPARK_NOTE_NAME "SPARK"
#define SPARK_NOTE_TYPE 1u

typedef struct spark_note_desc {
  uint32_t abi_major;
  uint32_t abi_minor; /* the lowest minor version the plugin needs */
  char id[32];        /* [a-z][a-z0-9-]{0,30} */
  char version[32];
  char vendor[64]; /* for people; it grants nothing */
} spark_note_desc;

typedef struct spark_note {
  uint32_t name_size; /* 6 */
  uint32_t desc_size; /* sizeof(spark_note_desc) */
  uint32_t type;      /* SPARK_NOTE_TYPE */
  char name[8];       /* "SPARK" and padding to 4 */
  spark_note_desc desc;
} spark_note;

#if defined(__GNUC__)
#define SPARK_EXPORT __attribute__((visibility("default"), used))
#define SPARK_NOTE_PLACE __attribute__((section(SPARK_NOTE_SECTION), used, aligned(4)))
#endif

/* Emits the note. Use once per plugin, at file scope, with string literals. */
#define SPARK_DECLARE_NOTE(plugin_id, plugin_version, plugin_vendor) \
  SPARK_NOTE_PLACE static const spark_note spark_note_ = {           \
      6u,                                                            \
      (uint32_t)sizeof(spark_note_desc),                             \
      SPARK_NOTE_TYPE,                                               \
      SPARK_NOTE_NAME,                                               \
      {SPARK_ABI_MAJOR, SPARK_ABI_MINOR, plugin_id, plugin_version, plugin_vendor}}

#ifdef __cplusplus
}
#endif

#endif /* SPARK_ABI_H */
