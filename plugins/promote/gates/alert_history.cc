#include "alert_history.h"

#include <algorithm>

#include "spark/error.h"

namespace promote {

void AlertHistory::started(int64_t now_ms) {
  starts_ms_.push_back(now_ms);
  if (starts_ms_.size() > starts_kept) starts_ms_.erase(starts_ms_.begin());
}

// Minutes in between were not looked at.
void AlertHistory::move_to(int64_t minute) {
  if (minute - minute_ >= minutes_kept) minutes_.reset();
  for (int64_t each = std::max(minute_ + 1, minute - minutes_kept + 1); each <= minute; ++each)
    minutes_.reset(static_cast<size_t>(each % minutes_kept));
  minute_ = minute;
  minutes_.set(static_cast<size_t>(minute % minutes_kept));
}

void AlertHistory::saw(int64_t now_ms, const std::vector<AlertNow>& alerts) {
  const int64_t minute = now_ms / minute_ms;
  if (now_ms <= 0 || minute < minute_) return;
  move_to(minute);
  for (const AlertNow& now : alerts) {
    const auto known = alerts_.find(now.name);
    if (known == alerts_.end() && alerts_.size() >= alerts_kept) continue;
    Entry& entry = alerts_[now.name];
    AlertSeen& alert = entry.alert;
    alert.name = now.name;
    alert.severity = now.severity;
    alert.lineage = now.lineage;
    alert.model = now.model;
    alert.is_psi = now.is_psi;
    entry.seen_ms = now_ms;
    const bool was_firing = !alert.changes.empty() && alert.changes.back().is_firing;
    // What fires on while the candidate is exchanged fires of the new one, too.
    const bool is_of_another =
        was_firing && now.is_firing && alert.changes.back().sha256 != now.sha256;
    if (is_of_another) alert.changes.push_back({now_ms, false, alert.changes.back().sha256});
    if (was_firing != now.is_firing || is_of_another)
      alert.changes.push_back({now_ms, now.is_firing, now.sha256});
    if (alert.changes.size() > changes_kept)
      alert.changes.erase(alert.changes.begin(),
                          alert.changes.end() - static_cast<ptrdiff_t>(changes_kept));
  }
  forget(now_ms);
}

void AlertHistory::forget(int64_t now_ms) {
  const int64_t since_ms = now_ms - day_ms;
  for (auto& [name, entry] : alerts_) {
    std::vector<AlertChange>& changes = entry.alert.changes;
    while (changes.size() > 1 && changes[1].at_ms <= since_ms) changes.erase(changes.begin());
    if (changes.size() == 1 && !changes[0].is_firing && changes[0].at_ms <= since_ms)
      changes.clear();
  }
  std::erase_if(alerts_, [&](const auto& each) {
    const auto& changes = each.second.alert.changes;
    return each.second.seen_ms <= since_ms && (changes.empty() || !changes.back().is_firing);
  });
  std::erase_if(starts_ms_, [&](int64_t at_ms) { return at_ms <= since_ms; });
}

AlertsSeen AlertHistory::seen(int64_t now_ms) const {
  AlertsSeen seen;
  const int64_t minute = now_ms / minute_ms;
  for (int64_t each = std::max<int64_t>(minute - minutes_kept + 1, 0); each <= minute; ++each)
    if (each <= minute_ && each > minute_ - minutes_kept &&
        minutes_.test(static_cast<size_t>(each % minutes_kept)))
      ++seen.minutes;
  seen.starts_ms = starts_ms_;
  for (const auto& [name, entry] : alerts_) seen.alerts.push_back(entry.alert);
  return seen;
}

void AlertHistory::write(spark::ByteWriter& out) const {
  out.i64(minute_);
  out.bytes(minutes_.to_string());
  out.u64(starts_ms_.size());
  for (const int64_t at_ms : starts_ms_) out.i64(at_ms);
  out.u64(alerts_.size());
  for (const auto& [name, entry] : alerts_) {
    const AlertSeen& alert = entry.alert;
    for (const std::string& text : {alert.name, alert.severity, alert.lineage, alert.model})
      out.bytes(text);
    out.u64(alert.is_psi ? 1 : 0);
    out.i64(entry.seen_ms);
    out.u64(alert.changes.size());
    for (const AlertChange& change : alert.changes) {
      out.i64(change.at_ms);
      out.u64(change.is_firing ? 1 : 0);
      out.bytes(change.sha256);
    }
  }
}

void AlertHistory::read(spark::ByteReader& in) {
  AlertHistory made;
  made.minute_ = in.i64();
  const std::string_view minutes = in.bytes();
  if (made.minute_ < 0 || minutes.size() != minutes_kept ||
      minutes.find_first_not_of("01") != std::string_view::npos)
    throw spark::Error("the minutes are none", SPARK_E_INVALID);
  made.minutes_ = std::bitset<minutes_kept>(std::string(minutes));
  const uint64_t starts = in.u64();
  if (starts > starts_kept) throw spark::Error("too many starts", SPARK_E_INVALID);
  for (uint64_t i = 0; i < starts; ++i) made.starts_ms_.push_back(in.i64());
  const uint64_t alerts = in.u64();
  if (alerts > alerts_kept) throw spark::Error("too many alerts", SPARK_E_INVALID);
  for (uint64_t i = 0; i < alerts; ++i) {
    Entry entry;
    AlertSeen& alert = entry.alert;
    for (std::string* text : {&alert.name, &alert.severity, &alert.lineage, &alert.model})
      *text = in.bytes();
    alert.is_psi = in.u64() != 0;
    entry.seen_ms = in.i64();
    const uint64_t changes = in.u64();
    if (changes > changes_kept) throw spark::Error("too many changes", SPARK_E_INVALID);
    for (uint64_t k = 0; k < changes; ++k) {
      AlertChange change;
      change.at_ms = in.i64();
      change.is_firing = in.u64() != 0;
      change.sha256 = in.bytes();
      alert.changes.push_back(std::move(change));
    }
    made.alerts_.emplace(alert.name, std::move(entry));
  }
  *this = std::move(made);
}

}  // namespace promote
