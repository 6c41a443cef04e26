// The comparisons of each lineage. One entry is made for each lineage that was ever compared, and
// never goes: stages and gauges refer to it.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "spark/clock.h"
#include "spark/handover.h"
#include "spark/lineages.h"
#include "tallies.h"

namespace shadow {

inline constexpr double no_rate = std::numeric_limits<double>::quiet_NaN();
inline constexpr double no_budget_ms = std::numeric_limits<double>::quiet_NaN();

class Counted {
 public:
  // Refers to all of them.
  Counted(uint32_t workers, const spark::Clock& clock, const spark::Lineages& lineages,
          std::string name);
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  // Over the last ten minutes; NaN without pairs. [any]
  [[nodiscard]] double match_rate_recent() const;
  // The same, for the series with the lineage's name: NaN as well where the lineage is not served,
  // or is the primary one. [jobs]
  [[nodiscard]] double labelled_match_rate() const;

  // The candidate's budget, and why the two models are not compared (null: they are), for the
  // report: of the tally stage that runs, or, until one has run, of the first that was made.
  // [builder]
  void tally_made(std::optional<double> budget, const std::string* why_not) {
    double unset = no_budget_ms;
    budget_ms.compare_exchange_strong(unset, budget.value_or(no_budget_ms));
    const std::string* none = nullptr;
    if (!has_run_) not_compared.compare_exchange_strong(none, why_not);
  }
  // [worker]
  void tally_runs(std::optional<double> budget, const std::string* why_not) {
    has_run_ = true;
    budget_ms = budget.value_or(no_budget_ms);
    not_compared = why_not;
  }
  // The text, kept as long as this; null for "". [builder]
  [[nodiscard]] const std::string* kept(std::string text) {
    return text.empty() ? nullptr : &*texts_.insert(std::move(text)).first;
  }

  const std::string name;  // "": the configuration has no lineages
  Tallies tallies;
  std::atomic<double> budget_ms{no_budget_ms};  // NaN: none
  std::atomic<const std::string*> not_compared{nullptr};

 private:
  const spark::Clock& clock_;
  const spark::Lineages& lineages_;
  std::atomic<bool> has_run_{false};
  std::set<std::string> texts_;  // one for each two targets that ever met
};

class CountedLineages {
 public:
  // Both outlive it.
  CountedLineages(uint32_t workers, const spark::Clock& clock, const spark::Lineages& lineages)
      : workers_(workers), clock_(clock), lineages_(lineages) {}

  // Made if it is not there yet. [builder, control, jobs]
  [[nodiscard]] Counted& of(const std::string& lineage) const;

  // What an exchange of plugin objects keeps. [builder]
  void save(spark::ByteWriter& out, int64_t now_ns) const;
  void load(spark::ByteReader& in, int64_t now_ns);
  void merge(spark::ByteReader& before, spark::ByteReader& after, int64_t now_ns);

 private:
  const uint32_t workers_;
  const spark::Clock& clock_;
  const spark::Lineages& lineages_;
  mutable std::mutex mutex_;  // never taken on the request path
  mutable std::map<std::string, Counted> all_;
};

}  // namespace shadow
