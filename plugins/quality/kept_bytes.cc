#include "kept_bytes.h"

#include <algorithm>

#include "spark/error.h"

namespace quality {
namespace {

constexpr uint64_t texts_max = 256;
constexpr uint64_t minutes_max = uint64_t{kept_minutes} + 1;

[[noreturn]] void refuse(const char* why) {
  throw spark::Error(why, SPARK_E_INVALID);
}

uint64_t count_of(spark::ByteReader& in, uint64_t most) {
  const uint64_t count = in.u64();
  if (count > most) refuse("there are too many of something");
  return count;
}

// The place of a model among those of a block, from 1; 0 for none, and for one too many.
uint64_t place_of(std::vector<uint64_t>& models, uint64_t model) {
  if (model == 0) return 0;
  const auto found = std::find(models.begin(), models.end(), model);
  if (found != models.end()) return static_cast<uint64_t>(found - models.begin()) + 1;
  if (models.size() == texts_max - 1) return 0;
  models.push_back(model);
  return models.size();
}

}  // namespace

void write(spark::ByteWriter& out, const Stretch& stretch) {
  std::vector<uint64_t> models;
  for (const Minute& minute : stretch.minutes)
    for (const Prediction& said : minute.said) static_cast<void>(place_of(models, said.model));
  out.bytes(stretch.symbol);
  out.u64(stretch.life);
  out.i64(stretch.first);
  out.u64(models.size());
  for (const uint64_t model : models) out.u64(model);
  out.u64(stretch.minutes.size());
  for (const Minute& minute : stretch.minutes) {
    out.u64(static_cast<uint64_t>(minute.ts_ms) | place_of(models, minute.said[0].model) << 48u |
            place_of(models, minute.said[1].model) << 56u);
    out.f64(minute.mid);
    for (const Prediction& said : minute.said)
      if (said.model != 0) out.f64(said.score);
  }
}

Stretch read_stretch(spark::ByteReader& in) {
  constexpr uint64_t ts_mask = (uint64_t{1} << 48u) - 1;
  Stretch out;
  out.symbol = in.bytes();
  out.life = in.u64();
  out.first = in.i64();
  std::vector<uint64_t> models;
  for (uint64_t left = count_of(in, texts_max); left > 0; --left) models.push_back(in.u64());
  int64_t last = -1;
  for (uint64_t left = count_of(in, minutes_max); left > 0; --left) {
    Minute& minute = out.minutes.emplace_back();
    const uint64_t word = in.u64();
    minute.ts_ms = static_cast<int64_t>(word & ts_mask);
    minute.mid = in.f64();
    for (size_t role = 0; role < role_count; ++role) {
      const uint64_t place = word >> (48 + 8 * role) & 255;
      if (place == 0) continue;
      if (place > models.size()) refuse("a minute names a model that is not there");
      minute.said[role] = {models[place - 1], in.f64()};
    }
    if (minute_of(minute.ts_ms) <= last || !(minute.mid > 0)) refuse("a minute is none");
    last = minute_of(minute.ts_ms);
  }
  if (out.symbol.empty() || (last >= 0 && out.first > minute_of(out.minutes.front().ts_ms)))
    refuse("minutes of no symbol, or before their first one");
  return out;
}

void write_index(spark::ByteWriter& out, const std::vector<Track*>& tracks) {
  out.u64(tracks.size());
  for (const Track* track : tracks) {
    out.bytes(track->name);
    const auto models = track->models();
    out.u64(models.size());
    for (const JudgedModel& model : models) write(out, model);
    const Logged logged = track->logged();
    out.u64(logged.size());
    for (const auto& [of, until] : logged) {
      out.bytes(of.symbol);
      out.u64(static_cast<uint64_t>(of.role));
      out.u64(of.model);
      out.i64(until);
    }
  }
}

std::vector<Kept> read_index(spark::ByteReader& in) {
  std::vector<Kept> all;
  for (uint64_t tracks = count_of(in, texts_max); tracks > 0; --tracks) {
    Kept& kept = all.emplace_back();
    kept.lineage = in.bytes();
    for (uint64_t left = count_of(in, texts_max); left > 0; --left)
      kept.models.push_back(read_judged_model(in));
    for (uint64_t left = count_of(in, minutes_max); left > 0; --left) {
      LoggedOf of;
      of.symbol = in.bytes();
      of.role = in.u64() == 0 ? Role::production : Role::candidate;
      of.model = in.u64();
      kept.logged[of] = in.i64();
    }
  }
  return all;
}

Stretch stretch_of(const Minutes& minutes, const Minutes::Symbol& symbol, int64_t from,
                   int64_t until) {
  return {symbol.name, symbol.life, symbol.first, minutes.read(symbol, from, until)};
}

void write_all(spark::ByteWriter& out, const std::vector<Track*>& tracks) {
  write_index(out, tracks);
  for (const Track* track : tracks) {
    const auto symbols = track->minutes.symbols();
    out.u64(symbols.size());
    for (const Minutes::Symbol& symbol : symbols)
      write(out, stretch_of(track->minutes, symbol, symbol.oldest(), symbol.open() + 1));
  }
}

std::vector<Kept> read_all(spark::ByteReader& in) {
  std::vector<Kept> all = read_index(in);
  for (Kept& kept : all)
    for (uint64_t left = count_of(in, texts_max); left > 0; --left)
      kept.symbols.push_back(read_stretch(in));
  in.end();
  return all;
}

}  // namespace quality
