/* spark.job/1 (draft): slow work beside everything else, on two threads of low priority.
 *
 * Jobs are an acting object's (spark.life/1). Before rest() those that wait are dropped, those that
 * run are told to stop, and every `done` is called with SPARK_E_CANCELLED. The host then waits up
 * to 5 seconds for those that run. One that runs on is abandoned: the plugin object is kept until
 * it ends, its result is dropped, `degraded` names it, and the change goes on. */
#ifndef SPARK_EXT_JOB_H
#define SPARK_EXT_JOB_H

#include "done.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_job. */
#define SPARK_EXT_JOB "spark.job/1"

/* One job under way. The host's, valid within `work`. */
typedef struct spark_job {
  /* The host's own; a plugin does not look at it. */
  void* self;
  /* Whether the job should end soon, since its result is not wanted any more: 0 or 1. [jobs] */
  int32_t (*is_cancelled)(const struct spark_job* job);
} spark_job;

/* Host memory, constant for the plugin object's life.
 *
 * A job keeps its plugin object: `context` may point into it, and needs no lock against the
 * object's end. What control and a job both use is atomic or behind a lock that workers do not
 * take. A job that was accepted and not begun when the object rests never runs; its `done` says so.
 */
typedef struct spark_ext_job {
  /* Calls work(context, job, err) [jobs] later, then done(context, code, err) [control] with what
   * it returned. Jobs of one key of this object run one after the other, in the order of posting,
   * and the next one may begin before `done` of the one before is called; others may run at the
   * same time. `work` returns 0, or a code and *err, and looks at is_cancelled() at least once a
   * second. `done` may be NULL. Returns 0, or SPARK_E_NOT_ACTING, or SPARK_E_INVALID and *err for a
   * key that is none ('-' and '.' are allowed), or SPARK_E_FAILED if 16 jobs of this object wait or
   * run. [control, jobs] */
  int32_t (*post)(const spark_host* host, const char* key,
                  int32_t (*work)(void* context, const spark_job* job, spark_error* err),
                  spark_done done, void* context, spark_error* err);
} spark_ext_job;

#ifdef __cplusplus
}
#endif

#endif
