/* spark.clock/2 (draft): time, so that what a plugin does in time can be driven by recorded data as
 * well.
 *
 * A plugin asks no other clock. Where the configuration has an event clock (`clock:`), a frame's
 * input drives event time: before a frame whose time passes that of a timer is run, the timer was
 * called, and the jobs and values that it asked for have ended. Everything that a replay is to
 * repeat goes by event time: windows, phases, what is written down with a date. Durations that are
 * measured, such as a latency, go by now_ns, and what is kept for so many days by utc_ms.
 *
 * All functions take a few nanoseconds, never fail, and take the plugin object's `host`. */
#ifndef SPARK_EXT_CLOCK_H
#define SPARK_EXT_CLOCK_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_clock. */
#define SPARK_EXT_CLOCK "spark.clock/2"

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_clock {
  /* Returns nanoseconds of the machine's steady clock, which never go back, from an arbitrary
   * origin. Two values of different processes mean nothing to each other: save durations, not
   * these. [any] */
  int64_t (*now_ns)(const spark_host* host);

  /* Returns milliseconds since 1970-01-01 UTC, for stamps that people read. May jump, in both
   * directions. [any] */
  int64_t (*utc_ms)(const spark_host* host);

  /* Returns event time: milliseconds since 1970-01-01 UTC of the latest frame, or of the timer that
   * is being called before it. It never goes back, and steps over gaps in the data. Without an
   * event clock, and before the first frame, this is utc_ms. [any] */
  int64_t (*event_ms)(const spark_host* host);
} spark_ext_clock;

#ifdef __cplusplus
}
#endif

#endif
