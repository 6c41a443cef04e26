// The saved form of all lineages' counts: how many there are, and of each its name and its tallies.
#include "counted.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace shadow {
namespace {

constexpr uint64_t lineages_max = 4096;  // more are a mistake

using Saved = std::map<std::string, std::string_view>;

Saved read_all(spark::ByteReader& in) {
  const uint64_t count = in.u64();
  if (count > lineages_max)
    throw spark::Error("tallies: " + std::to_string(count) + " lineages are none", SPARK_E_INVALID);
  Saved all;
  for (uint64_t i = 0; i < count; ++i) {
    std::string name(in.bytes());
    all[std::move(name)] = in.bytes();
  }
  in.end();
  return all;
}

}  // namespace

Counted::Counted(uint32_t workers, const spark::Clock& clock, const spark::Lineages& lineages,
                 std::string lineage)
    : name(std::move(lineage)), tallies(workers), clock_(clock), lineages_(lineages) {}

double Counted::match_rate_recent() const {
  const Pairs all = tallies.recent(clock_.now_ns());
  return all.pairs == 0 ? no_rate
                        : static_cast<double>(all.matches) / static_cast<double>(all.pairs);
}

double Counted::labelled_match_rate() const {
  const auto live = lineages_.live();
  const bool is_other = std::any_of(live.begin(), live.end(), [&](const auto& each) {
    return each.lineage == name && !each.primary;
  });
  return is_other ? match_rate_recent() : no_rate;
}

Counted& CountedLineages::of(const std::string& lineage) const {
  const std::lock_guard lock(mutex_);
  const auto found = all_.find(lineage);
  if (found != all_.end()) return found->second;
  return all_
      .emplace(std::piecewise_construct, std::forward_as_tuple(lineage),
               std::forward_as_tuple(workers_, clock_, lineages_, lineage))
      .first->second;
}

void CountedLineages::save(spark::ByteWriter& out, int64_t now_ns) const {
  const std::lock_guard lock(mutex_);
  out.u64(all_.size());
  for (const auto& [name, counted] : all_) {
    spark::ByteWriter tallies;
    counted.tallies.save(tallies, now_ns);
    out.bytes(name);
    out.bytes(tallies.text());
  }
}

void CountedLineages::load(spark::ByteReader& in, int64_t now_ns) {
  for (const auto& [name, saved] : read_all(in)) {
    spark::ByteReader tallies(saved);
    of(name).tallies.load(tallies, now_ns);
  }
}

void CountedLineages::merge(spark::ByteReader& before, spark::ByteReader& after, int64_t now_ns) {
  const Saved earlier = read_all(before);
  spark::ByteWriter nothing;
  Tallies(1).save(nothing, now_ns);
  for (const auto& [name, saved] : read_all(after)) {
    const auto found = earlier.find(name);
    spark::ByteReader from(found == earlier.end() ? std::string_view(nothing.text())
                                                  : found->second);
    spark::ByteReader to(saved);
    of(name).tallies.merge(from, to, now_ns);
  }
}

}  // namespace shadow
