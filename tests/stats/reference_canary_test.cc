// The e-processes in the reference scenario of a canary: 100 requests/s, 5 % of them the
// candidate's, production errs on 0.5 %, the candidate on 5 %. Four tests share an error
// probability of 1 %.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "spark/stats/e_process.h"
#include "spark/stats/random.h"
#include "support/catch.h"

using namespace spark::stats;

namespace {

constexpr double alpha = 0.01 / 4;
constexpr double requests_per_s = 100;
constexpr double split = 0.05;
constexpr uint64_t runs = 201;

struct Rates {
  double production = 0.005;
  double candidate = 0.05;
};

bool errs(Random& random, double rate) {
  return random.uniform() < rate;
}

// One request, or one slot of them, of which both models were asked.
void paired(EProcess& process, Random& random, const Rates& rates, int requests) {
  int difference = 0;
  for (int i = 0; i < requests; ++i)
    difference +=
        (errs(random, rates.candidate) ? 1 : 0) - (errs(random, rates.production) ? 1 : 0);
  if (difference != 0) process.observe(difference > 0 ? 1 : 0, 0.5);
}

// One request, answered by one of the models.
void by_arm(EProcess& process, Random& random, const Rates& rates) {
  const bool is_candidate = errs(random, split);
  if (errs(random, is_candidate ? rates.candidate : rates.production))
    process.observe(is_candidate ? 1 : 0, split);
}

// The median over seeded runs of how long the evidence takes.
double median_s(double step_s, const std::function<void(EProcess&, Random&)>& step) {
  std::vector<double> times;
  for (uint64_t run = 0; run < runs; ++run) {
    Random random(500, run);
    EProcess process;
    double time_s = 0;
    while (!process.rejects(alpha) && time_s < 600) {
      step(process, random);
      time_s += step_s;
    }
    times.push_back(time_s);
  }
  std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
  return times[runs / 2];
}

// Requests fail together for 100 ms, at Poisson times, 0.5 % of the time.
class Bursts {
 public:
  // How many of the ten requests of the next 100 ms fail.
  int next(Random& random) {
    const int begins_at = errs(random, 0.005) ? static_cast<int>(random.below(10)) : 10;
    const int failed = std::max(left_, 10 - begins_at);
    left_ = begins_at < 10 ? begins_at : 0;
    return failed;
  }

 private:
  int left_ = 0;  // requests that the present burst goes on for
};

}  // namespace

TEST_CASE("paired slots find a failing candidate within 8 s, requests one by one within 3.5 s") {
  const Rates rates;
  const double slots =
      median_s(0.5, [&](auto& process, auto& random) { paired(process, random, rates, 50); });
  const double requests = median_s(
      1 / requests_per_s, [&](auto& process, auto& random) { paired(process, random, rates, 1); });
  INFO("slots " << slots << " s, requests " << requests << " s");
  CHECK(slots <= 8);
  CHECK(requests <= 3.5);
}

TEST_CASE("errors by arm find a failing candidate within 25 s, or 15 s beside a good production") {
  const auto median = [&](const Rates& rates) {
    return median_s(1 / requests_per_s,
                    [&](auto& process, auto& random) { by_arm(process, random, rates); });
  };
  const double usual = median({});
  const double good = median({.production = 0.001});
  INFO(usual << " s, and " << good << " s beside a production that errs on 0.1 %");
  CHECK(usual <= 25);
  CHECK(good <= 15);
}

TEST_CASE("healthy canaries with errors in bursts are seldom aborted by paired slots") {
  constexpr int slots = 18'000;  // 2.5 h
  int aborted = 0;
  for (uint64_t run = 0; run < runs; ++run) {
    Random random(501, run);
    EProcess process;
    Bursts candidate;
    Bursts production;
    bool has_rejected = false;
    for (int slot = 0; slot < slots && !has_rejected; ++slot) {
      int difference = 0;
      for (int i = 0; i < 5; ++i) difference += candidate.next(random) - production.next(random);
      if (difference != 0) process.observe(difference > 0 ? 1 : 0, 0.5);
      has_rejected = process.rejects(alpha);
    }
    aborted += has_rejected ? 1 : 0;
  }
  INFO(aborted << " of " << runs);
  CHECK(aborted <= 2);
}
