#include "offline_verdict.h"

#include <cstdio>

#include "day_blocks.h"
#include "spark/tool/format.h"

namespace training {
namespace {

std::string short_number(double value) {
  if (value >= 1000) return spark::tool::grouped(static_cast<uint64_t>(value));
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

class Checks {
 public:
  void at_least(const char* name, std::optional<double> value, double least) {
    add(name, value, ">= " + short_number(least), value && *value >= least);
  }
  void above(const char* name, std::optional<double> value, double bound) {
    add(name, value, "> " + short_number(bound), value && *value > bound);
  }
  void below(const char* name, std::optional<double> value, double bound) {
    add(name, value, "< " + short_number(bound), value && *value < bound);
  }
  void within(const char* name, std::optional<double> value, double low, double high) {
    add(name, value, "in [" + short_number(low) + ", " + short_number(high) + "]",
        value && *value >= low && *value <= high);
  }
  // Too few samples speak neither for nor against a model.
  void enough(const char* name, std::optional<double> value, double least) {
    at_least(name, value, least);
    OfflineCheck& check = all.back();
    if (check.verdict == Verdict::pass) return;
    check.verdict = Verdict::inconclusive;
    is_enough = false;
  }

  std::vector<OfflineCheck> all;
  bool is_enough = true;

 private:
  void add(const char* name, std::optional<double> value, std::string requirement, bool holds) {
    const Verdict verdict = !value ? Verdict::inconclusive : holds ? Verdict::pass : Verdict::fail;
    all.push_back({name, value, std::move(requirement), verdict});
  }
};

Verdict overall(const Checks& checks) {
  if (!checks.is_enough) return Verdict::inconclusive;
  Verdict verdict = Verdict::pass;
  for (const OfflineCheck& check : checks.all) {
    if (check.verdict == Verdict::fail) return Verdict::fail;
    if (check.verdict == Verdict::inconclusive) verdict = Verdict::inconclusive;
  }
  return verdict;
}

}  // namespace

const char* as_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "PASS";
    case Verdict::fail:
      return "FAIL";
    case Verdict::inconclusive:
      return "INCONCLUSIVE";
  }
  return "INCONCLUSIVE";
}

uint32_t days_with_rows(std::span<const int64_t> ts_ms) {
  uint32_t days = 0;
  int64_t last = -1;
  for (const int64_t ts : ts_ms) {
    if (days > 0 && ts / day_ms == last) continue;
    last = ts / day_ms;
    ++days;
  }
  return days;
}

OfflineVerdict judge_offline(const std::optional<Measures>& measures, std::optional<double> cv_std,
                             uint32_t days) {
  const auto of = [&](auto member) -> std::optional<double> {
    if (!measures) return {};
    return member(*measures);
  };
  using M = const Measures&;
  Checks checks;
  checks.enough("rows", of([](M m) { return static_cast<double>(m.rows); }), 10'000);
  checks.enough("days", days, 14);
  checks.at_least("auc", of([](M m) { return m.auc; }), 0.62);
  checks.at_least("precision", of([](M m) { return m.precision; }), 0.58);
  checks.at_least("recall", of([](M m) { return m.recall; }),
                  measures ? measures->recall_floor : 0.40);
  checks.within("selected", of([](M m) { return m.selected; }), 0.10, 0.30);
  checks.above("brier_skill", of([](M m) { return m.brier_skill; }), 0);
  checks.within("slope", of([](M m) { return m.slope; }), 0.8, 1.25);
  checks.above("gain_low", of([](M m) -> std::optional<double> {
                 if (!m.gain_interval) return {};
                 return m.gain_interval->low;
               }),
               0);
  checks.below("cv_std", cv_std, 0.02);
  OfflineVerdict verdict;
  verdict.verdict = overall(checks);
  verdict.checks = std::move(checks.all);
  return verdict;
}

}  // namespace training
