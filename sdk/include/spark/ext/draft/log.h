/* spark.log/1 (draft): a plugin's way to the host's log. A plugin must not bring a logger of its
 * own: one that outlives its library crashes the host. */
#ifndef SPARK_EXT_LOG_H
#define SPARK_EXT_LOG_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SPARK_EXT_LOG "spark.log/1"

enum { SPARK_LOG_DEBUG = 0, SPARK_LOG_INFO = 1, SPARK_LOG_WARN = 2, SPARK_LOG_ERROR = 3 };

typedef struct spark_ext_log {
  /* Copies `length` bytes of UTF-8 text (cut at 1,000) and returns at once; never blocks. When the
   * thread's ring is full the record is dropped and counted in spark_log_dropped_total.
   * [any-thread] */
  void (*write)(const spark_host* host, uint32_t level, const char* text, uint32_t length);
} spark_ext_log;

#ifdef __cplusplus
}
#endif

#endif
