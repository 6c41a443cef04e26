/* spark.models/1 (draft): what a plugin may know of the models that the configuration names.
 *
 * A model is named by its key under models:. Which model that is, and in which version, may change
 * with each generation: a stage asks find() once, when it is made, and is made again when the model
 * changes. */
#ifndef SPARK_EXT_MODELS_H
#define SPARK_EXT_MODELS_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_models. */
#define SPARK_EXT_MODELS "spark.models/1"

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
} spark_ext_models;

#ifdef __cplusplus
}
#endif

#endif
