/* spark.swap/1 (draft): a plugin exchanges the definitions of models, as an operator's swap does.
 *
 * The change takes the same steps: it is recorded, tried in another process, and published as one
 * generation, or refused as a whole. A plugin may swap the models that its entry in the
 * configuration names (may: {swap: [production]}). For those it passes a configured `pinned:` and
 * the pins of other plugins that let it pass (spark.pin/2).
 *
 * A safe action that comes after the request, or after the call of a risky route for which it is
 * made, supersedes it. A way back is not superseded: going back is safe at any time. */
#ifndef SPARK_EXT_SWAP_H
#define SPARK_EXT_SWAP_H

#include "done.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_swap. */
#define SPARK_EXT_SWAP "spark.swap/1"

enum {
  /* Something is not as the request expects, is pinned, or is being changed by somebody else. */
  SPARK_E_CONFLICT = 10
};

enum {
  /* Of spark_swap_request.flags: each model gets a definition and an artefact that it had before,
   * in the history of spark.models/2 or as its previous one. Otherwise the flag has no effect. */
  SPARK_SWAP_WAY_BACK = 1
};

/* One model of a request. */
typedef struct spark_swap_model {
  /* The key under models:. */
  const char* model;
  /* What changes of its definition, as JSON: {"artefact": "...", "plugin": "...", "with": {},
   * "bind": {}} with any of the members, or {"like": "..."} for the definition that another model
   * has when the change is made. At most 64 KiB. NULL: the model is only expected. */
  const char* definition;
  /* The digest of the artefact that the model must have when the change is made, 64 hex digits; ""
   * for a model without an artefact. NULL: any. */
  const char* expect;
} spark_swap_model;

/* Borrowed for the call, texts are copied. */
typedef struct spark_swap_request {
  const spark_swap_model* models;
  /* 1 to 64; at least one has a definition. */
  uint32_t model_count;
  /* SPARK_SWAP_*. */
  uint32_t flags;
  /* A few words, 1 to 200 bytes, for the record. */
  const char* reason;
  /* A kept reply of a risky route (spark.http/2) on whose behalf this is: it is committed first, a
   * way back also after a safe action. 0: none; a swap that a handler asks for before it returns
   * needs none. */
  uint64_t reply;
} spark_swap_request;

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_swap {
  /* Asks for the change. `done` is called once: with SPARK_OK when every worker has the new
   * generation; SPARK_E_INVALID for a definition that is wrong or does not build; SPARK_E_CONFLICT
   * (above); SPARK_E_SUPERSEDED; SPARK_E_FAILED, such as for a full disk; SPARK_E_CANCELLED before
   * the object rests: a request that has not begun by then does not happen. It takes seconds, the
   * models' trial included.
   *
   * Returns 0, or a code and *err, and `done` is not called: SPARK_E_NOT_ACTING; SPARK_E_INVALID
   * for an argument that is wrong, or a model that the entry may not swap; of `reply`, what
   * commit() returns. `done` may be NULL: nobody is told; then `context` may be NULL, too.
   * [control, jobs] */
  int32_t (*request)(const spark_host* host, const spark_swap_request* request, spark_done done,
                     void* context, spark_error* err);
} spark_ext_swap;

#ifdef __cplusplus
}
#endif

#endif
