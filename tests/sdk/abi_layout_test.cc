// Every size, offset and number of the binary interface is in tests/golden/abi_layout.txt. What a
// difference means, docs/abi.md says.
#include <regex>
#include <sstream>
#include <string>

#include "sdk/abi_layout.h"
#include "spark/abi.h"
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

// Of enumerations, from the headers' text, so that none can be left out here.
void numbers(std::ostream& out) {
  static const std::regex enumerator("\\b(SPARK_[A-Z0-9_]+) = ([0-9]+)u?\\b");
  for (const char* name : {"abi.h",
                           "ext/draft/clock.h",
                           "ext/draft/done.h",
                           "ext/draft/durable.h",
                           "ext/draft/evidence.h",
                           "ext/draft/facts.h",
                           "ext/draft/flag.h",
                           "ext/draft/http.h",
                           "ext/draft/job.h",
                           "ext/draft/keeps.h",
                           "ext/draft/life.h",
                           "ext/draft/lineages.h",
                           "ext/draft/log.h",
                           "ext/draft/metrics.h",
                           "ext/draft/models.h",
                           "ext/draft/handover.h",
                           "ext/draft/pin.h",
                           "ext/draft/rows.h",
                           "ext/draft/swap.h",
                           "ext/draft/timer.h"}) {
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
  spark::test::layout_of_extensions(out);
  numbers(out);
  CHECK(out.str() == spark::test::read_file(SPARK_SOURCE_DIR "/tests/golden/abi_layout.txt"));
}
