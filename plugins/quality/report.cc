// GET /quality: the figures as of now, computed by a job while the caller waits.
#include <algorithm>
#include <charconv>

#include "plugin.h"
#include "report_json.h"
#include "spark/error.h"

namespace quality {
namespace {

std::optional<int64_t> time_of(const spark::Request& request, const char* name) {
  const auto text = request.parameter(name);
  if (!text) return {};
  int64_t ms = 0;
  const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), ms);
  if (code == std::errc() && end == text->data() + text->size() && ms >= 0) return ms;
  throw spark::Error(std::string(name) + ": expected milliseconds since 1970, found '" +
                         std::string(text->substr(0, 64)) + "'",
                     SPARK_E_INVALID);
}

std::string text_of(const spark::Request& request, const char* name) {
  return std::string(request.parameter(name).value_or(""));
}

}  // namespace

void Quality::report(const spark::Request& request, spark::Later later) {
  Asked asked{text_of(request, "lineage"), text_of(request, "symbol"), time_of(request, "from_ms"),
              time_of(request, "until_ms"), later};
  if (asked.lineage.empty()) asked.lineage = lineages.primary();
  {
    const std::lock_guard held(asking_);
    asked_.push_back(std::move(asked));
  }
  if (is_reporting_) return;
  jobs_.post<&Quality::report_all, &Quality::reported>(*this, "report");
  is_reporting_ = true;
}

void Quality::report_all(spark::Job) {
  for (;;) {
    std::vector<Asked> all;
    {
      const std::lock_guard held(asking_);
      all.swap(asked_);
    }
    if (all.empty()) return;
    for (const Asked& each : all) each.reply.send(report_on(each));
  }
}

// Who asked while the job ended waits for another one.
void Quality::reported(int32_t code, std::string_view text) {
  is_reporting_ = false;
  if (code == SPARK_E_CANCELLED) return;
  if (code != SPARK_OK) log_.error("quality was not reported: " + std::string(text));
  const std::lock_guard held(asking_);
  if (asked_.empty()) return;
  jobs_.post<&Quality::report_all, &Quality::reported>(*this, "report");
  is_reporting_ = true;
}

spark::Reply Quality::report_on(const Asked& asked) {
  const auto tracks = all();
  const auto found = std::find_if(tracks.begin(), tracks.end(),
                                  [&](const Track* each) { return each->name == asked.lineage; });
  if (found == tracks.end()) {
    return spark::Reply::error(
        404, "no pipeline of the lineage '" + asked.lineage + "' keeps its predictions");
  }
  const Track& track = **found;
  Reported reported{track, clock_.event_ms(), {}, asked.symbol, asked.from_ms, asked.until_ms};
  for (size_t role = 0; role < role_count; ++role) {
    const std::string name = track.model_of(static_cast<Role>(role));
    const auto live = name.empty() ? std::nullopt : models.live(name);
    if (const auto model = live ? track.find(*live) : std::nullopt)
      reported.live[role] = model->key;
  }
  return {200, report_json(reported)};
}

}  // namespace quality
