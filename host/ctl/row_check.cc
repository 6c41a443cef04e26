#include "ctl/row_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "ctl/archived_rows.h"
#include "spark/tool/format.h"
#include "store/packing.h"
#include "store/row_archive.h"
#include "store/row_reader.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 7> state_names = {
    "same", "differs", "missing", "removed", "not on record", "open", "not looked at"};
constexpr size_t digest_digits_shown = 12;

const std::atomic<bool> never_stopped{false};

std::string rows_described(const store::RowDigest& digest) {
  return tool::grouped(digest.rows) + " rows (" + digest.sha256.substr(0, digest_digits_shown) +
         "…)";
}

DayCheck unreadable_day(const std::string& why) {
  DayCheck check;
  check.state = DayState::differs;
  check.remark = "cannot be read: " + why;
  return check;
}

// A file that holds what is on record, and more rows behind it.
void note_growth(DayCheck& check, const fs::path& file) {
  if (check.state != DayState::differs || !check.recorded || !check.found) return;
  if (check.found->rows <= check.recorded->digest.rows) return;
  const auto beginning = store::digest_of_day(file, never_stopped, &check.recorded->digest);
  if (!beginning || *beginning != check.recorded->digest) return;
  check.remark = tool::grouped(check.found->rows - check.recorded->digest.rows) +
                 " rows more than on record; those on record are unchanged";
}

DayCheck check_file(const fs::path& file, const store::RecordedDay& day,
                    const store::DaySeal* seal) {
  const auto found = store::digest_of_day(file, never_stopped);
  if (!found) return unreadable_day(found.error().text);
  DayCheck check = judge_day(day, seal, *found);
  note_growth(check, file);
  return check;
}

DayCheck check_archived(const fs::path& folder, const std::string& name,
                        const store::RecordedDay& day) {
  // What was archived is what was removed; or the host had no time to remove it.
  const store::DaySeal* const seal = day.removed ? &*day.removed : day.seal();
  const store::ScratchFolder unpacked;
  if (auto done = store::unpack_day(folder, name, unpacked.path()); !done)
    return unreadable_day(done.error().text);
  DayCheck check = check_file(store::day_file(unpacked.path(), name), day, seal);
  if (check.state == DayState::open) check.state = DayState::differs;
  return check;
}

DayCheck without_copy(const store::RecordedDay& day, const RowPlaces& places) {
  DayCheck check;
  if (const store::DaySeal* const seal = day.seal()) check.recorded = *seal;
  if (!day.closed && day.removal > 0) {
    check.state = DayState::removed;
    if (day.is_archived)
      check.remark = places.archive.empty() ? "archived; no archive was looked at (--archive)"
                                            : "archived, says its record; not in this archive";
  } else if (places.state_dir.empty()) {
    check.state = DayState::elsewhere;
    check.remark = "live when the records were written";
  } else {
    check.state = DayState::missing;
    check.remark = "no record says that it was removed";
    if (places.archive.empty()) check.remark += "; no archive was looked at (--archive)";
  }
  return check;
}

// Where days are found, by their objects.
struct Copies {
  std::set<std::string> live;
  std::set<std::string> archived;

  // With those that are on record alone.
  [[nodiscard]] std::set<std::string> objects(const store::RecordedDays& recorded) const {
    std::set<std::string> all = live;
    all.insert(archived.begin(), archived.end());
    for (const auto& [object, day] : recorded) all.insert(object);
    return all;
  }
};

using ListDays = std::function<base::Result<std::vector<store::RowDayFile>>(const fs::path&)>;

base::Result<void> add_days(std::set<std::string>& to, const fs::path& parent,
                            const std::vector<std::string>& logs, const ListDays& list) {
  for (const std::string& log : logs) {
    const auto days = list(parent / log);
    if (!days) return days.error();
    for (const auto& day : *days) to.insert(store::day_object(log, day.day));
  }
  return {};
}

base::Result<Copies> find_copies(const RowPlaces& places) {
  Copies copies;
  if (!places.state_dir.empty()) {
    const auto logs = store::list_logs(places.state_dir);
    if (!logs) return logs.error();
    if (auto added = add_days(copies.live, places.state_dir / "rows", *logs, store::list_days);
        !added)
      return added.error();
  }
  const auto archived = archived_logs(places.archive);
  if (!archived) return archived.error();
  if (auto added = add_days(copies.archived, places.archive, *archived, store::list_archived);
      !added)
    return added.error();
  return copies;
}

}  // namespace

std::string_view name_of(DayState state) {
  return state_names[static_cast<size_t>(state)];
}

DayCheck judge_day(const store::RecordedDay& day, const store::DaySeal* seal,
                   const store::RowDigest& found) {
  DayCheck check;
  check.found = found;
  if (seal != nullptr) check.recorded = *seal;
  if (day.is_open) {
    check.state = DayState::open;
    check.remark = "rows came again since its record; the host closes it anew";
  } else if (seal == nullptr) {
    check.remark = "a running host puts it on record soon";
  } else if (found != seal->digest) {
    check.state = DayState::differs;
    check.remark = "expected " + rows_described(seal->digest) + ", found " + rows_described(found);
  } else if (day.differed > 0) {
    check.state = DayState::differs;
    check.remark = fmt::format(
        "record {}: when rows came again, those on record before were no longer the same",
        day.differed);
  } else {
    check.state = DayState::same;
  }
  return check;
}

Result<std::vector<std::string>> logs_of(const RowPlaces& places,
                                         const store::RecordedDays& recorded) {
  const auto copies = find_copies(places);
  if (!copies) return Error{Exit::usage, copies.error().text};
  std::set<std::string> logs;
  for (const std::string& object : copies->objects(recorded))
    logs.insert(store::log_day_of(object)->log);
  return std::vector<std::string>(logs.begin(), logs.end());
}

Result<std::vector<DayCheck>> check_days(const RowPlaces& places,
                                         const store::RecordedDays& recorded,
                                         const std::string& today,
                                         const std::function<bool(const std::string&)>& wants,
                                         const std::function<void()>& progressed) {
  const auto copies = find_copies(places);
  if (!copies) return Error{Exit::usage, copies.error().text};
  std::vector<DayCheck> checks;
  for (const std::string& object : copies->objects(recorded)) {
    const auto of = *store::log_day_of(object);
    if (!wants(of.log)) continue;
    const auto known = recorded.find(object);
    const store::RecordedDay day = known == recorded.end() ? store::RecordedDay() : known->second;
    const auto add = [&](DayCheck check, std::string where) {
      check.of = of;
      check.where = std::move(where);
      check.removal = day.removal;
      checks.push_back(std::move(check));
      progressed();
    };
    const bool is_live = copies->live.contains(object);
    if (is_live && of.day >= today) {
      DayCheck check;
      check.state = DayState::open;
      add(std::move(check), "live");
    } else if (is_live) {
      add(check_file(store::day_file(store::log_folder(places.state_dir, of.log), of.day), day,
                     day.seal()),
          "live");
    }
    if (copies->archived.contains(object))
      add(check_archived(places.archive / of.log, of.day, day), "archive");
    else if (!is_live)
      add(without_copy(day, places), "none");
  }
  std::sort(checks.begin(), checks.end(), [](const DayCheck& a, const DayCheck& b) {
    return std::tie(a.of.log, a.of.day) < std::tie(b.of.log, b.of.day);
  });
  return checks;
}

bool are_well(const std::vector<DayCheck>& days) {
  return std::none_of(days.begin(), days.end(), [](const DayCheck& each) {
    return each.state == DayState::differs || each.state == DayState::missing;
  });
}

}  // namespace spark::ctl
