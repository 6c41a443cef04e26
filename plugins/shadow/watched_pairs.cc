#include "watched_pairs.h"

#include <algorithm>
#include <utility>

#include "spark/error.h"

namespace shadow {
namespace {

constexpr uint64_t pairs_max = 64;

void write(spark::ByteWriter& out, const PairOf& of) {
  out.bytes(of.lineage);
  for (const PairedModel* each : {&of.production, &of.candidate})
    for (const std::string* text : {&each->model, &each->version, &each->sha256}) out.bytes(*text);
  out.u64(of.same_target ? 1 : 0);
}

PairOf read_identity(spark::ByteReader& in) {
  PairOf of;
  of.lineage = in.bytes();
  for (PairedModel* each : {&of.production, &of.candidate})
    for (std::string* text : {&each->model, &each->version, &each->sha256}) *text = in.bytes();
  of.same_target = in.u64() != 0;
  return of;
}

// What came to the cells of all workers since; `taken` becomes what there is now.
template <size_t size>
void take(const spark::PerWorker<PairCounts>& counted,
          std::array<spark::Cell<uint64_t>, size> Spreads<spark::Cell<uint64_t>>::*cells,
          std::array<uint64_t, size>& taken, Spread& more) {
  std::array<uint64_t, size> all{};
  counted.each([&](const PairCounts& one) {
    for (size_t i = 0; i < size; ++i) all[i] += (one.spreads.*cells)[i];
  });
  for (size_t i = 0; i < size; ++i)
    if (all[i] != taken[i]) more[static_cast<uint32_t>(i)] = all[i] - taken[i];
  taken = all;
}

// What workers counted since; both become what there is now. A worker writes its sums last, so all
// that they hold is in the cells.
PairBucket more_of(const WatchedPair& pair, PairSums& taken_sums, Spreads<uint64_t>& taken) {
  PairBucket more;
  PairSums sums;
  pair.counted.each([&](const PairCounts& one) { sums += one.sums.read(); });
  if (sums == taken_sums) return more;
  more.sums = sums;
  more.sums -= taken_sums;
  taken_sums = sums;
  using Cells = Spreads<spark::Cell<uint64_t>>;
  take(pair.counted, &Cells::production_times, taken.production_times, more.production_times);
  take(pair.counted, &Cells::candidate_times, taken.candidate_times, more.candidate_times);
  take(pair.counted, &Cells::deltas, taken.deltas, more.deltas);
  return more;
}

std::string key_of(uint32_t slot, const std::string& what) {
  return "pair." + std::to_string(slot) + "." + what;
}
std::string hour_key(uint32_t slot, int64_t hour) {
  return key_of(slot, std::to_string(hour % PairHistory::hours_kept));
}

PairHistory::Buckets difference_of(const PairHistory::Buckets& before, PairHistory::Buckets after) {
  for (auto& [number, counts] : after) {
    const auto found = before.find(number);
    if (found == before.end()) continue;
    PairBucket was = found->second;
    // A minute may have lost its times meanwhile: see PairHistory::forget().
    if (counts.production_times.empty()) was.production_times.clear();
    if (counts.candidate_times.empty()) was.candidate_times.clear();
    counts -= was;
  }
  return after;
}

}  // namespace

std::shared_ptr<WatchedPair> WatchedPairs::made(const PairOf& identity) {
  const std::lock_guard lock(mutex_);
  of(identity);
  return all_.at(identity);
}

WatchedPair& WatchedPairs::of(const PairOf& identity) {
  std::shared_ptr<WatchedPair>& found = all_[identity];
  if (!found) found = std::make_shared<WatchedPair>(identity, workers_);
  return *found;
}

void WatchedPairs::take_one(WatchedPair& pair, int64_t now_ms) {
  PairBucket more = more_of(pair, pair.taken_sums, pair.taken);
  if (more.empty()) return pair.history.forget(now_ms);
  more.sums.production_worse = more.sums.production_only > more.sums.candidate_only ? 1 : 0;
  more.sums.candidate_worse = more.sums.candidate_only > more.sums.production_only ? 1 : 0;
  pair.history.add(now_ms, more);
  pair.due.insert(now_ms / PairHistory::hour_ms);
}

bool WatchedPairs::take(int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  bool is_more = false;
  for (auto each = all_.begin(); each != all_.end();) {
    WatchedPair& pair = *each->second;
    const size_t due = pair.due.size();
    const PairSums before = pair.taken_sums;
    take_one(pair, now_ms);
    is_more |= pair.due.size() != due || !(before == pair.taken_sums);
    const bool is_over = each->second.use_count() == 1 && pair.history.empty();
    each = is_over ? all_.erase(each) : std::next(each);
  }
  return is_more;
}

std::vector<WatchedPairs::Told> WatchedPairs::told(int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  std::vector<Told> all;
  for (auto& [identity, pair] : all_)
    all.push_back({identity, pair->history.figures(now_ms), pair->history.day(now_ms)});
  return all;
}

void WatchedPairs::keep() {
  const std::lock_guard lock(mutex_);
  try {
    for (auto& [identity, pair] : all_) keep_one(*pair);
    is_full_told_ = false;
  } catch (const spark::Error& error) {
    if (!is_full_told_) log_.warn(std::string("not all windows are kept yet: ") + error.what());
    is_full_told_ = true;
  }
}

void WatchedPairs::keep_one(WatchedPair& pair) {
  if (pair.due.empty() || !number(pair)) return;
  spark::ByteWriter minutes;
  write(minutes, pair.of);
  shadow::write(minutes, pair.history.minutes());
  durable_.put(key_of(*pair.slot, "minutes").c_str(), schema, minutes.text());
  for (const int64_t hour : std::exchange(pair.due, {})) {
    const auto found = pair.history.hours().find(hour);
    if (found == pair.history.hours().end()) continue;
    spark::ByteWriter out;
    write(out, pair.of);
    shadow::write(out, {*found});
    durable_.put(hour_key(*pair.slot, hour).c_str(), schema, out.text());
  }
}

// Gives the pair a place on the disk: a free one, or that of the pair that was idle longest.
bool WatchedPairs::number(WatchedPair& pair) {
  if (pair.slot) return true;
  const auto last_of = [](const WatchedPair& each) {
    return each.history.hours().empty() ? 0 : each.history.hours().rbegin()->first;
  };
  std::array<WatchedPair*, slots> taken{};
  for (auto& [identity, each] : all_)
    if (each->slot) taken[*each->slot] = each.get();
  uint32_t best = 0;
  for (uint32_t slot = 1; slot < slots; ++slot)
    if (taken[best] != nullptr &&
        (taken[slot] == nullptr || last_of(*taken[slot]) < last_of(*taken[best])))
      best = slot;
  if (taken[best] != nullptr) taken[best]->slot.reset();
  pair.slot = best;
  for (const auto& [hour, counts] : pair.history.hours()) pair.due.insert(hour);
  return true;
}

void WatchedPairs::restore(int64_t now_ms, bool with_windows) {
  const std::lock_guard lock(mutex_);
  All found;
  std::map<PairOf, uint32_t> slots_of;
  for (uint32_t slot = 0; slot < slots; ++slot) {
    restore_one(slot, key_of(slot, "minutes"), false, found, slots_of);
    for (int64_t hour = 0; hour < PairHistory::hours_kept; ++hour)
      restore_one(slot, hour_key(slot, hour), true, found, slots_of);
  }
  for (auto& [identity, pair] : all_) pair->slot.reset();
  for (auto& [identity, saved] : found) {
    if (!with_windows && !all_.contains(identity)) continue;
    WatchedPair& pair = of(identity);
    pair.slot = slots_of.at(identity);
    if (!with_windows) continue;
    pair.history.go_on_from(std::move(saved.hours), std::move(saved.minutes));
    pair.history.forget(now_ms);
    pair.due.clear();
  }
}

void WatchedPairs::restore_one(uint32_t slot, const std::string& key, bool is_hour, All& found,
                               std::map<PairOf, uint32_t>& slots_of) {
  const auto bytes = durable_.get(key.c_str(), schema);
  if (!bytes) return;
  try {
    spark::ByteReader in(*bytes);
    const PairOf identity = read_identity(in);
    PairHistory::Buckets buckets = read_buckets(in);
    in.end();
    // Where a place changed hands, some of its values are the earlier pair's. The minutes are put
    // with every change: they say whose the place is.
    if (!is_hour) {
      slots_of[identity] = slot;
      found[identity].minutes = std::move(buckets);
    } else if (const auto own = slots_of.find(identity);
               own != slots_of.end() && own->second == slot) {
      found[identity].hours.merge(buckets);
    }
  } catch (const spark::Error& error) {
    log_.warn("the value " + key + " is left out: " + error.what());
  }
}

void WatchedPairs::save(spark::ByteWriter& out, int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  out.u64(all_.size());
  for (const auto& [identity, pair] : all_) {
    // Workers may be counting: what they have by now goes with the rest.
    PairSums sums = pair->taken_sums;
    Spreads<uint64_t> taken = pair->taken;
    PairHistory history = pair->history;
    history.add(now_ms, more_of(*pair, sums, taken));
    write(out, identity);
    shadow::write(out, history.hours());
    shadow::write(out, history.minutes());
  }
}

WatchedPairs::All WatchedPairs::read(spark::ByteReader& in) {
  All all;
  const uint64_t size = in.u64();
  if (size > pairs_max)
    throw spark::Error("windows: " + std::to_string(size) + " pairs are none", SPARK_E_INVALID);
  for (uint64_t i = 0; i < size; ++i) {
    const PairOf identity = read_identity(in);
    Saved& saved = all[identity];
    saved.hours = read_buckets(in);
    saved.minutes = read_buckets(in);
  }
  in.end();
  return all;
}

WatchedPairs::All WatchedPairs::difference(const All& before, All after) {
  for (auto& [identity, saved] : after) {
    const auto found = before.find(identity);
    if (found == before.end()) continue;
    saved.hours = difference_of(found->second.hours, std::move(saved.hours));
    saved.minutes = difference_of(found->second.minutes, std::move(saved.minutes));
  }
  return after;
}

// No worker uses the object: what its own counted before is behind it.
void WatchedPairs::replace(All all) {
  const std::lock_guard lock(mutex_);
  for (auto& [identity, pair] : all_) {
    take_one(*pair, 0);
    pair->history.go_on_from({}, {});
    pair->due.clear();
  }
  for (auto& [identity, saved] : all) {
    WatchedPair& pair = of(identity);
    for (const auto& [hour, counts] : saved.hours) pair.due.insert(hour);
    pair.history.go_on_from(std::move(saved.hours), std::move(saved.minutes));
  }
}

void WatchedPairs::add(const All& more) {
  const std::lock_guard lock(mutex_);
  for (const auto& [identity, saved] : more) {
    WatchedPair& pair = of(identity);
    for (const auto& [hour, counts] : saved.hours)
      if (!counts.empty()) pair.due.insert(hour);
    pair.history.add(saved.hours, saved.minutes);
  }
}

}  // namespace shadow
