/* spark.metrics/1 (draft): counters, gauges and histograms in the Prometheus sense.
 *
 * A metric is found or created by name and labels, so that a handle asked for again (by the next
 * generation of a stage) is the same series, which goes on counting. Recording is wait-free: each
 * worker writes cells of its own. */
#ifndef SPARK_EXT_METRICS_H
#define SPARK_EXT_METRICS_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SPARK_EXT_METRICS "spark.metrics/1"

/* Opaque; owned by the host and valid for the host's life. */
typedef struct spark_metric spark_metric;

typedef struct spark_label {
  const char* key;
  const char* value;
} spark_label;

typedef struct spark_metric_desc {
  const char* name; /* [a-zA-Z_][a-zA-Z0-9_]*; third parties begin with their plugin id and _ */
  const char* help; /* one sentence that does not end in a digit */
  const spark_label* labels; /* `label_count` pairs; the keys of a name never change */
  uint32_t label_count;
  uint32_t bound_count; /* histograms: how many finite upper bounds */
  const double* bounds; /* strictly ascending; +Inf is added */
  /* Keep only this many distinct values of the first label besides the newest, forgetting the one
   * least recently asked for; 0 keeps all. For labels such as a model's version. */
  uint32_t retired_max;
  uint32_t reserved;
} spark_metric_desc;

typedef struct spark_ext_metrics {
  /* Find or create. Returns NULL and fills *err for a bad name, a clash of type, keys or bounds
   * with an earlier one, or too many series. The series asked for last comes last in its family.
   * [builder-thread, control-thread] */
  spark_metric* (*counter)(const spark_host* host, const spark_metric_desc* desc, spark_error* err);
  spark_metric* (*gauge)(const spark_host* host, const spark_metric_desc* desc, spark_error* err);
  spark_metric* (*histogram)(const spark_host* host, const spark_metric_desc* desc,
                             spark_error* err);

  /* A gauge whose value is computed when metrics are rendered while the plugin object serves:
   * read(context) is called on the job thread; a NaN leaves the series out. Asking again replaces
   * read and context. The host forgets it before the plugin object is destroyed. Returns 0 or a
   * code. [builder-thread, control-thread] */
  int32_t (*computed_gauge)(const spark_host* host, const spark_metric_desc* desc,
                            double (*read)(void* context), void* context, spark_error* err);

  /* Counters only go up: `by` >= 0. [any-thread] */
  void (*add)(spark_metric* counter, uint64_t by);
  /* A NaN makes the series absent until it is set again. [any-thread] */
  void (*set)(spark_metric* gauge, double value);
  /* [any-thread] */
  void (*observe)(spark_metric* histogram, double value);
} spark_ext_metrics;

#ifdef __cplusplus
}
#endif

#endif
