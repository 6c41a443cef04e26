/* spark.models/1 (draft): what a plugin may know of the models that the configuration names. */
#ifndef SPARK_EXT_MODELS_H
#define SPARK_EXT_MODELS_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SPARK_EXT_MODELS "spark.models/1"

typedef struct spark_ext_models {
  /* The description of the model called `name` in the generation being built, or NULL if there is
   * none of that name. Only from within create_stage(), for models that the stage's configuration
   * names; the description lives as long as the stage. [builder-thread] */
  const spark_model_info* (*find)(const spark_host* host, const char* name);

  /* Copies the version that the model called `name` has in the generation that serves now, with a
   * NUL, into `text` of `size` bytes (65 are enough for every version). Returns its length; 0 if
   * nothing serves yet or the model is not there. A version that does not fit is not cut: "" is
   * written and its length returned. The next call may give another version. [builder-thread,
   * control-thread, job-thread] */
  int32_t (*live_version)(const spark_host* host, const char* name, char* text, uint32_t size);
} spark_ext_models;

#ifdef __cplusplus
}
#endif

#endif
