// What an exchange of plugin objects keeps: all minutes, all counts, and what was found out.
#include "plugin.h"
#include "spark/error.h"

namespace drift {
namespace {

constexpr int64_t pack_minutes = day_minutes;
constexpr uint64_t tracks_max = 64;
constexpr uint64_t packs_max = 65'536;

struct Carried {
  std::string lineage;
  CountSums sums{};
  std::vector<std::string_view> packs;
  std::string judge;
};

// Borrows the bytes.
std::vector<Carried> read(spark::ByteReader& in) {
  std::vector<Carried> all;
  const uint64_t count = in.u64();
  if (count > tracks_max)
    throw spark::Error("tracks: " + std::to_string(count) + " are too many", SPARK_E_INVALID);
  for (uint64_t i = 0; i < count; ++i) {
    Carried& one = all.emplace_back();
    one.lineage = in.bytes();
    for (uint64_t& sum : one.sums) sum = in.u64();
    const uint64_t packs = in.u64();
    if (packs > packs_max) throw spark::Error("tracks: too many packs", SPARK_E_INVALID);
    for (uint64_t k = 0; k < packs; ++k) one.packs.push_back(in.bytes());
    one.judge = in.bytes();
  }
  in.end();
  return all;
}

void add(Counts& counts, const CountSums& sums) {
  for (size_t i = 0; i < sums.size(); ++i) (counts.*Counts::members[i]).add(sums[i]);
}

}  // namespace

void Drift::save(spark::ByteWriter& out) const {
  const auto all = tracks_.all();
  out.u64(all.size());
  for (const Track* each : all) {
    out.bytes(each->name);
    for (const uint64_t sum : each->sums()) out.u64(sum);
    std::vector<std::string> packs;
    for (const Minutes::Symbol& symbol : each->minutes.symbols()) {
      const int64_t open = symbol.open;
      for (uint32_t group = 0; group < each->minutes.groups(); ++group)
        for (int64_t from = open - kept_minutes + 1; from <= open; from += pack_minutes)
          if (std::string pack = each->minutes.pack(symbol, from, pack_minutes, group);
              !pack.empty())
            packs.push_back(std::move(pack));
    }
    out.u64(packs.size());
    for (const std::string& pack : packs) out.bytes(pack);
    spark::ByteWriter judge;
    const std::lock_guard held(tracks_.judging);
    if (each->judge) each->judge->write(judge);
    out.bytes(each->judge ? judge.text() : each->kept_judge);
  }
}

// Everything is read once for nothing, so that a refusal changes nothing.
void Drift::load(spark::ByteReader& in) {
  const auto all = read(in);
  for (const Carried& one : all) {
    Minutes scratch(tracks_.symbols_max);
    for (const std::string_view pack : one.packs) scratch.unpack(pack);
  }
  for (const Carried& one : all) {
    Track& track = tracks_.track(one.lineage);
    track.minutes.reset();
    for (const std::string_view pack : one.packs) track.minutes.unpack(pack);
    for (uint32_t worker = 0; worker < track.counts.size(); ++worker)
      track.counts.of(worker) = Counts();
    track.inherited = Counts();
    add(track.inherited, one.sums);
    const std::lock_guard held(tracks_.judging);
    track.judge.reset();
    track.kept_judge = one.judge;
  }
  is_handed_over_ = true;
}

// Minutes that the predecessor's last workers wrote, and what they counted. Its judge rested.
void Drift::merge(spark::ByteReader& before, spark::ByteReader& after) {
  const auto earlier = read(before);
  const auto later = read(after);
  for (const Carried& one : later) {
    Minutes scratch(tracks_.symbols_max);
    for (const std::string_view pack : one.packs) scratch.unpack(pack);
  }
  for (const Carried& one : later) {
    CountSums more = one.sums;
    for (const Carried& was : earlier) {
      if (was.lineage != one.lineage) continue;
      for (size_t i = 0; i < more.size(); ++i) {
        if (more[i] < was.sums[i]) throw spark::Error("tracks: a count went down", SPARK_E_INVALID);
        more[i] -= was.sums[i];
      }
    }
    Track& track = tracks_.track(one.lineage);
    for (const std::string_view pack : one.packs) track.minutes.unpack(pack);
    add(track.inherited, more);
  }
}

}  // namespace drift
