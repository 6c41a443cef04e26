#include "pair_window.h"

#include <algorithm>
#include <cmath>

#include "checks.h"
#include "spark/error.h"

namespace promote {
namespace {

using spark::stats::PairBasis;
using spark::stats::PairCells;
using spark::stats::PairedModel;
using spark::stats::PairSums;

template <class T>
T of_basis(const std::optional<T>& value, const char* member) {
  if (value) return *value;
  throw spark::Error(std::string("the counts of pairs: ") + member + ": missing, or none",
                     SPARK_E_INVALID);
}

uint64_t basis_count(const Value& of, const char* member) {
  const auto whole = of.whole();
  return of_basis(
      whole && *whole >= 0 ? std::optional(static_cast<uint64_t>(*whole)) : std::nullopt, member);
}
int64_t whole_of_basis(const Value& of, const char* member) {
  return of_basis(of.at(member).whole(), member);
}

// Keys rise, and are below `end`; no count is 0.
template <class Key>
std::map<Key, uint64_t> cells_of(const Value& list, const char* member, uint64_t end) {
  std::map<Key, uint64_t> cells;
  const std::vector<Value> all = list.list();
  const bool is_even = all.size() % 2 == 0;
  for (size_t i = 0; is_even && i < all.size(); i += 2) {
    const uint64_t key = basis_count(all[i], member), count = basis_count(all[i + 1], member);
    const bool is_after = cells.empty() || key > static_cast<uint64_t>(cells.rbegin()->first);
    if (key >= end || count == 0 || !is_after) of_basis(std::optional<int>(), member);
    cells.emplace_hint(cells.end(), static_cast<Key>(key), count);
  }
  if (!list.is_there() || !is_even) of_basis(std::optional<int>(), member);
  return cells;
}

PairedModel paired_model_of(const Value& of, const char* member) {
  return {of_basis(of.at("model").text(), member), of_basis(of.at("version").text(), member),
          of_basis(of.at("sha256").text(), member)};
}

PairSums sums_of(const Value& root) {
  PairSums sums;
  for (size_t i = 0; i < PairSums::counts_size; ++i)
    sums.*PairSums::counts[i] =
        basis_count(root.at(std::string("counts.") + PairSums::names[i]), PairSums::names[i]);
  sums.delta_sum = of_basis(root.at("delta_sum").number(), "delta_sum");
  sums.delta_squares = of_basis(root.at("delta_squares").number(), "delta_squares");
  return sums;
}

const spark::Fact* fact_named(const Inputs& inputs, const std::string& name) {
  const auto found = std::find_if(inputs.facts.begin(), inputs.facts.end(),
                                  [&](const spark::Fact& each) { return each.name == name; });
  return found == inputs.facts.end() ? nullptr : &*found;
}

struct Given {
  const char* name;
  std::optional<double> value;
};
std::vector<Given> given_by(const PairBasis& basis) {
  const spark::stats::PairFigures of = spark::stats::figures_of(basis);
  return {{"shadow.pairs_24h", static_cast<double>(of.pairs)},
          {"shadow.hours_24h", static_cast<double>(of.hours)},
          {"shadow.p95_ms_24h", of.p95_ms},
          {"shadow.error_rate_24h", of.error_rate},
          {"shadow.same_target", basis.same_target ? 1.0 : 0.0},
          {"shadow.match_rate_24h", of.match_rate},
          {"shadow.delta_mean_24h", of.delta_mean},
          {"shadow.delta_p99_24h", of.delta_p99},
          {"shadow.delta_std_24h", of.delta_std},
          {pairs_basis_fact, static_cast<double>(of.pairs)}};
}

// Of another machine's arithmetic.
bool is_near(double one, double other) {
  return std::abs(one - other) <= 1e-12 + 1e-9 * std::max(std::abs(one), std::abs(other));
}

bool is_of(const PairedModel& counted, const ModelNow& now) {
  return counted.sha256 == now.sha256 && counted.version == now.version;
}

}  // namespace

PairBasis pair_basis_of(const Value& root) {
  PairBasis basis;
  basis.lineage = of_basis(root.at("lineage").text(), "lineage");
  basis.production = paired_model_of(root.at("production"), "production");
  basis.candidate = paired_model_of(root.at("candidate"), "candidate");
  basis.same_target = of_basis(root.at("same_target").flag(), "same_target");
  basis.match_threshold = of_basis(root.at("match_threshold").number(), "match_threshold");
  basis.from_ms = whole_of_basis(root, "from_ms");
  basis.to_ms = whole_of_basis(root, "to_ms");
  basis.look_ms = whole_of_basis(root, "look_ms");
  basis.sums = sums_of(root);
  basis.hours = cells_of<int64_t>(root.at("hours"), "hours", uint64_t{1} << 40);
  const Value times = root.at("times");
  if (times.at("smallest_ms").number() != spark::stats::pair_times_smallest_ms ||
      times.at("relative_error").number() != spark::stats::pair_times_error)
    of_basis(std::optional<int>(), "times");
  constexpr size_t times_end = spark::stats::PairTimes::cells;
  basis.production_times =
      cells_of<uint32_t>(times.at("production"), "times.production", times_end);
  basis.candidate_times = cells_of<uint32_t>(times.at("candidate"), "times.candidate", times_end);
  basis.deltas =
      cells_of<uint32_t>(root.at("deltas.counts"), "deltas.counts", spark::stats::pair_delta_cells);
  return basis;
}

void take_pair_basis(Inputs& inputs) {
  for (spark::Fact& fact : inputs.facts) {
    const std::string text = std::exchange(fact.basis, {});
    if (fact.name != pairs_basis_fact || text.empty()) continue;
    try {
      const Document document("the counts of pairs", text);
      inputs.pairs.basis = pair_basis_of(document.root());
    } catch (const spark::Error& error) {
      inputs.pairs.fault = error.what();
    }
  }
}

bool is_of_one_look(const Inputs& inputs) {
  if (!inputs.pairs.basis) return true;
  for (const Given& each : given_by(*inputs.pairs.basis))
    if (const spark::Fact* const fact = fact_named(inputs, each.name);
        fact != nullptr && fact->to_utc_ms != inputs.pairs.basis->to_ms)
      return false;
  return true;
}

bool RecomputedFigure::is_equal() const {
  return recomputed && is_near(*recomputed, recorded);
}

std::vector<RecomputedFigure> recomputed_figures(const Inputs& inputs) {
  std::vector<RecomputedFigure> all;
  if (!inputs.pairs.basis) return all;
  for (const Given& each : given_by(*inputs.pairs.basis))
    if (const spark::Fact* const fact = fact_named(inputs, each.name); fact != nullptr)
      all.push_back({each.name, fact->value, each.value});
  return all;
}

BasisFinding against_basis(const Inputs& inputs, const std::string& name) {
  if (!inputs.pairs.fault.empty()) return {Verdict::error, inputs.pairs.fault};
  const spark::Fact* const fact = fact_named(inputs, name);
  if (!inputs.pairs.basis || fact == nullptr) return {};
  const PairBasis& basis = *inputs.pairs.basis;
  if (basis.lineage != inputs.lineage || !is_of(basis.candidate, inputs.candidate))
    return {Verdict::error, "the counts of pairs are of another candidate"};
  // Until the next look after an exchange.
  if (!is_of(basis.production, inputs.production))
    return {Verdict::inconclusive, "the counts of pairs are of another production"};
  if (basis.to_ms != fact->to_utc_ms)
    return {Verdict::inconclusive, "figures and counts of pairs are of two looks; ask again"};
  if (const std::string flaw = spark::stats::flaw_of(basis); !flaw.empty())
    return {Verdict::error, "the counts of pairs: " + flaw};
  for (const Given& each : given_by(basis)) {
    if (each.name != name || (each.value && is_near(*each.value, fact->value))) continue;
    return {Verdict::error, name + " is " + short_number(fact->value) + ", and its counts give " +
                                (each.value ? short_number(*each.value) : std::string("none"))};
  }
  return {};
}

}  // namespace promote
