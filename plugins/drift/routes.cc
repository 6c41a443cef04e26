// GET /drift/snapshot and GET /drift/minutes.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "plugin.h"

namespace drift {
namespace {

constexpr size_t reply_bytes_max = 8u << 20u;

void add_number(std::string& text, double value) {
  text += ',';
  if (!std::isfinite(value)) return;  // missing, or not known: an empty cell
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

}  // namespace

void Drift::add_routes(spark::Http http, const std::string& listener) {
  http.add<&Drift::snapshot>(
      *this, {.listener = listener.c_str(),
              .path = "/drift/snapshot",
              .doc = "Show how far inputs and scores are from their reference; window=1h|24h|7d, "
                     "lineage=NAME, role=ROLE"});
  http.add<&Drift::minutes>(*this,
                            {.listener = listener.c_str(),
                             .path = "/drift/minutes",
                             .doc = "List the closed minutes of a window as CSV; window=1h|24h|7d, "
                                    "lineage=NAME, role=ROLE"});
}

Drift::Asked Drift::asked(const spark::Request& request) const {
  Asked asked;
  if (const auto name = request.parameter("window")) {
    const auto found = std::find_if(window_lengths.begin(), window_lengths.end(),
                                    [&](const WindowLength& each) { return each.name == *name; });
    asked.window = static_cast<size_t>(found - window_lengths.begin());
    if (found == window_lengths.end()) {
      asked.refusal = spark::Reply::error(400, "window: expected 1h, 24h or 7d");
      return asked;
    }
  }
  const auto lineage = request.parameter("lineage");
  const std::string_view role = request.parameter("role").value_or(Track::candidate);
  std::string known;
  const std::lock_guard held(tracks_.judging);
  for (const Track* each : tracks_.all()) {
    const bool is_lineage = lineage ? each->lineage == *lineage : each->primary;
    if (is_lineage && each->role == role) asked.track = each;
    known.append(known.empty() ? "'" : ", '").append(each->name).append("'");
  }
  if (known.empty()) known = "none";
  if (asked.track == nullptr)
    asked.refusal =
        spark::Reply::error(404, "no such lineage and role are watched; known: " + known);
  return asked;
}

spark::Reply Drift::snapshot(const spark::Request& request) {
  const Asked asked = this->asked(request);
  if (asked.refusal) return *asked.refusal;
  const std::lock_guard held(tracks_.judging);
  return {200, document(*asked.track, asked.window)};
}

// A week is a megabyte: a job lists it.
void Drift::minutes(const spark::Request& request, spark::Later later) {
  Asked asked = this->asked(request);
  if (asked.refusal) return later.send(*asked.refusal);
  if (listing_for_) return later.send(spark::Reply::error(503, "another list is being made"));
  listing_ = std::move(asked);
  jobs_.post<&Drift::list_minutes, &Drift::minutes_listed>(*this, "minutes");
  listing_for_ = later;
}

void Drift::list_minutes(spark::Job job) {
  const Track& track = *listing_.track;
  const Minutes::Layout* layout = nullptr;
  int64_t now = 0;  // of the last look, so that the list is what its figures are about
  {
    const std::lock_guard held(tracks_.judging);
    if (track.judge) layout = track.minutes.newest(track.judge->subject().model);
    now = track.findings.now;
  }
  listed_ = "ts,symbol";
  if (layout != nullptr)
    for (const std::string& name : layout->subject.features) listed_.append(",").append(name);
  listed_ += ",score\n";
  if (layout == nullptr) return;
  for (const Minutes::Symbol& symbol : track.minutes.symbols()) {
    const ClosedMinutes closed =
        track.minutes.closed(symbol, *layout, now - window_lengths[listing_.window].minutes, now);
    for (size_t row = 0; row < closed.size(); ++row) {
      if (row % 1'000 == 0 && job.is_cancelled()) return;
      listed_.append(std::to_string(closed.minute[row] * minute_ms)).append(",");
      for (const char c : symbol.name)  // a cell of its own, whatever clients called it
        listed_ += c == ',' || c == '"' || static_cast<unsigned char>(c) < ' ' ? '_' : c;
      for (size_t i = 0; i < closed.width; ++i) add_number(listed_, closed.at(row, i));
      listed_ += '\n';
    }
  }
}

void Drift::minutes_listed(int32_t code, std::string_view text) {
  const std::string list = std::exchange(listed_, {});
  if (!listing_for_) return;
  const spark::Later later = *std::exchange(listing_for_, {});
  if (code != SPARK_OK) return later.send(spark::Reply::error(500, text));
  if (list.size() > reply_bytes_max)
    return later.send(
        spark::Reply::error(413, "that is more than 8 MiB: ask for a shorter window"));
  later.send({200, list, spark::Content::csv});
}

}  // namespace drift
