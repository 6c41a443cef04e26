#include "keeping.h"

#include <algorithm>
#include <optional>
#include <set>

#include "spark/error.h"

namespace quality {
namespace {

// A ring of 32 days touches 33; a plugin has 1,024 keys, and one is the index.
constexpr int64_t days = kept_minutes / day_minutes + 1;
constexpr uint32_t symbols_kept_max = 30;

std::string key_of(uint32_t number, int64_t day) {
  return "day." + std::to_string(number) + "." + std::to_string(day % days);
}

struct Block {
  std::string lineage;
  Stretch stretch;
};

Block read_block(const std::string& bytes) {
  spark::ByteReader in(bytes);
  Block out;
  out.lineage = in.bytes();
  out.stretch = read_stretch(in);
  in.end();
  if (out.stretch.minutes.empty()) throw spark::Error("it has no minute", SPARK_E_INVALID);
  return out;
}

}  // namespace

std::vector<Kept> Keeping::restore() {
  marks_.clear();
  std::map<std::string, Kept> found;
  if (const auto bytes = durable_.get("index", index_schema)) {
    try {
      spark::ByteReader in(*bytes);
      for (Kept& each : read_index(in)) found[each.lineage] = std::move(each);
      in.end();
    } catch (const spark::Error& error) {
      log_.warn(std::string("the value index is left out: ") + error.what());
    }
  }
  for (uint32_t number = 0; number < symbols_kept_max; ++number) restore(number, found);
  std::vector<Kept> all;
  for (auto& [lineage, kept] : found) all.push_back(std::move(kept));
  return all;
}

// The days of one symbol's newest life, put together.
void Keeping::restore(uint32_t number, std::map<std::string, Kept>& found) {
  std::vector<Block> blocks;
  for (int64_t day = 0; day < days; ++day) {
    const std::string key = key_of(number, day);
    const auto bytes = durable_.get(key.c_str(), day_schema);
    if (!bytes) continue;
    try {
      blocks.push_back(read_block(*bytes));
    } catch (const spark::Error& error) {
      log_.warn("the value " + key + " is left out: " + error.what());
    }
  }
  if (blocks.empty()) return;
  const auto is_before = [](const Block& one, const Block& other) {
    return std::pair(one.stretch.life, one.stretch.minutes.front().ts_ms) <
           std::pair(other.stretch.life, other.stretch.minutes.front().ts_ms);
  };
  std::sort(blocks.begin(), blocks.end(), is_before);
  const Block& newest = blocks.back();
  Stretch whole{newest.stretch.symbol, newest.stretch.life, newest.stretch.first, {}};
  const int64_t oldest = minute_of(newest.stretch.minutes.back().ts_ms) - kept_minutes + 1;
  for (const Block& block : blocks) {
    if (block.stretch.life != whole.life || block.stretch.symbol != whole.symbol ||
        block.lineage != newest.lineage)
      continue;
    for (const Minute& minute : block.stretch.minutes)
      if (minute_of(minute.ts_ms) >= std::max(oldest, whole.first)) whole.minutes.push_back(minute);
  }
  marks_[{newest.lineage, whole.symbol}] = {number + 1, whole.life, whole.minutes.back().ts_ms};
  Kept& kept = found[newest.lineage];
  kept.lineage = newest.lineage;
  kept.symbols.push_back(std::move(whole));
}

void Keeping::keep(const std::vector<Track*>& tracks, bool all) {
  if (!pace_.is_due() && !all) return;
  try {
    keep_index(tracks);
    for (const Track* track : tracks)
      for (const Minutes::Symbol& symbol : track->minutes.symbols()) keep_symbol(*track, symbol);
    is_full_told_ = false;
  } catch (const spark::Error& error) {
    if (!is_full_told_) log_.warn(std::string("not all predictions are kept yet: ") + error.what());
    is_full_told_ = true;
  }
}

void Keeping::keep_index(const std::vector<Track*>& tracks) {
  spark::ByteWriter out;
  write_index(out, tracks);
  if (out.text() == index_) return;
  durable_.put("index", index_schema, out.text());
  index_ = out.text();
}

void Keeping::keep_symbol(const Track& track, const Minutes::Symbol& symbol) {
  Mark& mark = marks_[{track.name, symbol.name}];
  const bool goes_on = mark.life == symbol.life && mark.last_ms != 0;
  if (goes_on && mark.last_ms == symbol.last_ms) return;
  if (!number(mark)) return;
  int64_t day = symbol.oldest() / day_minutes;
  if (goes_on) day = std::max(day, minute_of(mark.last_ms) / day_minutes);
  for (; day <= symbol.open() / day_minutes; ++day) {
    const Stretch stretch =
        stretch_of(track.minutes, symbol, day * day_minutes, (day + 1) * day_minutes);
    if (stretch.minutes.empty()) continue;
    spark::ByteWriter out;
    out.bytes(track.name);
    write(out, stretch);
    durable_.put(key_of(mark.number - 1, day).c_str(), day_schema, out.text());
  }
  mark.life = symbol.life;
  mark.last_ms = symbol.last_ms;
}

// Gives the symbol the first free number; false if there is none.
bool Keeping::number(Mark& mark) const {
  if (mark.number != 0) return true;
  std::set<uint32_t> taken;
  for (const auto& [of, each] : marks_) taken.insert(each.number);
  for (uint32_t number = 1; number <= symbols_kept_max && mark.number == 0; ++number)
    if (!taken.contains(number)) mark.number = number;
  return mark.number != 0;
}

}  // namespace quality
