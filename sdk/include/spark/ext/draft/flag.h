/* spark.flag/2 (draft): named integers that bind every generation at once.
 *
 * A flag is owned by the host, read by workers without a lock, and survives every change of
 * pipelines, plugins and models. Its declared safe value is what an emergency stop sets it to.
 *
 * A safe action (an operator's safe verb, an emergency stop, make_safe) moves a flag to its safe
 * value and latches it there, over restarts and crashes. Only a risky route that names the flag
 * (spark_http_route.flag) and was called after the last safe action opens the latch: never a timer,
 * a job or a constructor. A flag that is not latched begins at its initial value with each start of
 * the host; a plugin that wants another keeps it itself. */
#ifndef SPARK_EXT_FLAG_H
#define SPARK_EXT_FLAG_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SPARK_EXT_FLAG "spark.flag/2"

/* Opaque; owned by the host and valid for the host's life. */
typedef struct spark_flag spark_flag;

typedef struct spark_ext_flag {
  /* Finds the plugin's flag `name`, or creates it with the value `initial`, or with `safe` if it is
   * latched. The full name is <plugin>.<name>. Returns NULL and fills *err if it exists with
   * another safe value or there are too many. [builder-thread, control-thread] */
  spark_flag* (*declare)(const spark_host* host, const char* name, int64_t initial, int64_t safe,
                         spark_error* err);

  /* Lock-free. A new value is seen by the next request on every worker. [any-thread] */
  int64_t (*get)(const spark_flag* flag);

  /* Moves the flag. To its safe value always, without latching it. Away from it, returns
   * SPARK_E_LATCHED or SPARK_E_SUPERSEDED, fills *err and moves nothing where a safe action
   * forbids it (above). A risky route's handler is answered for with 409 then. [any-thread] */
  int32_t (*set)(const spark_host* host, spark_flag* flag, int64_t value, spark_error* err);

  /* Moves the flag of that full name, which may be another plugin's, to its safe value and latches
   * it; recorded as done by this plugin. Repeating it is harmless. Fails for a name that no plugin
   * has declared. [control-thread, jobs-thread] */
  int32_t (*make_safe)(const spark_host* host, const char* full_name, spark_error* err);
} spark_ext_flag;

#ifdef __cplusplus
}
#endif

#endif
