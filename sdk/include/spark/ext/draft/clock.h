/* spark.clock/1 (draft): time, so that windows and phases can be driven by recorded data as well.
 */
#ifndef SPARK_EXT_CLOCK_H
#define SPARK_EXT_CLOCK_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SPARK_EXT_CLOCK "spark.clock/1"

typedef struct spark_ext_clock {
  /* Nanoseconds that never go back, from an arbitrary origin. Durations of windows and phases use
   * this and nothing else. [any-thread] */
  int64_t (*now_ns)(const spark_host* host);

  /* Milliseconds since 1970-01-01 UTC, for stamps that people read. May jump. [any-thread] */
  int64_t (*utc_ms)(const spark_host* host);
} spark_ext_clock;

#ifdef __cplusplus
}
#endif

#endif
