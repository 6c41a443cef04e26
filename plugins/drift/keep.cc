// What stays over a restart: minutes in blocks of six hours, what was found out, calibrations.
//
// A block has a key by its lineage's, its symbol's and its own number; the last is taken modulo the
// blocks of eight days, so that a new block replaces the one that has left, and keys stay few. A
// block is put again whenever minutes in it were closed; what could not be put stays due.
#include <algorithm>

#include "plugin.h"
#include "spark/error.h"

namespace drift {
namespace {

constexpr int64_t block_minutes = 360;
constexpr int64_t blocks = kept_minutes / block_minutes + 1;
constexpr uint64_t lineages_max = 8;

std::string block_key(size_t lineage, uint32_t symbol, int64_t block, uint32_t group) {
  return "m" + std::to_string(lineage) + "." + std::to_string(symbol) + "." +
         std::to_string(block % blocks) + "." + std::to_string(group);
}
std::string state_key(size_t lineage) {
  return "state" + std::to_string(lineage);
}

}  // namespace

void Drift::keep(uint32_t) {
  if (pace_.is_due()) keep_all();
}

void Drift::keep_all() {
  try {
    keep_index();
    size_t number = 0;
    for (Track* each : tracks_.all()) keep_track(*each, number++);
  } catch (const spark::Error& error) {
    if (!is_full_told_) log_.warn(std::string("not all minutes are kept yet: ") + error.what());
    is_full_told_ = true;
  }
}

void Drift::put(const std::string& key, const char* schema, const std::string& bytes) {
  if (!is_acting_) return durable_.put(key.c_str(), schema, bytes);
  durable_.put<&Drift::kept>(*this, key.c_str(), schema, bytes);
  ++puts_waiting_;
}

// Where one put failed the host tries again, but does not say when it succeeds: the next minutes'
// puts will.
void Drift::kept(int32_t code, std::string_view) {
  --puts_waiting_;
  is_put_failed_ |= code != SPARK_OK;
  if (puts_waiting_ > 0) return;
  for (Track* each : tracks_.all()) {
    if (is_put_failed_ || each->put_until.empty()) continue;
    int64_t until = INT64_MAX;
    for (const auto& [symbol, minute] : each->put_until) until = std::min(until, minute);
    const std::lock_guard held(tracks_.judging);
    each->kept_until = until;
  }
  is_put_failed_ = false;
}

// Which lineages and how many symbols there are blocks of; put before the blocks.
void Drift::keep_index() {
  spark::ByteWriter out;
  const auto all = tracks_.all();
  out.u64(std::min<uint64_t>(all.size(), lineages_max));
  for (size_t i = 0; i < all.size() && i < lineages_max; ++i) {
    out.bytes(all[i]->name);
    out.u64(all[i]->minutes.symbols().size());
    out.u64(all[i]->minutes.groups());
  }
  if (out.text() == kept_index_) return;
  put("index", index_schema, out.text());
  kept_index_ = out.text();
}

void Drift::keep_track(Track& track, size_t number) {
  if (number >= lineages_max) return;
  for (const Minutes::Symbol& symbol : track.minutes.symbols()) {
    const int64_t open = symbol.open;
    int64_t& until = track.put_until[symbol.number];
    if (until >= open) continue;
    const int64_t oldest = open - kept_minutes + 1;
    for (int64_t block = std::max(until, oldest) / block_minutes; block <= open / block_minutes;
         ++block) {
      for (uint32_t group = 0; group < track.minutes.groups(); ++group) {
        const auto bytes = track.minutes.pack(symbol, block * block_minutes, block_minutes, group);
        if (!bytes.empty())
          put(block_key(number, symbol.number, block, group), block_schema, bytes);
      }
      until = std::min(open, (block + 1) * block_minutes);
    }
  }
  spark::ByteWriter state;
  {
    const std::lock_guard held(tracks_.judging);
    if (!track.judge) return;
    track.judge->write(state);
  }
  if (state.text() == track.kept_state || state.text().size() > SPARK_DURABLE_BYTES_MAX) return;
  put(state_key(number), state_value_schema, state.text());
  track.kept_state = state.text();
}

// A block that is damaged is left out; the others are as they were.
void Drift::restore() {
  const auto each_key = [&](const std::string& key, const char* schema, const auto& take) {
    const auto value = durable_.get(key.c_str(), schema);
    if (!value) return;
    try {
      take(*value);
    } catch (const spark::Error& error) {
      log_.warn("drift: " + key + " on the disk is left out: " + error.what());
    }
  };
  each_key("calibrations", calibration_schema, [&](const std::string& bytes) {
    spark::ByteReader in(bytes);
    std::deque<std::pair<std::string, std::string>> all;
    for (uint64_t left = in.u64(); left > 0; --left) {
      const std::string digest(in.bytes());
      all.emplace_back(digest, in.bytes());
      static_cast<void>(calibration_from(all.back().second));
    }
    in.end();
    const std::lock_guard held(tracks_.judging);
    calibrations_ = std::move(all);
  });
  each_key("index", index_schema, [&](const std::string& bytes) {
    spark::ByteReader in(bytes);
    const uint64_t lineages = std::min(in.u64(), lineages_max);
    for (uint64_t lineage = 0; lineage < lineages; ++lineage) {
      Track& track = tracks_.track(std::string(in.bytes()));
      const uint64_t symbols = std::min<uint64_t>(in.u64(), tracks_.symbols_max);
      const uint64_t groups = std::min<uint64_t>(in.u64(), columns_max / Minutes::group_columns);
      for (uint32_t group = 0; group < groups; ++group)
        for (uint32_t symbol = 1; symbol <= symbols; ++symbol)
          for (int64_t block = 0; block < blocks; ++block)
            each_key(block_key(lineage, symbol, block, group), block_schema,
                     [&](const std::string& packed) { track.minutes.unpack(packed); });
      each_key(state_key(lineage), state_value_schema, [&](const std::string& state) {
        const std::lock_guard held(tracks_.judging);
        track.kept_judge = state;
        track.judge.reset();
      });
    }
  });
  // The numbers of lineages and symbols may be others now: everything is put anew.
  kept_index_.clear();
  for (Track* each : tracks_.all()) each->put_until.clear();
}

}  // namespace drift
