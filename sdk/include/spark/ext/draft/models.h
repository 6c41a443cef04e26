/* spark.models/2 (draft): what a plugin may know of the models that the configuration names.
 *
 * A model is named by its key under models:. Which model that is, and in which version, may change
 * with each generation: a stage asks find() once, when it is made, and is made again when the model
 * changes. The other functions tell of the models that serve now, to any object. */
#ifndef SPARK_EXT_MODELS_H
#define SPARK_EXT_MODELS_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_models. */
#define SPARK_EXT_MODELS "spark.models/2"

/* A model as it serves, or has served. Borrowed for the call that it is handed to. */
typedef struct spark_live_model {
  /* As one line of YAML, with every member of its definition; the artefact's path is the one that
   * was configured. */
  const char* definition;
  const char* version;
  /* The digest of its artefact, 64 hex digits; "" for a model without one. */
  const char* sha256;
  /* The host's own verified copy of the artefact, for reading only; "" without one. It may be
   * removed once the model serves no more, unless it is leased. */
  const char* folder;
  /* The generation that began to serve it so, and when, in milliseconds since 1970. The host counts
   * generations anew with each start. */
  uint64_t generation;
  int64_t since_utc_ms;
} spark_live_model;

/* A plugin's function that is given a model. [builder, control, jobs] */
typedef void (*spark_take_model)(void* context, const spark_live_model* model);

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_models {
  /* Returns the description of the model called `name` in the generation being built, or NULL if
   * there is none of that name. Only from within create_stage(), elsewhere NULL; ask for models
   * that the stage's configuration names (SPARK_PARAM_MODEL, SPARK_PARAM_PREDICT). The description
   * is the model's and lives as long as the stage. [builder] */
  const spark_model_info* (*find)(const spark_host* host, const char* name);

  /* Copies the version that the model called `name` has in the generation that serves now, with a
   * NUL, into the caller's `text` of `size` bytes (65 are enough for every version). Returns its
   * length in bytes without the NUL; 0 if nothing serves yet or the model is not there. A version
   * that does not fit is not cut: "" is written and its length returned. The next call may give
   * another version. [builder, control, jobs] */
  int32_t (*live_version)(const spark_host* host, const char* name, char* text, uint32_t size);

  /* Calls take(context, model) [builder, control, jobs] once, before it returns, with the model as
   * it serves now; not at all if it does not serve. Returns 0, or SPARK_E_INVALID and *err for a
   * null argument. [builder, control, jobs] */
  int32_t (*live)(const spark_host* host, const char* name, spark_take_model take, void* context,
                  spark_error* err);

  /* The same for each definition or artefact that served under the name since the host started, the
   * newest first, the present one included: at most 16. Folders are "" here. The chain has the
   * rest. [builder, control, jobs] */
  int32_t (*history)(const spark_host* host, const char* name, spark_take_model take, void* context,
                     spark_error* err);

  /* As live(), and the model's artefact stays until release(), however often the model is changed
   * meanwhile. Writes the lease's number, never 0, to *lease. Leases end with rest(): take them
   * again in act(). Returns 0, or a code and *err: SPARK_E_NOT_ACTING, SPARK_E_INVALID if no model
   * of that name serves or it has no artefact, SPARK_E_FAILED beyond 64 leases. [control, jobs] */
  int32_t (*lease)(const spark_host* host, const char* name, spark_take_model take, void* context,
                   uint64_t* lease, spark_error* err);

  /* Nothing happens for a lease that has ended, or of another object. [control, jobs] */
  void (*release)(const spark_host* host, uint64_t lease);
} spark_ext_models;

#ifdef __cplusplus
}
#endif

#endif
