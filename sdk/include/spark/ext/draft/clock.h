/* spark.clock/1 (draft): time, so that windows and phases can be driven by recorded data as well.
 *
 * A plugin asks no other clock. Both functions take a few nanoseconds, never fail, and take the
 * plugin object's `host`. */
#ifndef SPARK_EXT_CLOCK_H
#define SPARK_EXT_CLOCK_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_clock. */
#define SPARK_EXT_CLOCK "spark.clock/1"

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_clock {
  /* Returns nanoseconds that never go back, from an arbitrary origin. Durations of windows and
   * phases use this and nothing else. Two values of different processes mean nothing to each other:
   * save durations, not these. [any] */
  int64_t (*now_ns)(const spark_host* host);

  /* Returns milliseconds since 1970-01-01 UTC, for stamps that people read. May jump, in both
   * directions. [any] */
  int64_t (*utc_ms)(const spark_host* host);
} spark_ext_clock;

#ifdef __cplusplus
}
#endif

#endif
