/* spark.metrics/2 (draft): counters, gauges and histograms in the Prometheus sense.
 *
 * A metric is found or created by name and labels, so that a handle asked for again (by the next
 * generation of a stage) is the same series, which goes on counting. Ask once, when the plugin or
 * the stage is made, and keep the handle. Recording is wait-free: each worker writes cells of its
 * own. What a build asks for that is refused, or only tried, does not show. */
#ifndef SPARK_EXT_METRICS_H
#define SPARK_EXT_METRICS_H

#include "../../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For spark_host.extension; leads to a spark_ext_metrics. */
#define SPARK_EXT_METRICS "spark.metrics/2"

/* Handle of one series. Opaque; owned by the host and valid for the host's life; freed by nobody.
 * Every plugin object that asks for the series is given the same handle. */
typedef struct spark_metric spark_metric;

/* One label of a series. */
typedef struct spark_label {
  /* A name; a histogram has none called "le". */
  const char* key;
  /* At most 256 bytes; may be "". */
  const char* value;
} spark_label;

/* What is asked for. Borrowed for the call, texts and arrays included. */
typedef struct spark_metric_desc {
  /* [a-zA-Z_][a-zA-Z0-9_]*, at most 128 bytes. Begins with the plugin's id and _ (dashes become
   * underscores), or with what its entry is granted (may.metrics). */
  const char* name;
  /* One sentence that does not end in a digit; not empty, at most 512 bytes. That of the first who
   * asks for the name is shown. */
  const char* help;
  /* `label_count` pairs, at most 8; the keys of a name never change, nor their order. */
  const spark_label* labels;
  uint32_t label_count;
  /* Histograms: how many finite upper bounds, 1 to 64; others: 0. */
  uint32_t bound_count;
  /* Strictly ascending; +Inf is added. The bounds of a name never change. */
  const double* bounds;
  /* Keep only this many distinct values of the first label besides the newest, forgetting the one
   * least recently asked for; 0 keeps all. For labels such as a model's version. What a stage has
   * asked for counts as asked for again whenever a generation with that stage is published. */
  uint32_t retired_max;
  uint32_t reserved;
} spark_metric_desc;

/* Host memory, constant for the plugin object's life. */
typedef struct spark_ext_metrics {
  /* Finds or creates a counter, which begins at 0. Returns NULL and fills *err for a bad name, a
   * clash of type, keys or bounds with an earlier one, or more than 10,000 series in all. The
   * series asked for last comes last in its family; those of stages are asked for again, in the
   * order of the configuration, whenever a generation is published. [builder, control] */
  spark_metric* (*counter)(const spark_host* host, const spark_metric_desc* desc, spark_error* err);
  /* The same for a gauge, which is absent until it is set. [builder, control] */
  spark_metric* (*gauge)(const spark_host* host, const spark_metric_desc* desc, spark_error* err);
  /* The same for a histogram. [builder, control] */
  spark_metric* (*histogram)(const spark_host* host, const spark_metric_desc* desc,
                             spark_error* err);

  /* Makes a gauge whose value is computed when metrics are rendered, while the plugin object
   * serves: read(context) [jobs] returns it; a NaN leaves the series out. `read` must not call this
   * extension. `context` may be NULL. Asking again replaces read and context. The host forgets both
   * before the plugin object is destroyed. Returns 0, or SPARK_E_INVALID and *err.
   * [builder, control] */
  int32_t (*computed_gauge)(const spark_host* host, const spark_metric_desc* desc,
                            double (*read)(void* context), void* context, spark_error* err);

  /* Adds to a counter, which only goes up. A handle that is NULL or of another kind records
   * nothing; so in the two below. [any] */
  void (*add)(spark_metric* counter, uint64_t by);
  /* Sets a gauge. A NaN makes the series absent until it is set again. [any] */
  void (*set)(spark_metric* gauge, double value);
  /* Counts a value in a histogram. NaN and infinities are ignored. [any] */
  void (*observe)(spark_metric* histogram, double value);

  /* Renders all series whose names begin with `prefix` ("": all, those of others included) as a
   * scrape of the host would have them now, in the Prometheus text format 0.0.4, for snapshots
   * that are kept as evidence. Calls sink(context, text, size) [jobs] once; the text is borrowed
   * for that call and has no NUL behind it. Takes milliseconds, since it waits for other
   * renderings and calls computed gauges; so only work() of a job (spark.job/1) may ask. `context`
   * may be NULL. Returns 0, or a code and *err, and `sink` is not called: SPARK_E_INVALID on
   * another thread or for a NULL; SPARK_E_UNSUPPORTED where nothing is rendered. [jobs] */
  int32_t (*render)(const spark_host* host, const char* prefix,
                    void (*sink)(void* context, const char* text, uint64_t size), void* context,
                    spark_error* err);
} spark_ext_metrics;

#ifdef __cplusplus
}
#endif

#endif
