// Every size, offset and number of the binary interface is in tests/golden/abi_layout.txt. What a
// difference means, docs/abi.md says.
#include <cstddef>
#include <regex>
#include <sstream>
#include <string>

#include "sdk/layout.h"
#include "spark/abi.h"
#include "spark/ext/draft/clock.h"
#include "spark/ext/draft/done.h"
#include "spark/ext/draft/durable.h"
#include "spark/ext/draft/facts.h"
#include "spark/ext/draft/flag.h"
#include "spark/ext/draft/job.h"
#include "spark/ext/draft/life.h"
#include "spark/ext/draft/log.h"
#include "spark/ext/draft/metrics.h"
#include "spark/ext/draft/state.h"
#include "spark/ext/draft/timer.h"
#include "support/catch.h"
#include "support/file_text.h"

namespace {

void values(std::ostream& out) {
  STRUCT(spark_error);
  FIELD(spark_error, code);
  FIELD(spark_error, length);
  FIELD(spark_error, text);
  STRUCT(spark_value);
  FIELD(spark_value, type);
  FIELD(spark_value, length);
  FIELD(spark_value, as);
  STRUCT(spark_frame);
  FIELD(spark_frame, slots);
  FIELD(spark_frame, slot_count);
  FIELD(spark_frame, flags);
  FIELD(spark_frame, code);
  FIELD(spark_frame, reserved);
  FIELD(spark_frame, arena_next);
  FIELD(spark_frame, arena_end);
}

void configuration(std::ostream& out) {
  STRUCT(spark_param);
  FIELD(spark_param, name);
  FIELD(spark_param, type);
  FIELD(spark_param, flags);
  FIELD(spark_param, fallback);
  FIELD(spark_param, min);
  FIELD(spark_param, max);
  FIELD(spark_param, doc);
  STRUCT(spark_setting);
  FIELD(spark_setting, name);
  FIELD(spark_setting, values);
  FIELD(spark_setting, count);
  FIELD(spark_setting, reserved);
  STRUCT(spark_config);
  FIELD(spark_config, name);
  FIELD(spark_config, settings);
  FIELD(spark_config, count);
  FIELD(spark_config, reserved);
}

void models(std::ostream& out) {
  STRUCT(spark_model_info);
  FIELD(spark_model_info, version);
  FIELD(spark_model_info, type);
  FIELD(spark_model_info, kind);
  FIELD(spark_model_info, flags);
  FIELD(spark_model_info, sha256);
  FIELD(spark_model_info, target_event);
  FIELD(spark_model_info, target_horizon);
  FIELD(spark_model_info, target_reference);
  FIELD(spark_model_info, features);
  FIELD(spark_model_info, dimension);
  FIELD(spark_model_info, probe_count);
  FIELD(spark_model_info, probe_rows);
  FIELD(spark_model_info, probe_scores);
  STRUCT(spark_model);
  FIELD(spark_model, self);
  FIELD(spark_model, info);
  FIELD(spark_model, scratch_create);
  FIELD(spark_model, scratch_destroy);
  FIELD(spark_model, predict);
  FIELD(spark_model, destroy);
}

void stages(std::ostream& out) {
  STRUCT(spark_slot);
  FIELD(spark_slot, name);
  FIELD(spark_slot, type);
  FIELD(spark_slot, flags);
  FIELD(spark_slot, doc);
  STRUCT(spark_stage);
  FIELD(spark_stage, self);
  FIELD(spark_stage, inputs);
  FIELD(spark_stage, outputs);
  FIELD(spark_stage, input_count);
  FIELD(spark_stage, output_count);
  FIELD(spark_stage, bind);
  FIELD(spark_stage, worker_create);
  FIELD(spark_stage, worker_destroy);
  FIELD(spark_stage, run);
  FIELD(spark_stage, destroy);
}

void plugins(std::ostream& out) {
  STRUCT(spark_host);
  FIELD(spark_host, self);
  FIELD(spark_host, version);
  FIELD(spark_host, abi_minor);
  FIELD(spark_host, workers);
  FIELD(spark_host, extension);
  STRUCT(spark_plugin);
  FIELD(spark_plugin, self);
  FIELD(spark_plugin, create_stage);
  FIELD(spark_plugin, create_model);
  FIELD(spark_plugin, extension);
  FIELD(spark_plugin, destroy);
  STRUCT(spark_stage_type);
  FIELD(spark_stage_type, name);
  FIELD(spark_stage_type, doc);
  FIELD(spark_stage_type, params);
  FIELD(spark_stage_type, param_count);
  FIELD(spark_stage_type, reserved);
  STRUCT(spark_entry_v1);
  FIELD(spark_entry_v1, abi_major);
  FIELD(spark_entry_v1, abi_minor);
  FIELD(spark_entry_v1, id);
  FIELD(spark_entry_v1, version);
  FIELD(spark_entry_v1, summary);
  FIELD(spark_entry_v1, params);
  FIELD(spark_entry_v1, model_params);
  FIELD(spark_entry_v1, stage_types);
  FIELD(spark_entry_v1, param_count);
  FIELD(spark_entry_v1, model_param_count);
  FIELD(spark_entry_v1, stage_type_count);
  FIELD(spark_entry_v1, has_models);
  FIELD(spark_entry_v1, create);
  STRUCT(spark_note_desc);
  FIELD(spark_note_desc, abi_major);
  FIELD(spark_note_desc, abi_minor);
  FIELD(spark_note_desc, id);
  FIELD(spark_note_desc, version);
  FIELD(spark_note_desc, vendor);
  STRUCT(spark_note);
  FIELD(spark_note, name_size);
  FIELD(spark_note, desc_size);
  FIELD(spark_note, type);
  FIELD(spark_note, name);
  FIELD(spark_note, desc);
}

void extensions(std::ostream& out) {
  STRUCT(spark_ext_clock);
  FIELD(spark_ext_clock, now_ns);
  FIELD(spark_ext_clock, utc_ms);
  STRUCT(spark_ext_flag);
  FIELD(spark_ext_flag, declare);
  FIELD(spark_ext_flag, get);
  FIELD(spark_ext_flag, set);
  FIELD(spark_ext_flag, make_safe);
  spark::test::layout_of_http(out);
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
  spark::test::layout_of_models(out);
  STRUCT(spark_ext_durable);
  FIELD(spark_ext_durable, put);
  FIELD(spark_ext_durable, erase);
  FIELD(spark_ext_durable, get);
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
  STRUCT(spark_state_sink);
  FIELD(spark_state_sink, self);
  FIELD(spark_state_sink, write);
  STRUCT(spark_ext_state);
  FIELD(spark_ext_state, schema);
  FIELD(spark_ext_state, save);
  FIELD(spark_ext_state, load);
  FIELD(spark_ext_state, merge);
}

// Of enumerations, from the headers' text, so that none can be left out here.
void numbers(std::ostream& out) {
  static const std::regex enumerator("\\b(SPARK_[A-Z0-9_]+) = ([0-9]+)u?\\b");
  for (const char* name :
       {"abi.h", "ext/draft/clock.h", "ext/draft/done.h", "ext/draft/durable.h",
        "ext/draft/facts.h", "ext/draft/flag.h", "ext/draft/http.h", "ext/draft/job.h",
        "ext/draft/life.h", "ext/draft/log.h", "ext/draft/metrics.h", "ext/draft/models.h",
        "ext/draft/pin.h", "ext/draft/state.h", "ext/draft/swap.h", "ext/draft/timer.h"}) {
    const std::string text =
        spark::test::read_file(std::string(SPARK_SOURCE_DIR "/sdk/include/spark/").append(name));
    REQUIRE_FALSE(text.empty());
    for (std::sregex_iterator found(text.begin(), text.end(), enumerator), end; found != end;
         ++found)
      out << (*found)[1] << " " << (*found)[2] << "\n";
  }
}

}  // namespace

TEST_CASE("no struct and no number of the ABI has changed") {
  std::ostringstream out;
  values(out);
  configuration(out);
  models(out);
  stages(out);
  plugins(out);
  extensions(out);
  numbers(out);
  CHECK(out.str() == spark::test::read_file(SPARK_SOURCE_DIR "/tests/golden/abi_layout.txt"));
}
