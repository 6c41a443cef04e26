// Finding, creating, refusing and retiring series.
#include "metrics/registry.h"
#include "base/names.h"

#include <cmath>
#include <limits>
#include <string>

#include "support/catch.h"

namespace spark::metrics {
namespace {

Desc desc(std::string name, Labels labels = {}, std::vector<double> bounds = {}) {
  return {std::move(name), "A help text.", std::move(labels), std::move(bounds), 0};
}

std::string rendered(const Registry& registry, std::string_view prefix = "") {
  std::string out;
  registry.render(out, prefix);
  return out;
}

bool has_line(const Registry& registry, const std::string& line) {
  return ("\n" + rendered(registry)).find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("a counter of what is no whole number only grows") {
  Registry registry(1);
  const RealCounter seconds = registry.real_counter(desc("cpu_seconds_total")).value();
  CHECK(has_line(registry, "cpu_seconds_total 0"));
  for (const double by : {0.25, 1.5, -1.0, std::nan(""), HUGE_VAL}) seconds.add(by);
  CHECK(has_line(registry, "# TYPE cpu_seconds_total counter"));
  CHECK(has_line(registry, "cpu_seconds_total 1.75"));
  CHECK(registry.real_counter(desc("cpu_seconds_total")).value().key() == seconds.key());
  CHECK_FALSE(registry.gauge(desc("cpu_seconds_total")).has_value());
  CHECK_FALSE(registry.counter(desc("cpu_seconds_total")).has_value());
}

TEST_CASE("a series asked for again goes on counting") {
  Registry registry(1);
  registry.counter(desc("requests_total")).value().add(2);
  registry.counter(desc("requests_total")).value().add();
  CHECK(has_line(registry, "requests_total 3"));
}

TEST_CASE("series that differ in a label value count apart") {
  Registry registry(1);
  registry.counter(desc("requests_total", {{"code", "200"}})).value().add(2);
  registry.counter(desc("requests_total", {{"code", "404"}})).value().add(3);
  CHECK(has_line(registry, R"(requests_total{code="200"} 2)"));
  CHECK(has_line(registry, R"(requests_total{code="404"} 3)"));
}

TEST_CASE("a handle of nothing records nothing") {
  Counter().add();
  Gauge().set(1);
  Histogram().observe(1);
}

TEST_CASE("a counter is there from the start, a gauge when it was set") {
  Registry registry(1);
  CHECK(registry.counter(desc("a_total")).has_value());
  const Gauge gauge = registry.gauge(desc("b")).value();
  CHECK(rendered(registry) == "# HELP a_total A help text.\n# TYPE a_total counter\na_total 0\n");
  gauge.set(0);
  CHECK(has_line(registry, "b 0"));
  gauge.set(NAN);
  CHECK(rendered(registry).find("b") == std::string::npos);
}

TEST_CASE("an observation lands in the first bucket whose bound is not below it") {
  Registry registry(1);
  const Histogram histogram = registry.histogram(desc("h", {}, {1, 2.5})).value();
  for (const double value : {-1.0, 1.0, 1.5, 2.5, 2.6}) histogram.observe(value);
  CHECK(has_line(registry, R"(h_bucket{le="1"} 2)"));
  CHECK(has_line(registry, R"(h_bucket{le="2.5"} 4)"));
  CHECK(has_line(registry, R"(h_bucket{le="+Inf"} 5)"));
  CHECK(has_line(registry, "h_sum 6.6"));
  CHECK(has_line(registry, "h_count 5"));
}

TEST_CASE("observations that are not finite are ignored") {
  Registry registry(1);
  const Histogram histogram = registry.histogram(desc("h", {}, {1})).value();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double value : {double{NAN}, infinity, -infinity}) histogram.observe(value);
  CHECK(has_line(registry, "h_count 0"));
  CHECK(has_line(registry, "h_sum 0"));
}

TEST_CASE("descriptions that cannot be rendered are refused, naming the metric and the mistake") {
  struct Case {
    Desc desc;
    bool histogram;
    const char* mistake;
  };
  const auto helped = [](std::string help) { return Desc{"m", std::move(help), {}, {}, 0}; };
  Labels many;
  for (uint32_t i = 0; i <= labels_max; ++i) many.emplace_back("k" + std::to_string(i), "");
  const Case cases[] = {
      {desc(""), false, "is not of the form"},
      {desc("9lives"), false, "is not of the form"},
      {desc("a-b"), false, "is not of the form"},
      {desc(std::string(base::metric_name_bytes_max + 1, 'a')), false, "is not of the form"},
      {helped(""), false, "no help"},
      {helped("Latency over 5"), false, "ends in a digit"},
      {helped(std::string(help_bytes_max + 1, 'a')), false, "longer than"},
      {helped("\xFF."), false, "not UTF-8"},
      {desc("m", {{"a-b", ""}}), false, "label 'a-b' is not of the form"},
      {desc("m", {{"__a", ""}}), false, "reserves"},
      {desc("m", {{"a", "1"}, {"a", "2"}}), false, "twice"},
      {desc("m", {{"a", "\xFF"}}), false, "not UTF-8"},
      {desc("m", {{"a", std::string(label_value_bytes_max + 1, 'a')}}), false, "longer than"},
      {desc("m", many), false, "more than 8 labels"},
      {desc("m", {{"le", "1"}}, {1}), true, "histogram's own"},
      {desc("m", {}, {1}), false, "no histogram"},
      {desc("m"), true, "1 to 64 bounds"},
      {desc("m", {}, std::vector<double>(bounds_max + 1, 1)), true, "1 to 64 bounds"},
      {desc("m", {}, {1, 1}), true, "ascending"},
      {desc("m", {}, {1, HUGE_VAL}), true, "finite"},
      {{"m", "Help.", {}, {}, 3}, false, "has no label"},
  };
  for (const Case& c : cases) {
    Registry registry(1);
    const std::string text = c.histogram ? registry.histogram(c.desc).error().text
                                         : registry.counter(c.desc).error().text;
    INFO(text);
    CHECK(text.find("metric '" + c.desc.name + "'") == 0);
    CHECK(text.find(c.mistake) != std::string::npos);
    CHECK(rendered(registry).empty());
  }
}

TEST_CASE("a clash with an earlier metric is refused") {
  Registry registry(1);
  REQUIRE(registry.counter(desc("c_total", {{"a", ""}, {"b", ""}})).has_value());
  REQUIRE(registry.histogram(desc("h", {}, {1, 2})).has_value());
  REQUIRE(registry.counter(desc("g_sum")).has_value());
  REQUIRE(registry.gauge(desc("set")).has_value());
  REQUIRE(registry.computed_gauge(desc("computed"), nullptr, [] { return 1.0; }).has_value());

  CHECK(registry.gauge(desc("c_total", {{"a", ""}, {"b", ""}})).error().text ==
        "metric 'c_total' is a counter already, not a gauge");
  CHECK(registry.counter(desc("c_total", {{"b", ""}, {"a", ""}})).error().text ==
        "metric 'c_total' has the labels (a, b), not (b, a)");
  CHECK(registry.histogram(desc("h", {}, {1, 3})).has_error());
  CHECK(registry.counter(desc("h_count")).has_error());
  CHECK(registry.gauge(desc("h_bucket")).has_error());
  CHECK(registry.histogram(desc("g", {}, {1})).has_error());
  CHECK(registry.gauge(desc("computed")).has_error());
  CHECK(registry.computed_gauge(desc("set"), nullptr, [] { return 1.0; }).has_error());
}

TEST_CASE("there are at most series_max series, and those that exist are still found") {
  Registry registry(1);
  const auto numbered = [](uint32_t i) { return desc("m", {{"i", std::to_string(i)}}); };
  for (uint32_t i = 0; i < series_max; ++i) REQUIRE(registry.counter(numbered(i)).has_value());
  CHECK(registry.counter(numbered(series_max)).has_error());
  CHECK(registry.gauge(desc("other")).has_error());
  CHECK(registry.counter(numbered(7)).has_value());
}

TEST_CASE("of retired label values, those asked for least recently are left out") {
  Registry registry(1);
  const auto version = [](const char* value, const char* status) {
    Desc d = desc("m_total", {{"version", value}, {"status", status}});
    d.retired_max = 1;
    return d;
  };
  registry.counter(version("v1", "ok")).value().add(1);
  registry.counter(version("v1", "late")).value().add(2);
  registry.counter(version("v2", "ok")).value().add(3);
  CHECK(registry.counter(version("v1", "ok"))
            .has_value());  // v2 is now the one asked for least recently
  registry.counter(version("v3", "ok")).value().add(4);
  CHECK_FALSE(has_line(registry, R"(m_total{version="v2",status="ok"} 3)"));
  CHECK(has_line(registry, R"(m_total{version="v1",status="ok"} 1)"));
  CHECK(has_line(registry, R"(m_total{version="v1",status="late"} 2)"));
  CHECK(has_line(registry, R"(m_total{version="v3",status="ok"} 4)"));

  const Counter back = registry.counter(version("v2", "ok")).value();
  back.add();
  CHECK(has_line(registry, R"(m_total{version="v2",status="ok"} 4)"));
  CHECK_FALSE(has_line(registry, R"(m_total{version="v1",status="ok"} 1)"));
  CHECK_FALSE(has_line(registry, R"(m_total{version="v1",status="late"} 2)"));
}

TEST_CASE("retired series do not use up the series that may be shown") {
  Registry registry(1);
  for (uint32_t i = 0; i < series_max + 10; ++i) {
    Desc d = desc("m_total", {{"version", std::to_string(i)}});
    d.retired_max = 8;
    REQUIRE(registry.counter(d).has_value());
  }
}

TEST_CASE("series asked for on an owner's behalf become the newest when it is preferred") {
  Registry registry(1);
  const auto version = [](const char* value) {
    Desc d = desc("m_total", {{"version", value}});
    d.retired_max = 1;
    return d;
  };
  const auto ask = [&](const int& owner, const char* value) {
    const Registry::Asking asking(registry, &owner);
    REQUIRE(registry.counter(version(value)).has_value());
  };
  const auto versions = [&] {
    std::string out, found;
    registry.render(out, "m_total");
    for (size_t at = out.find("n=\""); at != std::string::npos; at = out.find("n=\"", at + 1))
      found += out.substr(at + 3, 2);
    return found;
  };
  const int first = 0, second = 0;
  ask(first, "v1");
  ask(second, "v2");
  CHECK(versions() == "v1v2");
  registry.prefer(&first);
  CHECK(versions() == "v2v1");
  SECTION("from a draft as well, after its commit") {
    Registry::Draft draft(registry);
    ask(second, "v3");
    CHECK(versions() == "v2v1");
    draft.commit();
    CHECK(versions() == "v1v3");
    registry.prefer(&first);
    CHECK(versions() == "v3v1");
  }
  SECTION("also if it had been left out") {
    REQUIRE(registry.counter(version("v4")).has_value());
    REQUIRE(registry.counter(version("v5")).has_value());
    CHECK(versions() == "v4v5");
    registry.prefer(&first);
    CHECK(versions() == "v5v1");
  }
  SECTION("not on behalf of an owner that is forgotten, nor after the asking") {
    registry.forget(&second);
    registry.prefer(&second);
    CHECK(versions() == "v2v1");
    REQUIRE(registry.counter(version("v2")).has_value());
    registry.prefer(&first);
    CHECK(versions() == "v2v1");
  }
}

}  // namespace
}  // namespace spark::metrics
