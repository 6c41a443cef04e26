#include "sequential.h"

#include <cmath>

#include "spark/error.h"

namespace canary {
namespace {

using spark::stats::EProcess;
using spark::stats::tilt_logs;

std::array<spark::stats::TiltLogs, 2> both(double mean) {
  return {tilt_logs(0, mean), tilt_logs(1, mean)};
}

}  // namespace

SequentialTests::SequentialTests(const Slo& slo, const Choice& choice)
    : errors_mean_(slo.errors),
      choice_(choice),
      alpha_each_(alpha / (choice.by_arm ? 4 : 3)),
      error_logs_(both(slo.errors)),
      slow_logs_(both(slow_share)),
      even_logs_(both(0.5)) {}

void SequentialTests::observe(const Sums& slot, std::optional<double> split) {
  if (choice_.independent) {
    count(Test::errors, slot.errors, slot.selected - slot.errors, error_logs_);
    count(Test::latency, slot.over_slo, slot.timed - slot.over_slo, slow_logs_);
  } else {
    observe_share(Test::errors, slot.errors, slot.selected, errors_mean_);
    observe_share(Test::latency, slot.over_slo, slot.timed, slow_share);
  }
  if (choice_.by_arm && split && *split > 0 && *split < 1) observe_arms(slot, *split);
  observe_pairs(slot);
}

// Hits last: wealth is highest after them, and the bound is looked for then.
void SequentialTests::count(Test test, uint64_t hits, uint64_t others,
                            const std::array<spark::stats::TiltLogs, 2>& logs) {
  EProcess& process = tests_[index(test)];
  if (others > 0) process.observe(logs[0], others);
  if (hits == 0) return;
  process.observe(logs[1], hits);
  if (process.rejects(alpha_each_)) rejected_[index(test)] = true;
}

// The slot's share is one observation between 0 and 1.
void SequentialTests::observe_share(Test test, uint64_t hits, uint64_t samples, double mean) {
  if (samples == 0) return;
  if (hits == 0) return count(test, 0, 1, test == Test::errors ? error_logs_ : slow_logs_);
  EProcess& process = tests_[index(test)];
  process.observe(static_cast<double>(hits) / static_cast<double>(samples), mean);
  if (process.rejects(alpha_each_)) rejected_[index(test)] = true;
}

void SequentialTests::observe_arms(const Sums& slot, double split) {
  if (slot.errors == 0 && slot.other_arm_errors == 0) return;
  if (split != arm_split_) arm_logs_ = both(split);
  arm_split_ = split;
  count(Test::by_arm, slot.errors, slot.other_arm_errors, arm_logs_);
}

void SequentialTests::observe_pairs(const Sums& slot) {
  const uint64_t worse = slot.candidate_only;
  const uint64_t better = slot.production_only;
  if (choice_.independent) return count(Test::paired, worse, better, even_logs_);
  if (worse == better) return;
  count(Test::paired, worse > better ? 1 : 0, worse > better ? 0 : 1, even_logs_);
}

double SequentialTests::log_e(Test test) const {
  return tests_[index(test)].log_e();
}

uint64_t SequentialTests::observations() const {
  uint64_t all = 0;
  for (const spark::stats::EProcess& test : tests_) all += test.state().observations;
  return all;
}

uint64_t SequentialTests::observations(Test test) const {
  return tests_[index(test)].state().observations;
}

double SequentialTests::bound() const {
  return -std::log(alpha_each_);
}

void SequentialTests::write(spark::ByteWriter& out) const {
  out.u64(tests_count);
  for (size_t i = 0; i < tests_count; ++i) {
    for (const double log : tests_[i].state().log_wealth) out.f64(log);
    out.u64(tests_[i].state().observations);
    out.u64((rejected_[i] ? 1 : 0) + (explained_[i] ? 2 : 0));
  }
}

void SequentialTests::read(spark::ByteReader& in) {
  if (in.u64() != tests_count) throw spark::Error("canary: other tests", SPARK_E_INVALID);
  SequentialTests made = *this;
  for (size_t i = 0; i < tests_count; ++i) {
    EProcess::State state;
    for (double& log : state.log_wealth) log = in.f64();
    state.observations = in.u64();
    const uint64_t bits = in.u64();
    const auto process = EProcess::from(state);
    if (!process || bits > 3) throw spark::Error("canary: a test makes no sense", SPARK_E_INVALID);
    made.tests_[i] = *process;
    made.rejected_[i] = (bits & 1u) != 0;
    made.explained_[i] = (bits & 2u) != 0;
  }
  *this = made;
}

const char* name_of(Test test) {
  static constexpr const char* names[tests_count] = {"errors", "latency", "by_arm", "paired"};
  return names[static_cast<size_t>(test)];
}

}  // namespace canary
