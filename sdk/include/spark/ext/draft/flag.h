/* spark.flag/1 (draft): named integers that bind every generation at once.
 *
 * A flag is owned by the host, read by workers without a lock, and survives every change of
 * pipelines, plugins and models. Its declared safe value is what an emergency stop sets it to. */
#ifndef SPARK_EXT_FLAG_H
#define SPARK_EXT_FLAG_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SPARK_EXT_FLAG "spark.flag/1"

/* Opaque; owned by the host and valid for the host's life. */
typedef struct spark_flag spark_flag;

typedef struct spark_ext_flag {
  /* Finds the plugin's flag `name`, or creates it with the value `initial`. The full name is
   * <plugin>.<name>. Returns NULL and fills *err if it exists with another safe value or there are
   * too many. [builder-thread, control-thread] */
  spark_flag* (*declare)(const spark_host* host, const char* name, int64_t initial, int64_t safe,
                         spark_error* err);

  /* Lock-free. A new value is seen by the next request on every worker. [any-thread] */
  int64_t (*get)(const spark_flag* flag);
  void (*set)(spark_flag* flag, int64_t value);
} spark_ext_flag;

#ifdef __cplusplus
}
#endif

#endif
