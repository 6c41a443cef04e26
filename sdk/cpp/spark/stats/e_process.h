// spark/stats/e_process.h: evidence against a rate or a mean, which may be looked at after every
// observation.
//
// Hypothesis H: given the past, each observation x in [0, 1] has at most its mean m. The e-value is
// the wealth of a gambler who bets against H (tilts.h). Under H it is a nonnegative supermartingale
// that begins at 1, so the probability that it EVER reaches 1/alpha is at most alpha (Ville 1939;
// Howard et al., arXiv 1810.08240). So H may be given up the moment log_e() >= log(1/alpha),
// however often one looks and whenever one stops. Uses:
//
//   absolute   x = 1 for an error, m = the limit: "the error rate is at most 1 %"; late answers too
//   by arm     x = 1 if an error was the candidate's, one observation an error, m = the split as it
//              was: "an error is the candidate's at most as often as requests are" (Lindon and
//              Malek, "Anytime-valid inference for multinomial count data", 2022)
//   paired     x = 1 where the candidate erred more than production, 0 where less, m = 1/2; equals
//              are no observation: "the candidate does not err more often"
//
// The promise holds over the whole life of the object. There is no reset: beginning anew after each
// phase, hold or restart would spend alpha again each time. State is kept and restored; another
// question (another model) takes another object.
//
//   EProcess errors;
//   errors.observe(is_error ? 1 : 0, 0.01);                // "at most 1 % of requests fail"
//   if (errors.rejects(0.01 / 4)) …                        // four tests share one percent
//
// An e-value of 400 is log_e() = 6: publish the logarithm, the value itself runs out of doubles.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "spark/stats/tilts.h"

namespace spark::stats {

// 72 bytes, copyable; the caller sees to it that one thread at a time changes it. Allocates
// nothing, throws nothing. An observation takes less than 0.1 us, log_e() as much again. [any]
class EProcess {
 public:
  struct State {
    TiltLogs log_wealth{};  // of each bet; they are kept as logarithms, which cannot run out
    uint64_t observations = 0;
  };

  EProcess() = default;

  // Goes on from a state that was kept; none if it holds NaN or plus infinity. [any]
  static std::optional<EProcess> from(const State& state) {
    for (const double log : state.log_wealth)
      if (!(log < HUGE_VAL)) return {};
    EProcess process;
    process.state_ = state;
    return process;
  }

  // False, and nothing changed, where an argument is not in [0, 1]. `null_mean` must have been
  // known before x was. [any]
  bool observe(double x, double null_mean) { return observe(x, null_mean, 1); }

  // As often as `times` says: as many calls, in the time of one. [any]
  bool observe(double x, double null_mean, uint64_t times) {
    if (!is_bounded_pair(x, null_mean)) return false;
    observe(tilt_logs(x, null_mean), times);
    return true;
  }

  // The same with tilt_logs(x, null_mean), for who observes one x and one mean often. [any]
  void observe(const TiltLogs& logs, uint64_t times) {
    for (size_t k = 0; k < logs.size(); ++k)
      state_.log_wealth[k] += static_cast<double>(times) * logs[k];
    state_.observations += times;
  }

  // The natural logarithm of the e-value: of the mean wealth of the bets. 0 at the beginning. [any]
  [[nodiscard]] double log_e() const {
    const auto& logs = state_.log_wealth;
    const double top = *std::max_element(logs.begin(), logs.end());
    if (!std::isfinite(top)) return top;
    double sum = 0;
    for (const double log : logs) sum += std::exp(log - top);
    return top + std::log(sum / static_cast<double>(logs.size()));
  }

  // Whether the evidence suffices NOW for an error probability of alpha over the whole life; alpha
  // in (0, 1). The value may fall again: keep the first "yes". [any]
  [[nodiscard]] bool rejects(double alpha) const {
    const auto& logs = state_.log_wealth;
    const double bound = -std::log(alpha);
    // A mean is at most its largest part, which is cheap to look at.
    return *std::max_element(logs.begin(), logs.end()) >= bound && log_e() >= bound;
  }

  // To keep: from() goes on from it. [any]
  [[nodiscard]] const State& state() const { return state_; }

 private:
  State state_;
};

}  // namespace spark::stats
