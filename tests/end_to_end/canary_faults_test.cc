// Canaries of models that fail, are slow, or differ, on a running host: each ends as it should, and
// much earlier than by fixed limits. Time is event time: what is printed are requests and seconds
// of traffic, whatever the machine is doing.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "canary/plan_file.h"
#include "end_to_end/scripted_canary.h"
#include "end_to_end/scripted_course.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

struct Played {
  LiveEnd live;
  Decided decided;
};
using All = std::vector<Played>;

All play(ScriptedCanary& host, const Scene& scene, uint64_t first_seed) {
  const canary::Plan plan = canary::read_plan_file(host.plan(scene.plan));
  const uint64_t runs = is_full_soak() ? 200 : 20;
  All all;
  for (uint64_t seed = first_seed; seed < first_seed + runs; ++seed) {
    LiveEnd live = host.play(scene, seed);
    const Decided decided = decide(scene, seed, live, plan);
    all.push_back({std::move(live), decided});
  }
  return all;
}

template <class Is>
uint64_t count_of(const All& all, Is&& is) {
  return static_cast<uint64_t>(std::count_if(all.begin(), all.end(), is));
}

bool is_aborted(const Played& one) {
  return one.live.state == "aborted" || one.live.state == "aborting";
}
bool is_by_evidence(const Played& one) {
  return is_aborted(one) && one.live.cause.find("evidence") != std::string::npos;
}
bool is_by_limit(const Played& one) {
  return is_aborted(one) && one.live.cause.find("limit") != std::string::npos;
}

// By nearest rank; of nothing: not a number.
double quantile(std::vector<double> of, double share) {
  if (of.empty()) return std::nan("");
  std::sort(of.begin(), of.end());
  const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(of.size())));
  return of[std::max<size_t>(rank, 1) - 1];
}

// Of those that were aborted.
std::vector<double> seconds(const All& all) {
  std::vector<double> found;
  for (const Played& one : all)
    if (is_aborted(one)) found.push_back(one.live.seconds());
  return found;
}

std::vector<double> seconds_by_limits(const All& all) {
  std::vector<double> found;
  for (const Played& one : all)
    if (one.decided.limits_s) found.push_back(*one.decided.limits_s);
  return found;
}

std::string text(const char* format, double value) {
  char room[64];
  std::snprintf(room, sizeof room, format, value);
  return std::isnan(value) ? "–" : room;
}

// "17.5, 31.0, 44.5": the median, nineteen of twenty, all.
std::string three(const char* format, const std::vector<double>& of, double times = 1) {
  if (of.empty()) return "–";
  std::string all;
  for (const double share : {0.5, 0.95, 1.0})
    all.append(all.empty() ? "" : ", ").append(text(format, times * quantile(of, share)));
  return all;
}

std::string table_row(const Scene& scene, const All& all) {
  const std::string n = std::to_string(all.size());
  const uint64_t aborted = count_of(all, is_aborted);
  const uint64_t common = count_of(all, [](const Played& one) { return one.live.was_common; });
  const uint64_t completed =
      count_of(all, [](const Played& one) { return one.live.state == "completed"; });
  std::string ended;
  const auto add = [&](uint64_t count, const char* how) {
    if (count > 0)
      ended.append(ended.empty() ? "" : ", ").append(std::to_string(count)).append(how);
  };
  add(completed, " completed");
  add(count_of(all, is_by_evidence), " aborted by evidence");
  add(count_of(all, is_by_limit), " aborted by a limit");
  add(common, aborted > 0 ? " held on the way" : " held (common cause)");
  const std::vector<double> limits = seconds_by_limits(all);
  return "| " + scene.name + " | " + n + " | " + ended + " | " +
         three("%.0f", seconds(all), 1e3 / static_cast<double>(scene.step_ms)) + " | " +
         three("%.1f", seconds(all)) + " | " + std::to_string(limits.size()) + ": " +
         three("%.0f", limits) + " |\n";
}

constexpr const char* table_head =
    "| candidate | runs | ended | requests until the abort: median, 95 %, all | seconds | by fixed "
    "limits alone: aborted, seconds |\n|---|---|---|---|---|---|\n";

// What the host did is what the course decides on the same requests, as soon as the counts of a
// slot are complete and the test has looked.
void check_decisions(const Scene& scene, const All& all) {
  const double late_s = 1.5 + static_cast<double>(ScriptedCanary::batch * 2) *
                                  static_cast<double>(scene.step_ms) / 1e3;
  for (const Played& one : all) {
    CHECK(one.decided.selected_otherwise == 0);
    CHECK(one.decided.together_s.has_value() == is_aborted(one));
    if (!one.decided.together_s || !is_aborted(one)) continue;
    CHECK(one.live.seconds() >= *one.decided.together_s);
    CHECK(one.live.seconds() <= *one.decided.together_s + late_s);
  }
}

}  // namespace

TEST_CASE("a candidate that fails, is slow or differs is aborted, and common trouble waits") {
  const Scene slow{.name = "half of its answers are slow",
                   .share = 0.5,
                   .kind = Script::slow,
                   .plan = "strict",
                   .seconds_max = 60};
  // Its time is spent asleep.
  std::future<All> slow_ones = std::async(std::launch::async, [&] {
    ScriptedCanary host;
    return play(host, slow, 70'000);
  });

  ScriptedCanary host;
  std::string table = table_head;
  const Scene well{.name = "0.5 % errors, as production", .share = 0.005, .plan = "short"};
  const All wells = play(host, well, 10'000);
  table += table_row(well, wells);
  CHECK(count_of(wells, [](const Played& one) { return one.live.state == "completed"; }) ==
        wells.size());
  CHECK(count_of(wells, is_aborted) == 0);

  const Scene failing[] = {
      {.name = "2 % errors", .share = 0.02},
      {.name = "5 % errors", .share = 0.05},
      {.name = "20 % errors", .share = 0.2},
      {.name = "5 % errors, in bursts of 100 ms", .share = 0.05, .bursts = true},
      {.name = "throws on 5 %", .share = 0.05, .kind = Script::raise},
      {.name = "no number on 5 %", .share = 0.05, .kind = Script::nan},
  };
  uint64_t seed = 20'000;
  for (const Scene& scene : failing) {
    const All all = play(host, scene, seed += 1'000);
    table += table_row(scene, all);
    INFO(table);
    CHECK(count_of(all, is_by_evidence) == all.size());
    CHECK(quantile(seconds(all), 0.5) < quantile(seconds_by_limits(all), 0.5));
    if (scene.share == 0.05) CHECK(quantile(seconds(all), 0.5) <= (scene.bursts ? 40 : 8));
    check_decisions(scene, all);
  }

  const All slows = slow_ones.get();
  table += table_row(slow, slows);
  CHECK(count_of(slows, is_by_evidence) == slows.size());
  CHECK(quantile(seconds(slows), 1) < quantile(seconds_by_limits(slows), 0));

  // No test asks for agreement: the fixed limit alone does.
  const Scene differs{.name = "differs on 30 %, 10 requests/s",
                      .share = 0.3,
                      .kind = Script::differ,
                      .step_ms = 100};
  const All differing = play(host, differs, 80'000);
  table += table_row(differs, differing);
  CHECK(count_of(differing, is_by_limit) == differing.size());
  check_decisions(differs, differing);

  const Scene outage{.name = "outage of both for 10 s",
                     .share = 0.005,
                     .outage_from_s = 10,
                     .outage_s = 10,
                     .seconds_max = 60};
  const All outages = play(host, outage, 90'000);
  table += table_row(outage, outages);
  INFO(table);
  CHECK(count_of(outages, is_aborted) == 0);
  CHECK(count_of(outages, [](const Played& one) { return one.live.hold == "common cause"; }) ==
        outages.size());
  check_decisions(outage, outages);

  report_figures("canary-faults",
                 "Live canaries at 100 requests/s of event time, 5 % split; production fails on "
                 "0.5 %; seeds 10000 to 90199.\n" +
                     table);
}
