// An OpenMetrics exposition: byte for byte, by its grammar, and beside the text format.
#include <atomic>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "base/worker.h"
#include "metrics/open_metrics_grammar.h"
#include "metrics/registry.h"
#include "support/catch.h"

namespace spark::metrics {
namespace {

constexpr const char* trace = "4bf92f3577b34da6a3ce929d0e0e4736";

template <class Body>
void as_worker(uint32_t worker, Body body) {
  std::thread([&] {
    base::this_worker = worker;
    body();
  }).join();
}

std::string rendered(const Registry& registry, Format format) {
  std::string text;
  registry.render(text, "", {}, format);
  return text;
}

Desc latency() {
  return {"ml_latency_seconds", "Time per call.", {{"m", "v1"}}, {0.005, 0.25}, 0, true};
}

}  // namespace

TEST_CASE("OpenMetrics names counters without _total, gives units, exemplars and an end") {
  Registry registry(2);
  registry.counter({"ml_calls_total", "Calls of \"it\".", {}, {}, 0}).value().add(3);
  registry.real_counter({"ml_cpu_seconds_total", "Time used.", {}, {}, 0}).value().add(0.5);
  registry.counter({"ml_match", "Without a suffix.", {}, {}, 0}).value().add(2);
  registry.gauge({"ml_size_bytes", "Size.", {}, {}, 0}).value().set(7);
  const Histogram histogram = registry.histogram(latency()).value();
  as_worker(0, [&] {
    const Exemplar first{"a\"b\\c", trace, 1'700'000'000'007};
    histogram.observe(0.001, &first);
    const Exemplar bare{"r-2", "", 1'700'000'000'123};
    histogram.observe(3, &bare);
  });
  CHECK(rendered(registry, Format::open_metrics) ==
        R"(# TYPE ml_calls counter
# HELP ml_calls Calls of \"it\".
ml_calls_total 3
# TYPE ml_cpu_seconds counter
# UNIT ml_cpu_seconds seconds
# HELP ml_cpu_seconds Time used.
ml_cpu_seconds_total 0.5
# TYPE ml_latency_seconds histogram
# UNIT ml_latency_seconds seconds
# HELP ml_latency_seconds Time per call.
ml_latency_seconds_bucket{m="v1",le="0.005"} 1 # )"
        R"({request_id="a\"b\\c",trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 0.001 1700000000.007
ml_latency_seconds_bucket{m="v1",le="0.25"} 1
ml_latency_seconds_bucket{m="v1",le="+Inf"} 2 # {request_id="r-2"} 3 1700000000.123
ml_latency_seconds_sum{m="v1"} 3.001
ml_latency_seconds_count{m="v1"} 2
# TYPE ml_match unknown
# HELP ml_match Without a suffix.
ml_match 2
# TYPE ml_size_bytes gauge
# UNIT ml_size_bytes bytes
# HELP ml_size_bytes Size.
ml_size_bytes 7
# EOF
)");
  CHECK(OpenMetricsReader().read(rendered(registry, Format::open_metrics)).empty());
  const std::string text = rendered(registry, Format::text);
  CHECK(text.find("trace_id") == std::string::npos);
  CHECK(text.find("EOF") == std::string::npos);
  CHECK(text.find("# TYPE ml_calls_total counter\n") != std::string::npos);
}

TEST_CASE("a counter whose shorter name is taken keeps its own, as unknown") {
  Registry registry(1);
  registry.counter({"x_total", "Counted.", {}, {}, 0}).value().add();
  registry.gauge({"x", "Another thing.", {}, {}, 0}).value().set(1);
  const std::string text = rendered(registry, Format::open_metrics);
  CHECK(text.find("# TYPE x_total unknown\n") != std::string::npos);
  CHECK(OpenMetricsReader().read(text).empty());
}

TEST_CASE("no series is an exposition that only ends") {
  const Registry registry(1);
  CHECK(rendered(registry, Format::open_metrics) == "# EOF\n");
}

TEST_CASE("of several workers' exemplars the newest is shown, and long ids are left out") {
  Registry registry(3);
  const Histogram histogram = registry.histogram(latency()).value();
  const auto observe = [&](uint32_t worker, const std::string& id, const char* of, int64_t at) {
    as_worker(worker, [&] {
      const Exemplar exemplar{id, of, at};
      histogram.observe(0.1, &exemplar);
    });
  };
  observe(0, "old", "", 1'000);
  observe(2, "new", "", 3'000);
  observe(1, "middle", "", 2'000);
  CHECK(rendered(registry, Format::open_metrics).find("{request_id=\"new\"} 0.1 3.000") !=
        std::string::npos);
  observe(1, std::string(65, 'x'), trace, 4'000);
  const std::string text = rendered(registry, Format::open_metrics);
  CHECK(text.find(std::string("# {trace_id=\"") + trace + "\"} 0.1 4.000") != std::string::npos);
  CHECK(OpenMetricsReader().read(text).empty());
  observe(0, std::string(65, 'x'), "", 5'000);  // no id that fits: the one before stays
  CHECK(rendered(registry, Format::open_metrics).find(" 4.000") != std::string::npos);
}

TEST_CASE("threads that are no workers, and histograms without exemplars, keep none") {
  Registry registry(1);
  const Exemplar exemplar{"r", "", 1'000};
  registry.histogram(latency()).value().observe(0.1, &exemplar);
  Desc without = latency();
  without.name = "ml_other_seconds";
  without.has_exemplars = false;
  as_worker(0, [&] { registry.histogram(without).value().observe(0.1, &exemplar); });
  CHECK(rendered(registry, Format::open_metrics).find("request_id") == std::string::npos);
}

TEST_CASE("an exemplar that is read while it is written is whole or the one before") {
  Exemplars exemplars(2, 1);
  std::vector<std::string> ids;
  for (uint32_t i = 0; i < 26; ++i) ids.emplace_back(40 + i % 20, static_cast<char>('a' + i));
  std::atomic<bool> is_over = false;
  std::thread writer([&] {
    for (size_t i = 0; !is_over; i = (i + 1) % ids.size())
      exemplars.put(1, 0, static_cast<double>(i), {ids[i], "", static_cast<int64_t>(i)});
  });
  // Reads that meet no write prove nothing, so that there are many.
  size_t torn = 0;
  for (size_t seen = 0; seen < 300'000;) {
    const auto taken = exemplars.newest(0);
    if (!taken) continue;
    ++seen;
    const auto i = static_cast<size_t>(taken->value);
    if (taken->request_id != ids[i] || taken->utc_ms != static_cast<int64_t>(i)) ++torn;
  }
  is_over = true;
  writer.join();
  CHECK(torn == 0);
}

TEST_CASE("the grammar finds what is wrong") {
  const char* const wrong[] = {
      "",
      "a 1\n",
      "# EOF",
      "# EOF\n\n",
      "# TYPE a counter\na 1\n# EOF\n",
      "# TYPE a gauge\n\na 1\n# EOF\n",
      "# TYPE a gauge\na{b=c} 1\n# EOF\n",
      "# TYPE a gauge\na 1 # {x=\"y\"} 1\n# EOF\n",
      "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n",
      "# TYPE a gauge\n# HELP a with \"quotes\"\na 1\n# EOF\n",
      "# TYPE a gauge\n# TYPE b gauge\nb 1\na 1\n# EOF\n",
      "# TYPE a gauge\na one\n# EOF\n",
      "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\na_sum 1\n# "
      "EOF\n",
      "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_sum 1\na_count 2\n# EOF\n",
  };
  for (const char* text : wrong) {
    INFO(text);
    CHECK(!OpenMetricsReader().read(text).empty());
  }
}

}  // namespace spark::metrics
