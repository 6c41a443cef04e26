/* spark.timer/1 (draft): calls at regular times, on the control thread.
 *
 * Timers are an acting object's: they are made in act() or later, and all of them end before rest()
 * (spark.life/1). A timer has a name, which belongs to the plugin's name: the object that takes the
 * place of another and makes a timer of the same name and period goes on in the same phase.
 *
 * With an event clock (spark.clock/2) timers follow event time, from the first frame on. Of the
 * calls of a period that are due between two frames the last is made, at its time, and after a gap
 * in the data each timer is called once; `missed` says how many were left out. */
#ifndef SPARK_EXT_TIMER_H
#define SPARK_EXT_TIMER_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_timer. */
#define SPARK_EXT_TIMER "spark.timer/1"

enum {
  /* For spark_timer_rule.weekday: each day. Monday is 1, Sunday 7. */
  SPARK_TIMER_DAILY = 0
};

/* When a timer is due: each day, or once a week, at a time of the day in UTC. */
typedef struct spark_timer_rule {
  /* SPARK_TIMER_DAILY, or 1 (Monday) to 7 (Sunday). */
  uint32_t weekday;
  /* 0 to 23. */
  uint32_t hour;
  /* 0 to 59. */
  uint32_t minute;
  uint32_t reserved;
} spark_timer_rule;

/* Host memory, constant for the plugin object's life.
 *
 * Names belong to the object that made them: two plugins may have timers of one name. Texts and
 * *rule are copied. `context` may be NULL, and is as it was given. Calls come one at a time, with
 * those of routes and of every `done`. */
typedef struct spark_ext_timer {
  /* Calls fire(context, missed) [control] every `period_ms`, 10 to 86,400,000, for the first time
   * when one period has passed. Calls that could not be made in time collapse into one; `missed`
   * says how many were left out before this one. A timer of that name is replaced. `fire` may
   * cancel its own timer, and others. Returns 0, or SPARK_E_NOT_ACTING, or SPARK_E_INVALID and
   * *err: for a name that is none ('-' and '.' are allowed), another period, or more than 64
   * timers. [control] */
  int32_t (*every)(const spark_host* host, const char* name, uint32_t period_ms,
                   void (*fire)(void* context, uint32_t missed), void* context, spark_error* err);

  /* Calls fire(context, due_utc_ms, missed) [control] once for each time that `rule` names, from
   * the first one after this timer was made for the first time ever. The last time whose call
   * returned outlives the host: the times that fell while no host ran, or no object of the plugin
   * acted, are caught up with, oldest first, at most 31 of them; `missed` says how many older ones
   * were left out before this one. So each time is called for once, and again only if the host was
   * killed between the return of the call and the record of it. Otherwise as every(). [control] */
  int32_t (*at)(const spark_host* host, const char* name, const spark_timer_rule* rule,
                void (*fire)(void* context, int64_t due_utc_ms, uint32_t missed), void* context,
                spark_error* err);

  /* Ends the timer of that name; nothing happens if there is none. It is not called afterwards.
   * What at() has called for stays known. [control] */
  void (*cancel)(const spark_host* host, const char* name);
} spark_ext_timer;

#ifdef __cplusplus
}
#endif

#endif
