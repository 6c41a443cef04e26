// The structs of the extensions; see abi_layout_test.cc.
#include "sdk/abi_layout.h"
#include "spark/ext/draft/clock.h"
#include "spark/ext/draft/done.h"
#include "spark/ext/draft/durable.h"
#include "spark/ext/draft/facts.h"
#include "spark/ext/draft/flag.h"
#include "spark/ext/draft/handover.h"
#include "spark/ext/draft/job.h"
#include "spark/ext/draft/keeps.h"
#include "spark/ext/draft/life.h"
#include "spark/ext/draft/log.h"
#include "spark/ext/draft/metrics.h"
#include "spark/ext/draft/timer.h"

namespace spark::test {

void layout_of_extensions(std::ostream& out) {
  EXTENSION(spark_ext_clock, SPARK_EXT_CLOCK);
  FIELD(spark_ext_clock, now_ns);
  FIELD(spark_ext_clock, utc_ms);
  FIELD(spark_ext_clock, event_ms);
  EXTENSION(spark_ext_flag, SPARK_EXT_FLAG);
  FIELD(spark_ext_flag, declare);
  FIELD(spark_ext_flag, get);
  FIELD(spark_ext_flag, set);
  FIELD(spark_ext_flag, make_safe);
  layout_of_http(out);
  EXTENSION(spark_ext_log, SPARK_EXT_LOG);
  FIELD(spark_ext_log, write);
  STRUCT(spark_label);
  FIELD(spark_label, key);
  FIELD(spark_label, value);
  STRUCT(spark_metric_desc);
  FIELD(spark_metric_desc, name);
  FIELD(spark_metric_desc, help);
  FIELD(spark_metric_desc, labels);
  FIELD(spark_metric_desc, label_count);
  FIELD(spark_metric_desc, bound_count);
  FIELD(spark_metric_desc, bounds);
  FIELD(spark_metric_desc, retired_max);
  FIELD(spark_metric_desc, reserved);
  EXTENSION(spark_ext_metrics, SPARK_EXT_METRICS);
  FIELD(spark_ext_metrics, counter);
  FIELD(spark_ext_metrics, gauge);
  FIELD(spark_ext_metrics, histogram);
  FIELD(spark_ext_metrics, computed_gauge);
  FIELD(spark_ext_metrics, add);
  FIELD(spark_ext_metrics, set);
  FIELD(spark_ext_metrics, observe);
  FIELD(spark_ext_metrics, render);
  layout_of_models(out);
  EXTENSION(spark_ext_durable, SPARK_EXT_DURABLE);
  FIELD(spark_ext_durable, put);
  FIELD(spark_ext_durable, erase);
  FIELD(spark_ext_durable, get);
  layout_of_evidence(out);
  STRUCT(spark_subject);
  FIELD(spark_subject, pipeline);
  FIELD(spark_subject, model);
  FIELD(spark_subject, sha256);
  STRUCT(spark_fact);
  FIELD(spark_fact, name);
  FIELD(spark_fact, subject);
  FIELD(spark_fact, unit);
  FIELD(spark_fact, value);
  FIELD(spark_fact, samples);
  FIELD(spark_fact, from_utc_ms);
  FIELD(spark_fact, to_utc_ms);
  FIELD(spark_fact, at_utc_ms);
  FIELD(spark_fact, basis);
  EXTENSION(spark_ext_facts, SPARK_EXT_FACTS);
  FIELD(spark_ext_facts, publish);
  FIELD(spark_ext_facts, withdraw);
  FIELD(spark_ext_facts, read);
  FIELD(spark_ext_facts, list);
  STRUCT(spark_timer_rule);
  FIELD(spark_timer_rule, weekday);
  FIELD(spark_timer_rule, hour);
  FIELD(spark_timer_rule, minute);
  FIELD(spark_timer_rule, reserved);
  EXTENSION(spark_ext_timer, SPARK_EXT_TIMER);
  FIELD(spark_ext_timer, every);
  FIELD(spark_ext_timer, at);
  FIELD(spark_ext_timer, cancel);
  STRUCT(spark_job);
  FIELD(spark_job, self);
  FIELD(spark_job, is_cancelled);
  EXTENSION(spark_ext_job, SPARK_EXT_JOB);
  FIELD(spark_ext_job, post);
  EXTENSION(spark_ext_keeps, SPARK_EXT_KEEPS);
  FIELD(spark_ext_keeps, schemas);
  FIELD(spark_ext_keeps, count);
  EXTENSION(spark_ext_life, SPARK_EXT_LIFE);
  FIELD(spark_ext_life, act);
  FIELD(spark_ext_life, rest);
  STRUCT(spark_handover_sink);
  FIELD(spark_handover_sink, self);
  FIELD(spark_handover_sink, write);
  EXTENSION(spark_ext_handover, SPARK_EXT_HANDOVER);
  FIELD(spark_ext_handover, schema);
  FIELD(spark_ext_handover, save);
  FIELD(spark_ext_handover, load);
  FIELD(spark_ext_handover, merge);
  layout_of_rows(out);
}

}  // namespace spark::test
