#include "config/decode.h"

#include "base/worker.h"
#include "config/keys.h"
#include "config/paths.h"

namespace spark::config {
namespace {

constexpr const char* state_dir_default = "../var";

Log decode_log(std::optional<Cursor> cursor) {
  Log log;
  if (!cursor) return log;
  MapReader map(*cursor, log_keys);
  if (const auto given = map.find("level"))
    log.level = given->word(*log_keys.find("level")).value_or(log.level);
  if (const auto given = map.find("slow_request"))
    log.slow_request_ms = given->duration_ms().value_or(log.slow_request_ms);
  if (const auto given = map.find("slow_requests_per_s")) {
    log.slow_requests_per_s =
        static_cast<uint32_t>(given->whole(0, slow_requests_per_s_max).value_or(0));
  }
  map.refuse_others();
  return log;
}

Confirm decode_confirm(std::optional<Cursor> cursor) {
  Confirm confirm;
  if (!cursor) return confirm;
  MapReader map(*cursor, confirm_keys);
  if (const auto after = map.find("after")) {
    confirm.after_ms = after->duration_ms().value_or(confirm.after_ms);
  }
  if (const auto answers = map.find("answers")) {
    confirm.answers = static_cast<uint64_t>(answers->whole(0, confirm_answers_max).value_or(0));
  }
  map.refuse_others();
  return confirm;
}

Shutdown decode_shutdown(std::optional<Cursor> cursor) {
  Shutdown shutdown;
  if (!cursor) return shutdown;
  MapReader map(*cursor, shutdown_keys);
  if (const auto announce = map.find("announce"))
    shutdown.announce_ms = announce->duration_ms_up_to(announce_ms_max).value_or(0);
  map.refuse_others();
  return shutdown;
}

Retention decode_retention(std::optional<Cursor> cursor) {
  Retention retention;
  if (!cursor) return retention;
  MapReader map(*cursor, retention_keys);
  if (const auto given = map.find("profile")) {
    retention.place = given->place();
    const auto name = given->word(*retention_keys.find("profile"));
    for (const base::RetentionProfile& each : base::retention_profiles)
      if (name == each.name) retention.profile = each;
  }
  map.refuse_others();
  return retention;
}

std::optional<Inference> decode_inference(const std::optional<Cursor>& cursor) {
  if (!cursor) return std::nullopt;
  Inference inference;
  MapReader map(*cursor, inference_keys);
  if (const auto listener = map.require("listener"))
    inference.listener = listener->placed(listener->name().value_or(""));
  map.refuse_others();
  return inference;
}

std::optional<EventClock> decode_clock(const std::optional<Cursor>& cursor) {
  if (!cursor) return std::nullopt;
  EventClock clock;
  clock.place = cursor->place();
  MapReader map(*cursor, clock_keys);
  if (const auto event = map.require("event")) {
    clock.event = event->slot().value_or("");
    clock.event_place = event->place();
  }
  if (const auto given = map.find("unit")) {
    if (given->word(*clock_keys.find("unit")) == "s") clock.unit_ms = 1'000;
  }
  if (const auto given = map.find("pipeline")) clock.pipeline = given->name().value_or("");
  if (const auto given = map.find("max_step"))
    clock.step_ms_max = given->duration_ms().value_or(clock.step_ms_max);
  map.refuse_others();
  return clock;
}

}  // namespace

Config decode(const Cursor& cursor, const std::filesystem::path& folder) {
  Config config;
  config.state_dir = from_folder(folder, state_dir_default);
  MapReader top(cursor, top_keys);
  if (const auto given = top.find("state_dir")) {
    config.state_dir = given->path_from(folder).value_or(config.state_dir);
  }
  if (const auto given = top.find("rows_archive"))
    config.rows_archive = given->path_from(folder).value_or("");
  const Folders folders{std::filesystem::absolute(folder).lexically_normal(), config.state_dir};
  if (const auto given = top.require("listeners"))
    config.listeners = decode_listeners(*given, folders);
  if (const auto given = top.find("workers")) {
    if (const auto workers = given->whole(1, base::workers_max)) {
      config.workers = static_cast<uint32_t>(*workers);
    }
  }
  config.log = decode_log(top.find("log"));
  config.confirm = decode_confirm(top.find("confirm"));
  config.shutdown = decode_shutdown(top.find("shutdown"));
  config.retention = decode_retention(top.find("retention"));
  if (const auto given = top.find("plugins")) config.plugins = decode_plugins(*given, folders);
  if (const auto given = top.find("models")) config.models = decode_models(*given, folders);
  if (const auto given = top.find("pipelines")) config.pipelines = decode_pipelines(*given);
  if (const auto given = top.find("lineages")) config.lineages = decode_lineages(*given);
  config.inference = decode_inference(top.find("inference"));
  if (const auto given = top.find("alerts")) config.alerts = decode_alerts(*given);
  config.clock = decode_clock(top.find("clock"));
  top.refuse_others();
  return config;
}

}  // namespace spark::config
