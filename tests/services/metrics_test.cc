// The metrics extension, as a plugin sees it.
#include <functional>
#include <future>

#include "base/task_thread.h"
#include "host.h"
#include "services/jobs.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;
using plugin::Phase;

namespace {

struct Asked {
  TestHost host;
  std::shared_ptr<PluginHost> object;
  const spark_ext_metrics* metrics;

  explicit Asked(std::vector<std::string> prefixes = {})
      : object(host.object({"p", "my-plugin", std::move(prefixes), {}})),
        metrics(ask<spark_ext_metrics>(*object, SPARK_EXT_METRICS)) {}

  [[nodiscard]] const spark_host* raw() const { return object->raw(); }
};

spark_metric_desc desc(const char* name) {
  return {name, "Helps", nullptr, 0, 0, nullptr, 0, 0};
}

const spark_metric_desc kept_desc = desc("my_plugin_kept_total");

}  // namespace

TEST_CASE("what a plugin records is rendered") {
  Asked asked;
  const spark_label labels[] = {{"version", "v1"}};
  auto counted = desc("my_plugin_calls_total");
  counted.labels = labels;
  counted.label_count = 1;
  const double bounds[] = {1, 2};
  auto spread = desc("my_plugin_ms");
  spread.bounds = bounds;
  spread.bound_count = 2;
  const auto level = desc("my_plugin_level");

  spark_metric* const counter = asked.metrics->counter(asked.raw(), &counted, nullptr);
  spark_metric* const gauge = asked.metrics->gauge(asked.raw(), &level, nullptr);
  spark_metric* const histogram = asked.metrics->histogram(asked.raw(), &spread, nullptr);
  REQUIRE((counter != nullptr && gauge != nullptr && histogram != nullptr));
  asked.metrics->add(counter, 3);
  asked.metrics->set(gauge, 2.5);
  asked.metrics->observe(histogram, 1.5);
  const std::string rendered = asked.host.rendered();
  CHECK_THAT(rendered, ContainsSubstring("my_plugin_calls_total{version=\"v1\"} 3"));
  CHECK_THAT(rendered, ContainsSubstring("my_plugin_level 2.5"));
  CHECK_THAT(rendered, ContainsSubstring("my_plugin_ms_bucket{le=\"2\"} 1"));

  CHECK(asked.metrics->counter(asked.raw(), &counted, nullptr) == counter);
}

TEST_CASE("a metric that only a refused build asked for may be of another type afterwards") {
  Asked asked;
  const auto level = desc("my_plugin_level");
  {
    const metrics::Registry::Draft draft(asked.host.registry);
    REQUIRE(asked.metrics->counter(asked.raw(), &level, nullptr) != nullptr);
    CHECK(asked.host.rendered().empty());
  }
  spark_metric* const gauge = asked.metrics->gauge(asked.raw(), &level, nullptr);
  REQUIRE(gauge != nullptr);
  asked.metrics->set(gauge, 2.5);
  CHECK_THAT(asked.host.rendered(),
             ContainsSubstring("# TYPE my_plugin_level gauge\nmy_plugin_level 2.5"));
}

TEST_CASE("a handle of another kind, or none, records nothing") {
  Asked asked;
  const auto level = desc("my_plugin_level");
  spark_metric* const gauge = asked.metrics->gauge(asked.raw(), &level, nullptr);
  asked.metrics->set(gauge, 1);
  asked.metrics->add(gauge, 5);
  asked.metrics->observe(gauge, 5);
  asked.metrics->add(nullptr, 5);
  asked.metrics->set(nullptr, 5);
  asked.metrics->observe(nullptr, 5);
  CHECK_THAT(asked.host.rendered(), ContainsSubstring("my_plugin_level 1"));
}

TEST_CASE("third parties name their metrics after themselves") {
  Asked asked;
  spark_error err{};
  const auto foreign = desc("spark_requests_total");
  CHECK(asked.metrics->counter(asked.raw(), &foreign, &err) == nullptr);
  CHECK_THAT(text_of(err),
             ContainsSubstring("begins neither with the plugin's id and _: my_plugin_, nor"));

  Asked permitted({"ml_"});
  const auto allowed = desc("ml_errors_total");
  CHECK(permitted.metrics->counter(permitted.raw(), &allowed, &err) != nullptr);
  CHECK(permitted.metrics->counter(permitted.raw(), &foreign, &err) == nullptr);
  Asked any({""});
  CHECK(any.metrics->counter(any.raw(), &foreign, &err) != nullptr);
}

TEST_CASE("a metric is refused with its reason") {
  Asked asked;
  struct Case {
    const char* why;
    void (*damage)(spark_metric_desc&);
  };
  const Case cases[] = {
      {"name is null", [](spark_metric_desc& d) { d.name = nullptr; }},
      {"help of metric 'my_plugin_a' is null", [](spark_metric_desc& d) { d.help = nullptr; }},
      {"my_plugin_a b", [](spark_metric_desc& d) { d.name = "my_plugin_a b"; }},
      {"null labels", [](spark_metric_desc& d) { d.label_count = 1; }},
      {"1000 labels", [](spark_metric_desc& d) { d.label_count = 1000; }},
      {"null bounds", [](spark_metric_desc& d) { d.bound_count = 1; }},
  };
  for (const Case& each : cases) {
    auto raw = desc("my_plugin_a");
    each.damage(raw);
    spark_error err{};
    CHECK(asked.metrics->counter(asked.raw(), &raw, &err) == nullptr);
    CHECK(err.code == SPARK_E_INVALID);
    CHECK_THAT(text_of(err), ContainsSubstring(each.why));
  }
  const auto gauge = desc("my_plugin_a");
  CHECK(asked.metrics->gauge(asked.raw(), &gauge, nullptr) != nullptr);
  CHECK(asked.metrics->counter(asked.raw(), &gauge, nullptr) == nullptr);  // a clash of types
  CHECK(asked.metrics->computed_gauge(asked.raw(), &gauge, nullptr, nullptr, nullptr) ==
        SPARK_E_INVALID);
}

TEST_CASE("a computed gauge is forgotten before its plugin object is destroyed") {
  Asked asked;
  int reads = 0;
  const auto level = desc("my_plugin_level");
  const auto read = [](void* context) {
    return static_cast<double>(++*static_cast<int*>(context));
  };
  CHECK(asked.metrics->computed_gauge(asked.raw(), &level, read, &reads, nullptr) == SPARK_OK);
  asked.object->act();
  CHECK_THAT(asked.host.rendered(), ContainsSubstring("my_plugin_level 1"));
  asked.object->enter(Phase::closing);
  CHECK(asked.host.rendered().find("my_plugin_level 2") == std::string::npos);
  CHECK(reads == 1);
}

TEST_CASE("of two plugin objects the one that acted last computes the gauge") {
  Asked asked;
  const auto next = asked.host.object({"p", "my-plugin", {}, {}});
  const auto level = desc("my_plugin_level");
  const auto one = [](void*) { return 1.0; };
  const auto two = [](void*) { return 2.0; };
  REQUIRE(asked.metrics->computed_gauge(asked.raw(), &level, one, nullptr, nullptr) == SPARK_OK);
  asked.object->act();
  REQUIRE(asked.metrics->computed_gauge(next->raw(), &level, two, nullptr, nullptr) == SPARK_OK);
  CHECK_THAT(asked.host.rendered(),
             ContainsSubstring("my_plugin_level 1"));  // which only was built
  next->act();
  CHECK_THAT(asked.host.rendered(), ContainsSubstring("my_plugin_level 2"));
  asked.object->act();  // a rollback
  CHECK_THAT(asked.host.rendered(), ContainsSubstring("my_plugin_level 1"));
  next->act();
  CHECK_THAT(asked.host.rendered(), ContainsSubstring("my_plugin_level 2"));
}

TEST_CASE("the gauges of a plugin object that serves no longer are not read") {
  Asked asked;
  const auto level = desc("my_plugin_level");
  const auto one = [](void*) { return 1.0; };
  REQUIRE(asked.metrics->computed_gauge(asked.raw(), &level, one, nullptr, nullptr) == SPARK_OK);
  asked.object->act();
  asked.object->rest();
  CHECK_THAT(asked.host.rendered(), ContainsSubstring("my_plugin_level 1"));
  asked.object->retire();
  CHECK(asked.host.rendered().find("my_plugin_level 1") == std::string::npos);
  asked.object->act();
  CHECK_THAT(asked.host.rendered(), ContainsSubstring("my_plugin_level 1"));
}

TEST_CASE("a computed gauge that throws is absent") {
  Asked asked;
  asked.object->act();
  const auto level = desc("my_plugin_level");
  const auto read = [](void*) -> double { throw 42; };
  CHECK(asked.metrics->computed_gauge(asked.raw(), &level, read, nullptr, nullptr) == SPARK_OK);
  CHECK(asked.host.rendered().find("my_plugin_level ") == std::string::npos);
}

TEST_CASE("only the work of a job renders, and no gauge that is rendered") {
  Asked asked;
  asked.host.context.render_metrics = [&](const std::string& prefix) {
    std::string text;
    asked.host.registry.render(text, prefix);
    return text;
  };
  const auto* metrics = asked.metrics;
  spark_error err{};
  metrics->add(metrics->counter(asked.raw(), &kept_desc, &err), 3);
  std::string text;
  const auto take = [](void* context, const char* bytes, uint64_t size) {
    static_cast<std::string*>(context)->append(bytes, size);
  };
  const auto render = [&](const char* prefix) {
    err = {};
    return metrics->render(asked.raw(), prefix, take, &text, &err);
  };
  CHECK(render("my_plugin_") == SPARK_E_INVALID);
  CHECK_THAT(text_of(err), ContainsSubstring("only the work of a job renders"));
  base::TaskThread builder("builder", 8);
  Jobs jobs(builder);
  const auto in_job = [&](const std::function<void()>& work) {
    std::promise<void> done;
    const auto posted = jobs.post(&jobs, "p", "k", nullptr, [&](const std::atomic<bool>&) {
      work();
      done.set_value();
    });
    if (posted) done.get_future().wait();
    REQUIRE(posted);  // after the assertions of `work`: one thread may assert at a time
  };
  in_job([&] { CHECK(render("my_plugin_kept") == SPARK_OK); });
  CHECK(text ==
        "# HELP my_plugin_kept_total Helps\n# TYPE my_plugin_kept_total counter\n"
        "my_plugin_kept_total 3\n");
  text.clear();
  in_job([&] { CHECK(render("none") == SPARK_OK); });
  CHECK(text.empty());
  in_job([&] { CHECK(render(nullptr) == SPARK_E_INVALID); });
  // A gauge that renders while it is rendered would wait for itself.
  int32_t nested = SPARK_OK;
  struct Gauge {
    const std::function<int32_t()> ask;
    int32_t& code;
  } gauge{[&] { return render("my_plugin_kept"); }, nested};
  const auto nested_desc = desc("my_plugin_nested");
  REQUIRE(metrics->computed_gauge(
              asked.raw(), &nested_desc,
              [](void* context) {
                auto& asking = *static_cast<Gauge*>(context);
                asking.code = asking.ask();
                return 1.0;
              },
              &gauge, &err) == SPARK_OK);
  asked.object->act();
  in_job([&] { CHECK(render("my_plugin_nested") == SPARK_OK); });
  CHECK(nested == SPARK_E_INVALID);
  asked.host.context.render_metrics = {};
  in_job([&] { CHECK(render("") == SPARK_E_UNSUPPORTED); });
}
