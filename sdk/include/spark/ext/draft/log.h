/* spark.log/1 (draft): a plugin's way to the host's log. A plugin must not bring a logger of its
 * own: one that outlives its library crashes the host.
 *
 * The host prints each record as one line, after the plugin's name (its key under plugins:). */
#ifndef SPARK_EXT_LOG_H
#define SPARK_EXT_LOG_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_log. */
#define SPARK_EXT_LOG "spark.log/1"

/* Levels. The host prints those from its configured `log.level` on, INFO by default. */
enum { SPARK_LOG_DEBUG = 0, SPARK_LOG_INFO = 1, SPARK_LOG_WARN = 2, SPARK_LOG_ERROR = 3 };

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_log {
  /* Copies `length` bytes of UTF-8 text and returns at once; never blocks, never fails. A text is
   * cut at 1,000 bytes; control characters and bytes that are no UTF-8 are printed escaped. A
   * `level` that does not exist counts as ERROR. A record that finds the thread's ring full is
   * dropped and counted in spark_log_dropped_total: do not log for each request. [any] */
  void (*write)(const spark_host* host, uint32_t level, const char* text, uint32_t length);
} spark_ext_log;

#ifdef __cplusplus
}
#endif

#endif
