#include "store/row_records.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/json_object.h"
#include "store/search.h"

namespace spark::store {
namespace {

constexpr std::string_view host_actor = "host";
constexpr std::string_view close_action = "close";
constexpr std::string_view reopen_action = "reopen";
constexpr std::string_view expire_action = "expire";
constexpr std::string_view object_prefix = "rows/";
constexpr std::array<std::string_view, 3> closings = {"done", "grown", "differs"};

DaySeal seal_of(uint64_t sequence, const Record& record) {
  const base::JsonObject detail(record.detail);
  const auto count = [&detail](std::string_view name) {
    return static_cast<uint64_t>(detail.whole(name).value_or(0));
  };
  return {{count("columns"), count("texts"), count("rows"), record.digests.front().sha256},
          sequence};
}

}  // namespace

const DaySeal* RecordedDay::seal() const {
  if (closed) return &*closed;
  return removed ? &*removed : nullptr;
}

std::string day_object(std::string_view log, std::string_view day) {
  return std::string(object_prefix).append(log).append("/").append(day);
}

std::optional<LogDay> log_day_of(std::string_view object) {
  if (!object.starts_with(object_prefix)) return std::nullopt;
  object.remove_prefix(object_prefix.size());
  const size_t slash = object.rfind('/');
  if (slash == std::string_view::npos || !is_day(object.substr(slash + 1))) return std::nullopt;
  return LogDay{std::string(object.substr(0, slash)), std::string(object.substr(slash + 1))};
}

Record close_record(const std::string& object, const ClosedDay& day) {
  const RowDigest& digest = day.digest;
  std::string detail = fmt::format(R"({{"rows":{},"columns":{},"texts":{},"bytes":{})", digest.rows,
                                   digest.columns, digest.texts, day.bytes);
  if (day.dropped)
    detail += fmt::format(R"(,"dropped":{},"dropped_from_utc_ms":{})", *day.dropped,
                          day.dropped_from_utc_ms);
  else
    detail += R"(,"dropped":null)";
  if (day.before > 0) detail += fmt::format(R"(,"before":{})", day.before);
  return {std::string(host_actor),
          std::string(close_action),
          object,
          {{object, digest.sha256}},
          std::string(closings[static_cast<size_t>(day.how)]),
          detail + "}"};
}

Record reopen_record(const std::string& object) {
  return {std::string(host_actor), std::string(reopen_action), object, {}, "done", ""};
}

Record expire_record(const std::string& object, const DaySeal* seal, bool is_archived) {
  Record record{std::string(host_actor), std::string(expire_action), object, {}, "done", ""};
  if (seal == nullptr) return record;
  record.digests = {{object, seal->digest.sha256}};
  record.detail = fmt::format(R"({{"rows":{},"record":{},"archived":{}}})", seal->digest.rows,
                              seal->sequence, is_archived);
  return record;
}

void note_day(RecordedDays& days, uint64_t sequence, const Record& record) {
  if (record.actor != host_actor || !log_day_of(record.object)) return;
  if (record.action == close_action && record.digests.size() == 1) {
    RecordedDay& day = days[record.object];
    day.closed = seal_of(sequence, record);
    day.is_open = false;
    if (record.result == closings[static_cast<size_t>(DayClosing::differs)])
      day.differed = sequence;
  } else if (record.action == reopen_action) {
    days[record.object].is_open = true;
  } else if (record.action == expire_action) {
    RecordedDay& day = days[record.object];
    if (day.closed) day.removed = std::exchange(day.closed, std::nullopt);
    day.removal = sequence;
    day.is_archived = base::JsonObject(record.detail).is_true("archived");
    day.is_open = false;
  }
}

base::Result<RecordedDays> recorded_days(const std::filesystem::path& chain) {
  RecordedDays days;
  const auto read = each_after(
      chain, 0, [&days](const Entry& entry) { note_day(days, entry.sequence, entry.record); });
  if (!read) return base::Error(read.error().text());
  return days;
}

}  // namespace spark::store
