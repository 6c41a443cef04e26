// Four tests that may be looked at after every slot, and together abort a candidate that is no
// worse than allowed with a probability of at most 1 % over the whole canary: its phases, holds,
// pauses, reloads and restarts. Another digest begins anew, as another run.
//
//   errors    the candidate's share of errors is at most the SLO's
//   latency   at most 5 % of its answers take longer than the SLO's p95
//   by arm    an error is the candidate's at most as often as requests are
//   paired    the candidate errs no more often than production does beside it
//
// spark/stats/e_process.h has the mathematics. A slot of 500 ms is one observation: errors come in
// bursts, of which each is one slot's. Requests one by one are for traffic of which somebody says
// that they are independent. By arm alone looks at each error: bursts that hit either arm are no
// harm to it, but it promises nothing where the candidate's own errors come in bursts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "plan.h"
#include "spark/bytes.h"
#include "spark/stats/e_process.h"
#include "sums.h"

namespace canary {

enum class Test : uint8_t { errors, latency, by_arm, paired };
inline constexpr size_t tests_count = 4;

inline constexpr double alpha = 0.01;

// Which tests run, and over what.
struct Choice {
  bool independent = false;  // requests one by one, rather than slots
  bool by_arm = true;

  friend bool operator==(const Choice&, const Choice&) = default;
};

class SequentialTests {
 public:
  SequentialTests() : SequentialTests(Slo{}, Choice{}) {}
  SequentialTests(const Slo& slo, const Choice& choice);

  // What one slot counted, all workers added up. `split` is the share that was selected while it
  // lasted; none where that changed: then errors have no known arm. [control]
  void observe(const Sums& slot, std::optional<double> split);

  // The logarithm of the e-value, and how many observations it rests on. [control]
  [[nodiscard]] double log_e(Test test) const;
  [[nodiscard]] uint64_t observations(Test test) const;
  [[nodiscard]] uint64_t observations() const;  // of all tests
  // Whether it ever reached its bound. It stays so. [control]
  [[nodiscard]] bool has_rejected(Test test) const { return rejected_[index(test)]; }
  // Those that run share alpha equally; the logarithm of what an e-value has to reach. [control]
  [[nodiscard]] double bound() const;
  [[nodiscard]] bool runs(Test test) const { return test != Test::by_arm || choice_.by_arm; }

  // Of errors and latency: production broke the same limit when the bound was reached. Such a
  // rejection says nothing about the candidate, and that test has had its say. [control]
  [[nodiscard]] bool is_explained(Test test) const { return explained_[index(test)]; }
  void explain(Test test) { explained_[index(test)] = true; }

  // As bytes and back. read() throws spark::Error, with nothing changed, for bytes that are none.
  void write(spark::ByteWriter& out) const;
  void read(spark::ByteReader& in);

 private:
  static constexpr size_t index(Test test) { return static_cast<size_t>(test); }
  void count(Test test, uint64_t hits, uint64_t others,
             const std::array<spark::stats::TiltLogs, 2>& logs);
  void observe_share(Test test, uint64_t hits, uint64_t samples, double mean);
  void observe_arms(const Sums& slot, double split);
  void observe_pairs(const Sums& slot);

  double errors_mean_ = 0;
  Choice choice_;
  double alpha_each_ = 0;
  std::array<spark::stats::TiltLogs, 2> error_logs_{};  // of 0 and of 1
  std::array<spark::stats::TiltLogs, 2> slow_logs_{};
  std::array<spark::stats::TiltLogs, 2> even_logs_{};
  std::array<spark::stats::TiltLogs, 2> arm_logs_{};
  double arm_split_ = -1;  // that arm_logs_ are of
  std::array<spark::stats::EProcess, tests_count> tests_;
  std::array<bool, tests_count> rejected_{};
  std::array<bool, tests_count> explained_{};
};

[[nodiscard]] const char* name_of(Test test);

}  // namespace canary
