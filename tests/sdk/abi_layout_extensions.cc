// The structs of the extensions; see abi_layout_test.cc.
#include "sdk/abi_layout.h"
#include "spark/ext/draft/clock.h"
#include "spark/ext/draft/done.h"
#include "spark/ext/draft/durable.h"
#include "spark/ext/draft/facts.h"
#include "spark/ext/draft/flag.h"
#include "spark/ext/draft/handover.h"
#include "spark/ext/draft/http.h"
#include "spark/ext/draft/job.h"
#include "spark/ext/draft/life.h"
#include "spark/ext/draft/log.h"
#include "spark/ext/draft/metrics.h"
#include "spark/ext/draft/models.h"
#include "spark/ext/draft/pin.h"
#include "spark/ext/draft/timer.h"

namespace spark::test {

void extensions(std::ostream& out) {
  STRUCT(spark_ext_clock);
  FIELD(spark_ext_clock, now_ns);
  FIELD(spark_ext_clock, utc_ms);
  FIELD(spark_ext_clock, event_ms);
  STRUCT(spark_ext_flag);
  FIELD(spark_ext_flag, declare);
  FIELD(spark_ext_flag, get);
  FIELD(spark_ext_flag, set);
  FIELD(spark_ext_flag, make_safe);
  STRUCT(spark_http_request);
  FIELD(spark_http_request, method);
  FIELD(spark_http_request, path);
  FIELD(spark_http_request, query);
  FIELD(spark_http_request, body);
  FIELD(spark_http_request, body_length);
  FIELD(spark_http_request, reserved);
  STRUCT(spark_http_reply);
  FIELD(spark_http_reply, self);
  FIELD(spark_http_reply, send);
  STRUCT(spark_http_route);
  FIELD(spark_http_route, listener);
  FIELD(spark_http_route, method);
  FIELD(spark_http_route, path);
  FIELD(spark_http_route, access);
  FIELD(spark_http_route, reserved);
  FIELD(spark_http_route, flag);
  FIELD(spark_http_route, flag_value);
  FIELD(spark_http_route, doc);
  FIELD(spark_http_route, context);
  FIELD(spark_http_route, handle);
  STRUCT(spark_ext_http);
  FIELD(spark_ext_http, add_route);
  STRUCT(spark_ext_log);
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
  STRUCT(spark_ext_metrics);
  FIELD(spark_ext_metrics, counter);
  FIELD(spark_ext_metrics, gauge);
  FIELD(spark_ext_metrics, histogram);
  FIELD(spark_ext_metrics, computed_gauge);
  FIELD(spark_ext_metrics, add);
  FIELD(spark_ext_metrics, set);
  FIELD(spark_ext_metrics, observe);
  FIELD(spark_ext_metrics, render);
  STRUCT(spark_ext_models);
  FIELD(spark_ext_models, find);
  FIELD(spark_ext_models, live_version);
  STRUCT(spark_ext_pin);
  FIELD(spark_ext_pin, pin);
  FIELD(spark_ext_pin, unpin);
  STRUCT(spark_ext_durable);
  FIELD(spark_ext_durable, put);
  FIELD(spark_ext_durable, erase);
  FIELD(spark_ext_durable, get);
  evidence_layout(out);
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
  STRUCT(spark_ext_facts);
  FIELD(spark_ext_facts, publish);
  FIELD(spark_ext_facts, withdraw);
  FIELD(spark_ext_facts, read);
  FIELD(spark_ext_facts, list);
  STRUCT(spark_timer_rule);
  FIELD(spark_timer_rule, weekday);
  FIELD(spark_timer_rule, hour);
  FIELD(spark_timer_rule, minute);
  FIELD(spark_timer_rule, reserved);
  STRUCT(spark_ext_timer);
  FIELD(spark_ext_timer, every);
  FIELD(spark_ext_timer, at);
  FIELD(spark_ext_timer, cancel);
  STRUCT(spark_job);
  FIELD(spark_job, self);
  FIELD(spark_job, is_cancelled);
  STRUCT(spark_ext_job);
  FIELD(spark_ext_job, post);
  STRUCT(spark_ext_life);
  FIELD(spark_ext_life, act);
  FIELD(spark_ext_life, rest);
  STRUCT(spark_handover_sink);
  FIELD(spark_handover_sink, self);
  FIELD(spark_handover_sink, write);
  STRUCT(spark_ext_handover);
  FIELD(spark_ext_handover, schema);
  FIELD(spark_ext_handover, save);
  FIELD(spark_ext_handover, load);
  FIELD(spark_ext_handover, merge);
}

}  // namespace spark::test
