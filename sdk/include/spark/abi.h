/* spark/abi.h: the binary interface between a Spark host and its plugins.
 *
 * A plugin is a shared object that carries an ELF note (who it is, which ABI it needs) and exports
 * one symbol, `spark_entry`. The host reads the note from the file before any of the plugin's code
 * runs, then loads it, asks the entry for one plugin object and, from that, for models and stages:
 *
 *     entry --create--> plugin --create_model--> model     maps rows of named features to scores
 *                              --create_stage--> stage     reads slots of a frame, writes its own
 *
 * From the first release on, everything declared here is frozen for this major version: no struct
 * changes its size, order or meaning. New functions come as extensions, asked for by string id (see
 * ext/). Descriptors are passed as arrays of pointers, so that a later minor version may append
 * fields to them.
 *
 * Rules that hold for every struct and function below
 *
 *  - Exceptions. Nothing throws across this boundary. The host catches an exception that a plugin
 *    lets out, and treats the call as failed with SPARK_E_EXCEPTION.
 *  - Memory is freed by the side that allocated it. An argument is borrowed for the call unless its
 *    comment names a longer life.
 *  - Texts. A `const char*` is printable UTF-8 (no control characters) and ends in NUL. A text with
 *    a length beside it (a spark_value, a request's body) has no NUL to rely on.
 *  - NULL. No pointer is NULL unless its comment says so.
 *  - Counts of 0 go with any pointer, NULL included.
 *  - Names have at most 64 bytes of the form [A-Za-z_][A-Za-z0-9_]*, unless a comment names
 *    another form. A `doc` has at most 1,000 bytes.
 *  - Errors. A function that can fail returns 0 or one of SPARK_E_*, and then fills the caller's
 *    *err. The host always gives an `err`; a plugin may give NULL and go without the text.
 *  - Fields called `reserved` are 0.
 *  - Threads. The comment of each function ends in a tag. For a function of the plugin's the tag
 *    names the threads that the host calls it on; for a function of the host's the threads that the
 *    plugin may call it on.
 *
 *      [worker]   a request's thread; there are several. Must not block, allocate for each request,
 *                 or do I/O: every client of this worker waits meanwhile.
 *      [control]  the one thread of routes and broken pins. Return within a millisecond or so.
 *      [builder]  the one low-priority thread that creates, checks, exchanges and destroys. Slow
 *                 work is allowed. A trial in another process, and `sparkd --check-config`, do the
 *                 same work on the main thread of theirs.
 *      [jobs]     the thread that renders metrics, where a millisecond or so is allowed, and the
 *                 two low-priority threads that do plugins' jobs (spark.job), where slow work is.
 *      [writer]   the one thread that writes records to disk. It calls no plugin.
 *      [any]      every thread, [worker] included
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

/* What a call came to. A plugin returns 0 to 5. The host takes another code from it, those below
 * included, for SPARK_E_FAILED. */
enum {
  SPARK_OK = 0,
  /* It did not work; the text says why. */
  SPARK_E_FAILED = 1,
  /* Not enough history yet: try again later. A request that needs it is answered with 422. */
  SPARK_E_NOT_READY = 2,
  /* The caller's argument is wrong. A request that carried it is answered with 400. */
  SPARK_E_INVALID = 3,
  /* This plugin, or this host, does not do that. */
  SPARK_E_UNSUPPORTED = 4,
  /* An exception was caught at the boundary. */
  SPARK_E_EXCEPTION = 5,
  /* Of spark.flag: the flag was moved to its safe value, and nobody may move it back yet. */
  SPARK_E_LATCHED = 6,
  /* Of spark.flag: a safe action came after the action that asks. */
  SPARK_E_SUPERSEDED = 7,
  /* The plugin object does not act (spark.life/1), and only an acting one may do that. */
  SPARK_E_NOT_ACTING = 8
};

/* Why a call failed. Owned by the caller, filled by the callee only on failure. The text names the
 * place and what was expected; it is printable UTF-8, and is cut between characters where it is too
 * long. The host replaces what is not printable in a plugin's text. */
typedef struct spark_error {
  /* The same SPARK_E_* that the function returns. */
  int32_t code;
  /* Bytes of `text` without its NUL: at most 239. */
  uint32_t length;
  char text[240];
} spark_error;

/* ---- values and frames ---- */

/* The type of a value. The words in quotes are those of YAML and of messages. */
enum {
  /* "No value": never the same as 0.0, false or "". */
  SPARK_NULL = 0,
  /* "float": as.f64. A stage's output and a score must be finite. */
  SPARK_F64 = 1,
  /* "int": as.i64. */
  SPARK_I64 = 2,
  /* "bool": as.i64, which is 0 or 1. */
  SPARK_BOOL = 3,
  /* "string": as.str, `length` bytes, not NUL-terminated. */
  SPARK_STRING = 4,
  /* "float[]": as.f64s, `length` elements. */
  SPARK_F64S = 5
};

/* One value, 16 bytes. Bytes and elements that it points to are borrowed: those of a frame's slot
 * live until the request's last stage has run, those of a setting until the call returns. */
typedef struct spark_value {
  /* SPARK_NULL … SPARK_F64S. */
  uint32_t type;
  /* Bytes of a string, elements of an array, otherwise 0. At most 1 MiB in bytes. */
  uint32_t length;
  union {
    double f64;
    int64_t i64;
    /* May be NULL where `length` is 0; `f64s` as well. */
    const char* str;
    const double* f64s;
  } as;
} spark_value;

enum {
  /* The request is a test probe: keep it out of feature state, windows and comparisons. */
  SPARK_FRAME_SYNTHETIC = 1u
};

/* One request on its way through a pipeline: a flat array of values. Host memory, valid during
 * run(); a stage keeps no pointer to it. A stage reads the indexes that it was bound to as inputs
 * and writes only those that it was bound to as outputs. Slots are null until written. A string or
 * an array that a stage writes lies in the frame's arena, or in memory that lives as long as the
 * stage and does not change. */
typedef struct spark_frame {
  spark_value* slots;
  /* The indexes in use are below this: at most 1,024. */
  uint32_t slot_count;
  /* SPARK_FRAME_*; for reading only. */
  uint32_t flags;
  /* A stage sets SPARK_E_* here for a row that failed; the host clears it before each run(). */
  int32_t code;
  uint32_t reserved;
  /* The arena, 4 KiB in all for one request: what all its stages write together. Take from
   * arena_next, never past arena_end: use spark_frame_alloc(). */
  char* arena_next;
  char* arena_end;
} spark_frame;

/* Takes `size` bytes, aligned to 8, from the frame's arena. The host's memory; it lives until the
 * request's last stage has run, and is freed by nobody. NULL if the arena has not so much left. The
 * bytes are not cleared. Only within run(). [worker] */
static inline void* spark_frame_alloc(spark_frame* frame, size_t size) {
  const size_t rounded = (size + 7u) & ~(size_t)7u;
  char* const start = frame->arena_next;
  if (rounded < size || rounded > (size_t)(frame->arena_end - start)) return NULL;
  frame->arena_next = start + rounded;
  return start;
}

/* ---- configuration ---- */

/* What a configuration key may hold, and the value that it arrives as. The host checks the YAML
 * against this before the plugin sees it: type, range, unit, and that every slot, stage or model
 * named exists. */
enum {
  /* true | false -> SPARK_BOOL */
  SPARK_PARAM_BOOL = 1,
  /* A whole number -> SPARK_I64 */
  SPARK_PARAM_I64 = 2,
  /* A finite number -> SPARK_F64 */
  SPARK_PARAM_F64 = 3,
  /* 25% or 0.25 -> SPARK_F64 in [0, 1], or within min and max */
  SPARK_PARAM_RATIO = 4,
  /* 60ms, 30s, 10min, 24h, 7d -> SPARK_F64 in milliseconds, never negative, at most 3650d */
  SPARK_PARAM_DURATION = 5,
  /* 512, 64KiB, 1MiB -> SPARK_I64 in bytes, never negative, at most 1024GiB */
  SPARK_PARAM_SIZE = 6,
  /* Text, which may be "" -> SPARK_STRING */
  SPARK_PARAM_STRING = 7,
  /* A path, made absolute from the configuration file's folder, or a text with "://" as it is
   * -> SPARK_STRING. Whether something is there is for the plugin to find out. */
  SPARK_PARAM_PATH = 8,
  /* A slot of the input or of an earlier stage, of any type -> SPARK_STRING, the slot's full name.
   * The four after it: the same, of one type. Stages only. */
  SPARK_PARAM_SLOT = 9,
  SPARK_PARAM_SLOT_F64 = 10,
  SPARK_PARAM_SLOT_I64 = 11,
  SPARK_PARAM_SLOT_BOOL = 12,
  SPARK_PARAM_SLOT_STRING = 13,
  /* What several slots' names begin with, such as input.snapshot -> SPARK_STRING. Stages only. */
  SPARK_PARAM_GROUP = 14,
  /* Name of an earlier `predict` stage; arrives as three values: the stage's name (SPARK_STRING),
   * the model's name (SPARK_STRING), the stage's budget in ms (SPARK_F64, or null without a
   * budget). The stage is rebuilt whenever that model is. Slots: <stage>.score (f64), .status (i64,
   * SPARK_STATUS_*), .version (string), .elapsed_ms (f64, null if the model was not called).
   * Stages only. */
  SPARK_PARAM_PREDICT = 15,
  /* Name of an entry under `models:` -> SPARK_STRING; the stage is rebuilt whenever that model is.
   * Stages only. */
  SPARK_PARAM_MODEL = 16
};

enum {
  /* The key must be there. */
  SPARK_PARAM_REQUIRED = 1u,
  /* A YAML list of such values: at most 256, and at least one if it is required, too. */
  SPARK_PARAM_LIST = 2u
};

/* What became of a `predict` stage, as its .status slot holds it. */
enum {
  SPARK_STATUS_OK = 0,
  /* `when` said no: the model was not called. */
  SPARK_STATUS_SKIPPED = 1,
  /* A feature is missing and the model does not accept that, or the model said so itself. */
  SPARK_STATUS_NOT_READY = 2,
  /* The model answered, after the stage's budget; the score is null. */
  SPARK_STATUS_LATE = 3,
  /* The model failed, its score was not finite, or the stage's breaker is open. */
  SPARK_STATUS_ERROR = 4
};

/* One key that the configuration may have. Constant data of the library; at most 128 in a table,
 * no name twice. */
typedef struct spark_param {
  /* The key. Its form has '-', too: [A-Za-z_][A-Za-z0-9_-]*. */
  const char* name;
  /* SPARK_PARAM_*. */
  uint32_t type;
  /* SPARK_PARAM_REQUIRED | SPARK_PARAM_LIST, or 0. */
  uint32_t flags;
  /* The default, as YAML text, which must be of the type. NULL: a key that is not given is absent.
   */
  const char* fallback;
  /* Inclusive bounds of a number, in the unit that it arrives in; no bounds where min == max. Both
   * are finite. */
  double min;
  double max;
  /* One sentence, which --config-schema and editors show. */
  const char* doc;
} spark_param;

/* One configured key. Host memory; valid during the call that it is given to. */
typedef struct spark_setting {
  const char* name;
  /* `count` values of the type that the param names. */
  const spark_value* values;
  /* 0: absent. 1: a value. More than 1: a list, or a predict reference. */
  uint32_t count;
  uint32_t reserved;
} spark_setting;

/* What was configured: every declared param once, in the declared order. Host memory; valid during
 * the call that it is given to. */
typedef struct spark_config {
  /* The instance's name: its key under plugins:, models: or stages:. */
  const char* name;
  const spark_setting* const* settings;
  uint32_t count;
  uint32_t reserved;
} spark_config;

/* ---- models ---- */

/* What a score means. A probability is in [0, 1]; a heuristic's score is any finite number. */
enum { SPARK_MODEL_PROBABILITY = 1, SPARK_MODEL_HEURISTIC = 2 };
/* The model takes rows that hold quiet NaN. Without it, a row with a null feature is not given to
 * the model, and its status is SPARK_STATUS_NOT_READY. */
enum {
  SPARK_MODEL_ACCEPTS_MISSING = 1u,
  /* The probes' scores were computed by the code that predict() runs, so they come out again bit
   * for bit. Without it they come out within 1e-12 of their size. */
  SPARK_MODEL_EXACT_PROBES = 2u
};
/* What became of one row. The host ignores the score unless the row is OK. */
enum { SPARK_ROW_OK = 0, SPARK_ROW_NOT_READY = 1, SPARK_ROW_ERROR = 2 };

/* What a model says of itself. Owned by the model, constant for its life. Texts have at most 64
 * bytes. */
typedef struct spark_model_info {
  /* Such as "v1.8-b0"; not empty; appears in answers and metric labels. */
  const char* version;
  /* Such as "logistic" or "heuristic"; not empty. */
  const char* type;
  /* SPARK_MODEL_PROBABILITY or SPARK_MODEL_HEURISTIC. */
  uint32_t kind;
  /* SPARK_MODEL_ACCEPTS_MISSING, SPARK_MODEL_EXACT_PROBES, both, or 0. */
  uint32_t flags;
  /* 64 lower-case hex digits naming the artefact's content; "" without an artefact. */
  const char* sha256;
  /* What is predicted, such as "up-move"; not empty. */
  const char* target_event;
  /* Over what time, such as "1min"; "" if over none. */
  const char* target_horizon;
  /* Against what, such as "mid"; "" if against nothing. */
  const char* target_reference;
  /* `dimension` distinct names, in the order of a row's elements. */
  const char* const* features;
  /* Elements of a row: 1 to 1,024. */
  uint32_t dimension;
  /* Rows whose scores are known: 0 to 1,024. */
  uint32_t probe_count;
  /* probe_count * dimension finite numbers, row-major; quiet NaN only with ACCEPTS_MISSING. */
  const double* probe_rows;
  /* probe_count finite numbers. The host recomputes them before the model serves, each row alone
   * and all at once. It refuses the model unless both give the same bits, and unless each score is
   * the one that stands here: the same bits with EXACT_PROBES, otherwise |computed - stated| at
   * most 1e-12 * max(|computed|, |stated|). */
  const double* probe_scores;
} spark_model_info;

/* A model. Owned by the host from create_model() to destroy(); shared by all pipelines that name
 * it. No function is NULL. */
typedef struct spark_model {
  /* The plugin's own; the host does not look at it. */
  void* self;
  const spark_model_info* info;

  /* Makes memory for one thread's use of predict(). Returns NULL if predict() needs none, or if
   * there is none left. The model's; given back by scratch_destroy(). [builder] */
  void* (*scratch_create)(const struct spark_model* model);
  /* Takes back what scratch_create() made; never NULL. No predict() is using it. [builder] */
  void (*scratch_destroy)(const struct spark_model* model, void* scratch);

  /* Scores `count` rows, which are host memory for the call. Row i begins at rows[i * stride] and
   * has info->dimension elements, at most `stride`. Missing elements are quiet NaN, only with
   * ACCEPTS_MISSING. Writes scores[i] and status[i] (SPARK_ROW_*) for each row; a row that is not
   * written counts as SPARK_ROW_ERROR, and so does one that is OK with a score that its kind does
   * not allow. Pure: the same row gives the same score, whatever stands beside it. All workers call
   * at once, each with a scratch of its own. Returns 0, or a code and *err if no row could be
   * scored. On the builder: probes, and rows to warm it. [worker, builder] */
  int32_t (*predict)(const struct spark_model* model, void* scratch, const double* rows,
                     uint32_t stride, uint32_t count, double* scores, uint8_t* status,
                     spark_error* err);

  /* Frees the model. No call is under way and none follows; every scratch is given back.
   * [builder] */
  void (*destroy)(struct spark_model* model);
} spark_model;

/* ---- stages ---- */

/* The index of an optional input that the pipeline does not have. */
#define SPARK_NO_SLOT 0xffffffffu

enum {
  /* Input: may be missing from the pipeline; bound to SPARK_NO_SLOT then. */
  SPARK_SLOT_OPTIONAL = 1u,
  /* Output: not null whenever run() succeeded for the frame. A frame where it is null failed. */
  SPARK_SLOT_NEVER_NULL = 2u,
  /* Output, f64: offered by its name to the models of later stages. */
  SPARK_SLOT_FEATURE = 4u
};

/* One slot that a stage reads or writes. Owned by the stage, constant for its life. */
typedef struct spark_slot {
  /* Input: full name, such as input.mid, with '.' and '-', too. Output: local name, such as match;
   * other stages see it as <stage>.match. No output's name stands there twice. */
  const char* name;
  /* SPARK_F64 … SPARK_F64S; an input of type SPARK_NULL takes any. */
  uint32_t type;
  /* SPARK_SLOT_*, or 0. */
  uint32_t flags;
  /* One sentence; may be "". */
  const char* doc;
} spark_slot;

/* A stage. Owned by the host from create_stage() to destroy(); one for each place in a pipeline,
 * shared by all workers. No function is NULL. */
typedef struct spark_stage {
  /* The plugin's own; the host does not look at it. */
  void* self;
  /* Read once, after create_stage(); constant for the stage's life. At most 256 of each. */
  const spark_slot* const* inputs;
  const spark_slot* const* outputs;
  uint32_t input_count;
  uint32_t output_count;

  /* Tells where the stage's slots are in every frame: indexes in the order of `inputs` and
   * `outputs`, borrowed for the call. Only an optional input is SPARK_NO_SLOT. Called once, before
   * any other function but destroy(). Returns 0, or a code and *err, and the stage is destroyed.
   * [builder] */
  int32_t (*bind)(struct spark_stage* stage, const uint32_t* inputs, const uint32_t* outputs,
                  spark_error* err);

  /* Makes what worker number `worker` (from 0, below spark_host.workers) will hand to run(). Each
   * worker has its own, so that it needs no lock. Returns NULL if run() needs none, or if there is
   * no memory left. The stage's; given back by worker_destroy(). [builder] */
  void* (*worker_create)(struct spark_stage* stage, uint32_t worker);
  /* Takes back what worker_create() made; never NULL. No run() is using it. [builder] */
  void (*worker_destroy)(struct spark_stage* stage, void* worker);

  /* Runs over `count` frames, at least one: reads inputs, writes outputs. Frames and the array are
   * host memory for the call; `worker` is what worker_create() made for this thread, or NULL. All
   * workers call at once. Must not throw, block or allocate. Returns 0, or a code and *err for a
   * failure of the stage as a whole. A failed row sets its frame's code, and may leave a text about
   * it in *err although 0 is returned (with several, the last one counts). On failure the host sets
   * the stage's outputs of that frame to null. An output that is NaN, infinite or of another type
   * than declared is a failure of that row. [worker] */
  int32_t (*run)(struct spark_stage* stage, void* worker, spark_frame* const* frames,
                 uint32_t count, spark_error* err);

  /* Frees the stage. No call is under way and none follows; worker objects are already destroyed.
   * [builder] */
  void (*destroy)(struct spark_stage* stage);
} spark_stage;

/* ---- plugins ---- */

/* What the host offers to one plugin object. Host memory, valid until that object's destroy()
 * returns. */
typedef struct spark_host {
  /* The host's own; a plugin does not look at it. */
  void* self;
  /* The host's own version, for messages. */
  const char* version;
  /* The minor version of the ABI that the host offers. */
  uint32_t abi_minor;
  /* How many workers there are: 1 to 64. A trial in another process has 1, whatever the host has.
   */
  uint32_t workers;

  /* Returns the extension's struct of function pointers, or NULL if the host does not have it. `id`
   * is such as SPARK_EXT_LOG, revision included. Host memory, constant for the plugin object's
   * life. [any] */
  const void* (*extension)(const struct spark_host* host, const char* id);
} spark_host;

/* One object per loaded library and configuration. It owns what outlives a pipeline: routes, flags,
 * metrics, windows. Owned by the host from create() to destroy(). Stages and models are created
 * from it and are destroyed before it. A library may serve several objects at once, such as the one
 * that serves and the one that is to take its place: it has no mutable globals. */
typedef struct spark_plugin {
  /* The plugin's own; the host does not look at it. */
  void* self;

  /* Makes one stage and writes it to *stage, for the host to own. `type` is the name of one of the
   * entry's stage types, `config` is checked against its params. Returns 0, or a code and *err, and
   * leaves *stage alone. NULL if the plugin has no stage types. [builder] */
  int32_t (*create_stage)(struct spark_plugin* plugin, const char* type, const spark_config* config,
                          spark_stage** stage, spark_error* err);

  /* Makes one model and writes it to *model, for the host to own. `config` is checked against the
   * entry's model_params. `artefact` is the absolute path of the artefact's folder; NULL if the
   * configuration names none. The host has verified it just before the call: its files are within
   * the host's limits of number, depth and size; and if it has a SHA256SUMS, it has exactly the
   * files that this names, each with its digest. So the plugin need not verify it again. What is
   * handed over is a private copy that nobody changes, of regular files and folders only. In a
   * check that starts nothing it is the original, whose files may be links to files, as in a
   * snapshot of the Hugging Face cache. The plugin reads it during the call only. Returns 0, or a
   * code and *err, and leaves *model alone. NULL if the plugin has no models. [builder] */
  int32_t (*create_model)(struct spark_plugin* plugin, const spark_config* config,
                          const char* artefact, spark_model** model, spark_error* err);

  /* Returns what the plugin offers beyond this header under that id, or NULL; today the host asks
   * for spark.state. Owned by the plugin, constant for the object's life. NULL if it offers
   * nothing. [builder] */
  const void* (*extension)(struct spark_plugin* plugin, const char* id);

  /* Frees the object. All its stages and models are gone, its routes are closed, and the host has
   * forgotten its callbacks. Never NULL. [builder] */
  void (*destroy)(struct spark_plugin* plugin);
} spark_plugin;

/* One kind of stage that the plugin makes. Constant data of the library. */
typedef struct spark_stage_type {
  /* Its form has '-', too. A plugin with one type only may be wired without naming it. */
  const char* name;
  /* One sentence, shown to operators. */
  const char* doc;
  /* Keys under a stage's `with`. */
  const spark_param* const* params;
  uint32_t param_count;
  uint32_t reserved;
} spark_stage_type;

/* What the exported symbol points to: constant data of the library, which is never unloaded. */
typedef struct spark_entry_v1 {
  /* These four equal those in the note. */
  uint32_t abi_major;
  uint32_t abi_minor;
  const char* id;
  const char* version;
  /* One sentence, shown to operators. */
  const char* summary;

  /* Keys under plugins.<name>.with. */
  const spark_param* const* params;
  /* Keys under models.<name>.with. */
  const spark_param* const* model_params;
  /* No name twice; at most 32. */
  const spark_stage_type* const* stage_types;
  uint32_t param_count;
  uint32_t model_param_count;
  uint32_t stage_type_count;
  /* 1 if create_model works, otherwise 0. */
  uint32_t has_models;

  /* Makes the plugin object and writes it to *plugin, for the host to own. `host` outlives the
   * object. `config` is checked against `params`. Routes are added here and nowhere else
   * (spark.http). It may be made only to be tried, in this process or another, and destroyed
   * without ever serving: do nothing here that another system would notice. Returns 0, or a code
   * and *err, and leaves *plugin alone. [builder] */
  int32_t (*create)(const spark_host* host, const spark_config* config, spark_plugin** plugin,
                    spark_error* err);
} spark_entry_v1;

/* The one exported symbol: `extern const spark_entry_v1 spark_entry;` */
#define SPARK_ENTRY_SYMBOL "spark_entry"

/* ---- the ELF note ---- */

/* Section .note.spark, name "SPARK", type 1: pointer-free, so that it can be read from the file
 * before anything in it runs. A library has exactly one. */
#define SPARK_NOTE_SECTION ".note.spark"
#define SPARK_NOTE_NAME "SPARK"
#define SPARK_NOTE_TYPE 1u

/* Who a plugin is and what it needs. Texts are padded with NUL, and end in at least one. */
typedef struct spark_note_desc {
  uint32_t abi_major;
  /* The lowest minor version that the plugin needs. */
  uint32_t abi_minor;
  /* [a-z][a-z0-9-]{0,30}; the plugin's metrics and routes begin with it. */
  char id[32];
  /* Not empty. */
  char version[32];
  /* For people; it grants nothing. */
  char vendor[64];
} spark_note_desc;

/* The note as it lies in the file: an ELF note header, its name, its descriptor. */
typedef struct spark_note {
  /* 6: "SPARK" and its NUL. */
  uint32_t name_size;
  /* sizeof(spark_note_desc). */
  uint32_t desc_size;
  /* SPARK_NOTE_TYPE. */
  uint32_t type;
  /* "SPARK" and padding to 4. */
  char name[8];
  spark_note_desc desc;
} spark_note;

#if defined(__GNUC__)
/* Of `spark_entry`: visible although a plugin is built with -fvisibility=hidden. */
#define SPARK_EXPORT __attribute__((visibility("default"), used))
#define SPARK_NOTE_PLACE __attribute__((section(SPARK_NOTE_SECTION), used, aligned(4)))
#endif

/* Emits the note. Use once per plugin, at file scope, with string literals that fit the fields of
 * spark_note_desc. */
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
