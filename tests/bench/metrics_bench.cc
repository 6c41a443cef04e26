// What a scrape costs: the time to render a thousand series, on the thread that renders.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "metrics/registry.h"

using namespace spark::metrics;

namespace {

constexpr int series = 1'000;
constexpr int rounds = 500;
constexpr uint32_t workers = 8;

void fill(Registry& registry) {
  for (int i = 0; i < series; ++i) {
    const Labels labels = {{"pipeline", "p" + std::to_string(i / 10)},
                           {"stage", "s" + std::to_string(i % 10)}};
    registry.counter({"spark_bench_total", "Counted", labels, {}, 0}).value().add(1'000'000);
  }
}

}  // namespace

int main() {
  Registry registry(workers);
  fill(registry);
  std::vector<double> took_ms;
  std::string page;
  for (int i = 0; i < rounds; ++i) {
    page.clear();
    const auto start = std::chrono::steady_clock::now();
    registry.render(page, "");
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    took_ms.push_back(took.count());
  }
  std::sort(took_ms.begin(), took_ms.end());
  std::printf("metrics: %d series rendered in %.3f ms (p50), %.3f ms (p99), %zu bytes\n", series,
              took_ms[rounds / 2], took_ms[rounds * 99 / 100], page.size());
}
