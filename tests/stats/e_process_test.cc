// Reference values: the products written anew with 40 digits (Python, mpmath).
#include "spark/stats/e_process.h"

#include <cmath>
#include <vector>

#include "spark/stats/random.h"
#include "support/catch.h"

using namespace spark::stats;

TEST_CASE("an e-value is the mean wealth of the bets") {
  EProcess process;
  CHECK(process.log_e() == 0);
  process.observe(1, 0.5);
  CHECK(process.log_e() == Approx(0.53045882465550444).epsilon(1e-12));
  process.observe(1, 0.5, 8);
  CHECK(process.log_e() == Approx(5.4539953745433022).epsilon(1e-12));
  CHECK(process.state().observations == 9);

  EProcess mixed;
  mixed.observe(1, 0.01, 7);
  mixed.observe(0, 0.01, 93);
  mixed.observe(0.25, 0.1, 4);
  mixed.observe(1, 0.05, 2);
  CHECK(mixed.log_e() == Approx(11.590531339350722).epsilon(1e-12));
}

TEST_CASE("wealth cannot run out, however long the hypothesis holds") {
  EProcess process;
  process.observe(0, 0.01, 1'000'000);
  CHECK(process.log_e() == Approx(-2498.9596401288788).epsilon(1e-12));
  for (int i = 0; i < 1'000; ++i) process.observe(1, 0.01);
  CHECK(process.log_e() > -2498);
}

TEST_CASE("many equal observations at once are as many one by one") {
  EProcess one_by_one;
  for (int i = 0; i < 50; ++i) one_by_one.observe(i % 7 == 0 ? 1 : 0, 0.08);
  EProcess at_once;
  at_once.observe(1, 0.08, 8);
  at_once.observe(0, 0.08, 42);
  CHECK(at_once.log_e() == Approx(one_by_one.log_e()).epsilon(1e-12));
}

TEST_CASE("on average a bet wins nothing under the hypothesis, at its edge and inside") {
  for (const double null_mean : {0.0, 0.001, 0.05, 0.5, 0.95, 1.0}) {
    for (const double mean : {0.0, null_mean / 2, null_mean}) {
      const TiltLogs hit = tilt_logs(1, null_mean);
      const TiltLogs miss = tilt_logs(0, null_mean);
      for (size_t k = 0; k < hit.size(); ++k)
        CHECK(mean * std::exp(hit[k]) + (1 - mean) * std::exp(miss[k]) <= 1 + 1e-12);
    }
  }
}

TEST_CASE("what is no observation changes nothing") {
  EProcess process;
  const double none = std::nan("");
  CHECK_FALSE(process.observe(-0.1, 0.5));
  CHECK_FALSE(process.observe(1.1, 0.5));
  CHECK_FALSE(process.observe(none, 0.5));
  CHECK_FALSE(process.observe(1, -0.1));
  CHECK_FALSE(process.observe(1, 1.1));
  CHECK_FALSE(process.observe(1, none));
  CHECK(process.log_e() == 0);
  CHECK(process.state().observations == 0);
  CHECK(process.observe(1, 1));  // certain under the hypothesis: tells nothing
  CHECK(process.log_e() == Approx(0).margin(1e-15));
}

TEST_CASE("a kept state goes on as if nothing had been between") {
  EProcess whole;
  whole.observe(1, 0.1, 3);
  auto again = EProcess::from(whole.state());
  REQUIRE(again);
  whole.observe(0, 0.1);
  again->observe(0, 0.1);
  CHECK(again->log_e() == whole.log_e());
  EProcess::State broken = whole.state();
  broken.log_wealth[3] = std::nan("");
  CHECK_FALSE(EProcess::from(broken));
  broken.log_wealth[3] = HUGE_VAL;
  CHECK_FALSE(EProcess::from(broken));
  broken.log_wealth[3] = -HUGE_VAL;  // lost everything
  CHECK(EProcess::from(broken));
}

TEST_CASE("looking after every observation, false alarms stay below alpha") {
  struct Case {
    double null_mean;
    double mean;
  };
  for (const auto& [null_mean, mean] : {Case{0.01, 0.01}, {0.05, 0.05}, {0.5, 0.5}, {0.5, 0.4}}) {
    int alarms = 0;
    for (uint64_t run = 0; run < 1'000; ++run) {
      Random random(77, run);
      EProcess process;
      bool has_rejected = false;
      for (int i = 0; i < 1'000 && !has_rejected; ++i) {
        process.observe(random.uniform() < mean ? 1 : 0, null_mean);
        has_rejected = process.rejects(0.05);
      }
      alarms += has_rejected ? 1 : 0;
    }
    INFO(alarms << " of 1000 at a mean of " << mean << " against " << null_mean);
    CHECK(alarms <= 50);
  }
}

TEST_CASE(
    "bounded means that are no rates, and a hypothesis that moves, stay below alpha as well") {
  int alarms = 0;
  for (uint64_t run = 0; run < 1'000; ++run) {
    Random random(78, run);
    EProcess process;
    bool has_rejected = false;
    for (int i = 0; i < 500 && !has_rejected; ++i) {
      // The split rises by phases; the error of either arm is as likely as its share of requests.
      const double split = i < 200 ? 0.05 : 0.5;
      process.observe(random.uniform() < split ? 1 : 0, split);
      // Uniform in [0, 0.5]: mean 1/4.
      process.observe(random.uniform() / 2, 0.25);
      has_rejected = process.rejects(0.05);
    }
    alarms += has_rejected ? 1 : 0;
  }
  INFO(alarms << " of 1000");
  CHECK(alarms <= 50);
}

TEST_CASE("a rate above the limit is found") {
  struct Case {
    double null_mean;
    double mean;
    int within;  // observations, in 9 of 10 runs; about log(1/alpha) over the growth rate, doubled
  };
  for (const auto& [null_mean, mean, within] :
       {Case{0.01, 0.02, 4'000}, {0.01, 0.05, 400}, {0.05, 0.2, 150}, {0.5, 0.95, 35}}) {
    int found = 0;
    for (uint64_t run = 0; run < 100; ++run) {
      Random random(79, run);
      EProcess process;
      for (int i = 0; i < within; ++i) {
        process.observe(random.uniform() < mean ? 1 : 0, null_mean);
        if (!process.rejects(0.0025)) continue;
        ++found;
        break;
      }
    }
    INFO(found << " of 100 at a mean of " << mean << " against " << null_mean);
    CHECK(found >= 90);
  }
}

TEST_CASE("bets that were computed before are those of each observation") {
  EProcess one;
  EProcess other;
  const auto hit = tilt_logs(1, 0.05);
  const auto miss = tilt_logs(0, 0.05);
  for (int i = 0; i < 40; ++i) {
    one.observe(i % 3 == 0 ? 1 : 0, 0.05);
    other.observe(i % 3 == 0 ? hit : miss, 1);
    CHECK(one.rejects(0.0025) == (one.log_e() >= -std::log(0.0025)));
  }
  CHECK(one.state().log_wealth == other.state().log_wealth);
  CHECK(one.state().observations == other.state().observations);
}
