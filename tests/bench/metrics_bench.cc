// What a scrape costs: the time to render a thousand series, on the thread that renders. The clock
// on the wall counts what else the machine does meanwhile; the thread's own does not.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "metrics/registry.h"
#include "support/cpu_time.h"

using namespace spark::metrics;

namespace {

constexpr int series = 1'000;
constexpr int rounds = 500;
constexpr uint32_t workers = 8;

Labels labels_of(int i) {
  return {{"pipeline", "p" + std::to_string(i / 10)}, {"stage", "s" + std::to_string(i % 10)}};
}

void fill_counters(Registry& registry) {
  for (int i = 0; i < series; ++i)
    registry.counter({"spark_bench_total", "Counted", labels_of(i), {}, 0}).value().add(1'000'000);
}

// Sixteen bounds, as durations of stages have: nineteen series each.
void fill_histograms(Registry& registry) {
  const std::vector<double> bounds = {1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4,
                                      5e-4, 1e-3,   5e-3, 1e-2, 2.5e-2, 5e-2, 1e-1, 1};
  for (int i = 0; i < series / 19; ++i) {
    const auto histogram =
        registry.histogram({"spark_bench_seconds", "Times", labels_of(i), bounds, 0}).value();
    for (int k = 0; k < 1'000; ++k) histogram.observe(k * 1e-5);
  }
}

double at(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

void measure(const char* what, void (*fill)(Registry&)) {
  Registry registry(workers);
  fill(registry);
  std::vector<double> wall_ms, cpu_ms;
  std::string page;
  for (int i = 0; i < rounds; ++i) {
    page.clear();
    const auto start = std::chrono::steady_clock::now();
    cpu_ms.push_back(spark::test::cpu_ms_of([&] { registry.render(page, ""); }));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    wall_ms.push_back(took.count());
  }
  const auto lines = std::count(page.begin(), page.end(), '\n') - 2;
  std::printf("%-12s %7ld %9zu %9.3f %9.3f %9.3f %9.3f\n", what, static_cast<long>(lines),
              page.size(), at(wall_ms, 0.5), at(wall_ms, 0.99), at(cpu_ms, 0.5), at(cpu_ms, 0.99));
}

}  // namespace

int main() {
  std::printf("```\n%-12s %7s %9s %9s %9s %9s %9s   (ms; %d rounds, counts of %u workers)\n", "of",
              "series", "bytes", "p50", "p99", "CPU p50", "CPU p99", rounds, workers);
  measure("counters", fill_counters);
  measure("histograms", fill_histograms);
  std::printf("```\n");
}
