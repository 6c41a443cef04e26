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

/* For spark_host.extension; leads to a spark_ext_flag. */
#define SPARK_EXT_FLAG "spark.flag/2"

/* Opaque; owned by the host. Valid until the plugin object that declared it is destroyed; freed by
 * nobody. */
typedef struct spark_flag spark_flag;

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_flag {
  /* Finds the plugin's flag `name`, or creates it with the value `initial`, or with `safe` if it is
   * latched. The name's form has '-', too; the full name is <plugin>.<name>, with the plugin's key
   * under plugins:, and has at most 96 bytes. Declare it again with each object: a flag that is
   * there keeps its value. Returns NULL and fills *err if the name is none, if it exists with
   * another safe value, or if there are 256 flags. [builder, control] */
  spark_flag* (*declare)(const spark_host* host, const char* name, int64_t initial, int64_t safe,
                         spark_error* err);

  /* Returns the present value. Lock-free. A new value is seen by the next request on every worker.
   * NULL reads as 0. [any] */
  int64_t (*get)(const spark_flag* flag);

  /* Moves the flag. To its safe value always, without latching it. Away from it, returns
   * SPARK_E_LATCHED or SPARK_E_SUPERSEDED, fills *err and moves nothing where a safe action forbids
   * it (above), or came after what the call is part of: a route's request, a timer's tick, the
   * posting of a job. A risky route's handler commits its action with it (spark.http/2), and gets
   * SPARK_E_CANCELLED if its client waits no more; it is answered for with 409 or 503 then. Takes a
   * lock that is held for nanoseconds. [any] */
  int32_t (*set)(const spark_host* host, spark_flag* flag, int64_t value, spark_error* err);

  /* Moves the flag of that full name, which may be another plugin's, to its safe value and latches
   * it; recorded as done by this plugin. Repeating it is harmless. Returns 0, or SPARK_E_INVALID
   * and *err for a name that no plugin has declared. [control, jobs] */
  int32_t (*make_safe)(const spark_host* host, const char* full_name, spark_error* err);
} spark_ext_flag;

#ifdef __cplusplus
}
#endif

#endif
