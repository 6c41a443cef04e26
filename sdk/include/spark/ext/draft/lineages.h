/* spark.lineages/1 (draft): which models the configuration puts together under lineages:.
 *
 * A lineage is a pipeline that predicts, with its models by role. One lineage is the primary one:
 * series and routes that name no lineage speak of it, those of others carry the lineage's name. A
 * stage asks of() when it is made, and is made again when its lineage changes; live() tells of the
 * lineages that serve now, to any object. */
#ifndef SPARK_EXT_LINEAGES_H
#define SPARK_EXT_LINEAGES_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_lineages. A configuration without lineages: is no
 * mistake: of() and live() succeed then, and give no models. */
#define SPARK_EXT_LINEAGES "spark.lineages/1"

/* A model with its role in a lineage. Borrowed for the call that it is handed to. */
typedef struct spark_lineage_model {
  /* The lineage's key under lineages:. */
  const char* lineage;
  /* "production", "candidate" or "fallback". */
  const char* role;
  /* The model's key under models:. */
  const char* model;
  /* As the model says it. */
  const char* version;
  /* The digest of its artefact, 64 hex digits; "" for a model without one. */
  const char* sha256;
  /* 1 if the lineage is the primary one, otherwise 0. */
  uint32_t primary;
  /* Zero. */
  uint32_t reserved;
} spark_lineage_model;

/* A plugin's function that is given a model; `context` is the plugin's own, as it was given. It
 * copies what it keeps, and throws nothing. [builder, control, jobs] */
typedef void (*spark_take_lineage_model)(void* context, const spark_lineage_model* model);

/* Host memory, constant for the plugin object's life. A model that is unloaded is left out. */
typedef struct spark_ext_lineages {
  /* Calls take(context, model) [builder], before it returns, for each model of the lineage in which
   * `model` has a role, as the generation being built has them; not at all where the configuration
   * has no lineages. Only from within create_stage(), for a model that the stage's configuration
   * names. The stage is made again whenever one of the models or the lineage changes. Returns 0, or
   * SPARK_E_INVALID and *err: `model` has no role though there are lineages, another moment, or a
   * null argument. [builder] */
  int32_t (*of)(const spark_host* host, const char* model, spark_take_lineage_model take,
                void* context, spark_error* err);

  /* The same for each model of each lineage that serves now, one lineage after the other; the next
   * call may give others. Returns 0, or SPARK_E_INVALID and *err for a null argument. [builder,
   * control, jobs] */
  int32_t (*live)(const spark_host* host, spark_take_lineage_model take, void* context,
                  spark_error* err);
} spark_ext_lineages;

#ifdef __cplusplus
}
#endif

#endif
