#include "services/plugin_host.h"

#include "base/event_clock.h"
#include "fake_models.h"
#include "host.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;
using plugin::Phase;

TEST_CASE("a plugin is given the host's version, workers and extensions") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  const spark_host& raw = *object->raw();
  CHECK(std::string(raw.version) == "1.2.3");
  CHECK(raw.abi_minor == SPARK_ABI_MINOR);
  CHECK(raw.workers == 1);
  for (const char* id : {SPARK_EXT_CLOCK, SPARK_EXT_FLAG, SPARK_EXT_HTTP, SPARK_EXT_LOG,
                         SPARK_EXT_METRICS, SPARK_EXT_MODELS, SPARK_EXT_PIN})
    CHECK(raw.extension(&raw, id) != nullptr);
  CHECK(raw.extension(&raw, "spark.unknown/1") == nullptr);
  CHECK(raw.extension(&raw, nullptr) == nullptr);
  CHECK(raw.extension(nullptr, SPARK_EXT_LOG) == nullptr);
}

TEST_CASE("a host that is not ours is refused") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  spark_host forged = *object->raw();
  forged.extension = [](const spark_host*, const char*) -> const void* { return nullptr; };
  spark_error err{};
  CHECK(ask<spark_ext_flag>(*object, SPARK_EXT_FLAG)->declare(&forged, "f", 0, 0, &err) == nullptr);
  CHECK(err.code == SPARK_E_INVALID);
  const auto raw = open_route("/x/p/a");
  CHECK(ask<spark_ext_http>(*object, SPARK_EXT_HTTP)->add_route(&forged, &raw, &err) != SPARK_OK);
  CHECK(ask<spark_ext_metrics>(*object, SPARK_EXT_METRICS)->counter(&forged, nullptr, &err) ==
        nullptr);
  CHECK(ask<spark_ext_models>(*object, SPARK_EXT_MODELS)->find(&forged, "m") == nullptr);
  ask<spark_ext_log>(*object, SPARK_EXT_LOG)->write(&forged, SPARK_LOG_INFO, "x", 1);
}

TEST_CASE("a plugin object is built, acts, rests, may act again, and is gone in the end") {
  using Move = void (*)(PluginHost&);
  const Move act = [](PluginHost& object) { object.act(); };
  const Move rest = [](PluginHost& object) { object.rest(); };
  const Move retire = [](PluginHost& object) { object.retire(); };
  const Move close = [](PluginHost& object) { object.enter(Phase::closing); };
  const struct {
    const char* name;
    std::vector<Move> moves;
    Life life;
  } cases[] = {
      {"made", {}, Life::built},
      {"served", {act}, Life::acting},
      {"served once more", {act, act}, Life::acting},
      {"replaced", {act, rest}, Life::resting},
      {"replaced, and once more", {act, rest, rest}, Life::resting},
      {"rested for an exchange that failed", {act, rest, act}, Life::acting},
      {"replaced, and its place taken", {act, rest, retire}, Life::resting},
      {"replaced by none", {act, retire}, Life::resting},
      {"rolled back to", {act, rest, retire, act}, Life::acting},
      {"never served", {rest}, Life::built},
      {"never served, and not kept", {retire}, Life::built},
      {"destroyed unserved", {close}, Life::gone},
      {"destroyed while it serves", {act, close}, Life::gone},
      {"destroyed, then told to rest", {act, close, rest}, Life::gone},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    TestHost host;
    const auto object = host.object({"p", "p", {}, {}});
    for (const Move move : c.moves) move(*object);
    CHECK(object->life() == c.life);
  }
}

TEST_CASE("routes are added while the plugin object is made, and never later") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  const auto* http = ask<spark_ext_http>(*object, SPARK_EXT_HTTP);
  spark_error err{};
  const auto good = open_route("/x/p/state");
  CHECK(http->add_route(object->raw(), &good, &err) == SPARK_E_INVALID);
  CHECK(text_of(err).find("too late") != std::string::npos);
  object->enter(Phase::creating);
  CHECK(http->add_route(object->raw(), &good, &err) == SPARK_OK);
  object->enter(Phase::idle);
  REQUIRE(object->routes().all().size() == 1);
  CHECK(object->routes().all()[0].owner == "p");
  CHECK(object->routes().all()[0].path == "/x/p/state");
}

TEST_CASE("a route is refused with its reason") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  const auto* http = ask<spark_ext_http>(*object, SPARK_EXT_HTTP);
  object->enter(Phase::creating);
  struct Case {
    const char* why;
    void (*damage)(spark_http_route&);
  };
  const Case cases[] = {
      {"listener is null", [](spark_http_route& r) { r.listener = nullptr; }},
      {"'other', which is not configured", [](spark_http_route& r) { r.listener = "other"; }},
      {"method is null", [](spark_http_route& r) { r.method = nullptr; }},
      {"neither GET nor POST", [](spark_http_route& r) { r.method = "DELETE"; }},
      {"path is null", [](spark_http_route& r) { r.path = nullptr; }},
      {"neither below /x/p/ nor below one of plugins.",
       [](spark_http_route& r) { r.path = "/health"; }},
      {"neither below /x/p/", [](spark_http_route& r) { r.path = "/x/pq/a"; }},
      {"not of the form", [](spark_http_route& r) { r.path = "/x/p/../q"; }},
      {"doc of route /x/p/a is null", [](spark_http_route& r) { r.doc = nullptr; }},
      {"unknown access 3", [](spark_http_route& r) { r.access = 3; }},
      {"only a POST is a safe verb", [](spark_http_route& r) { r.access = SPARK_ACCESS_SAFE; }},
      {"null handler", [](spark_http_route& r) { r.handle = nullptr; }},
  };
  for (const Case& each : cases) {
    auto raw = open_route("/x/p/a");
    each.damage(raw);
    spark_error err{};
    CHECK(http->add_route(object->raw(), &raw, &err) == SPARK_E_INVALID);
    CHECK_THAT(text_of(err), Catch::Matchers::ContainsSubstring(each.why));
  }
  CHECK(http->add_route(object->raw(), nullptr, nullptr) == SPARK_E_INVALID);
  CHECK(object->routes().all().empty());
}

TEST_CASE("a granted path is meant with all below it, and with no other that begins alike") {
  TestHost host;
  struct Case {
    const char* granted;
    const char* path;
    bool may;
  };
  const Case cases[] = {
      {"/", "/health", true},     {"/", "/a/b", true},          {"/ml", "/ml", true},
      {"/ml", "/ml/info", true},  {"/ml", "/mlx", false},       {"/ml", "/m", false},
      {"/ml/", "/ml/info", true}, {"/ml/", "/ml", false},       {"/ml", "/x/q/a", true},
      {"/ml", "/x/qq/a", false},  {"/ml", "/health/ml", false},
  };
  for (const Case& each : cases) {
    INFO(each.granted << " " << each.path);
    const auto object = host.object({"q", "q", {}, {each.granted}});
    CHECK(object->may_use_path(each.path) == each.may);
  }
}

TEST_CASE("a granted beginning of metric names is as good as the plugin's own") {
  TestHost host;
  const auto object = host.object({"q", "my-id", {"ml_"}, {}});
  CHECK(object->may_name_metric("ml_requests_total"));
  CHECK(object->may_name_metric("my_id_requests_total"));
  CHECK_FALSE(object->may_name_metric("mlx_requests_total"));
  CHECK_FALSE(object->may_name_metric("q_requests_total"));
}

TEST_CASE("models are looked up while a stage is made, and never else") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  const auto* models = ask<spark_ext_models>(*object, SPARK_EXT_MODELS);
  const spark_model_info info{};
  CHECK(models->find(object->raw(), "m") == nullptr);
  object->enter(Phase::creating_stage);
  CHECK(models->find(object->raw(), "m") == nullptr);  // no lookup yet
  object->set_model_lookup([&](std::string_view name) { return name == "m" ? &info : nullptr; });
  CHECK(models->find(object->raw(), "m") == &info);
  CHECK(models->find(object->raw(), "other") == nullptr);
  CHECK(models->find(object->raw(), nullptr) == nullptr);
  object->enter(Phase::idle);
  CHECK(models->find(object->raw(), "m") == nullptr);
}

TEST_CASE("a model's lineage is told while a stage is made, and what serves at any time") {
  FakeModels serving;  // outlives the object
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  const auto* lineages = ask<spark_ext_lineages>(*object, SPARK_EXT_LINEAGES);
  std::string seen;
  const auto take = [](void* context, const spark_lineage_model* model) {
    *static_cast<std::string*>(context) += std::string(model->lineage) + "." + model->role + "=" +
                                           model->model + "@" + model->version +
                                           (model->primary == 1 ? "! " : " ");
  };
  spark_error err{};
  const auto of = [&](const char* model) {
    seen.clear();
    return lineages->of(object->raw(), model, take, &seen, &err);
  };
  CHECK(of("m") == SPARK_E_INVALID);
  object->enter(Phase::creating_stage);
  CHECK(of("m") == SPARK_E_INVALID);  // no lookup yet
  object->set_lineage_lookup([](std::string_view name) -> base::Result<std::vector<LineageModel>> {
    if (name != "m") return base::Error("no role");
    return std::vector<LineageModel>{{"a", "production", "m", "v1", "", true},
                                     {"a", "candidate", "n", "v2", "", true}};
  });
  CHECK(of("m") == SPARK_OK);
  CHECK(seen == "a.production=m@v1! a.candidate=n@v2! ");
  CHECK(of("other") == SPARK_E_INVALID);
  CHECK(std::string(err.text, err.length) == "no role");
  CHECK(of(nullptr) == SPARK_E_INVALID);
  CHECK(lineages->of(object->raw(), "m", nullptr, nullptr, &err) == SPARK_E_INVALID);
  object->enter(Phase::idle);
  CHECK(of("m") == SPARK_E_INVALID);

  seen.clear();
  CHECK(lineages->live(object->raw(), take, &seen, &err) == SPARK_OK);
  CHECK(seen.empty());  // nothing serves
  serving.lineage_models = {{"b", "production", "k", "v3", "", false}};
  host.context.models = &serving;
  CHECK(lineages->live(object->raw(), take, &seen, &err) == SPARK_OK);
  CHECK(seen == "b.production=k@v3 ");
  CHECK(lineages->live(nullptr, take, &seen, &err) == SPARK_E_INVALID);
  CHECK(lineages->live(object->raw(), nullptr, &seen, &err) == SPARK_E_INVALID);
}

TEST_CASE("the version that serves is copied whole or not at all") {
  FakeModels serving;  // outlives the object
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  const auto* models = ask<spark_ext_models>(*object, SPARK_EXT_MODELS);
  char text[5] = "old";
  CHECK(models->live_version(object->raw(), "m", text, sizeof text) == 0);  // nothing serves
  CHECK(std::string(text).empty());
  serving.all = {{"m", {{"", "v1.8", ""}}}, {"long", {{"", "v1.80", ""}}}};
  host.context.models = &serving;
  CHECK(models->live_version(object->raw(), "m", text, sizeof text) == 4);
  CHECK(std::string(text) == "v1.8");
  CHECK(models->live_version(object->raw(), "long", text, sizeof text) == 5);
  CHECK(std::string(text).empty());
  CHECK(models->live_version(object->raw(), "other", text, sizeof text) == 0);
  CHECK(models->live_version(object->raw(), nullptr, text, sizeof text) == 0);
  CHECK(models->live_version(object->raw(), "m", nullptr, 5) == 0);
  CHECK(models->live_version(object->raw(), "m", text, 0) == 0);
  CHECK(models->live_version(nullptr, "m", text, sizeof text) == 0);
}

TEST_CASE("log and clock take what they are given") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  const auto* log = ask<spark_ext_log>(*object, SPARK_EXT_LOG);
  log->write(object->raw(), SPARK_LOG_DEBUG, nullptr, 7);
  log->write(object->raw(), 99, "a level that does not exist", 27);
  const auto* clock = ask<spark_ext_clock>(*object, SPARK_EXT_CLOCK);
  const int64_t before = clock->now_ns(object->raw());
  CHECK(clock->now_ns(object->raw()) >= before);
  CHECK(clock->utc_ms(object->raw()) > 1'500'000'000'000);
  CHECK(clock->event_ms(object->raw()) >= clock->utc_ms(object->raw()) - 60'000);
  base::set_event_utc_ms(7);
  CHECK(clock->event_ms(object->raw()) == 7);
  CHECK(clock->utc_ms(object->raw()) > 1'500'000'000'000);
  base::set_event_utc_ms(0);
}

TEST_CASE("an error text that is too long is cut between characters") {
  spark_error err{};
  CHECK(fail(&err, SPARK_E_FAILED, std::string(238, 'x') + "ää") == SPARK_E_FAILED);
  CHECK(text_of(err) == std::string(238, 'x'));
  CHECK(err.text[err.length] == '\0');
  CHECK(fail(nullptr, SPARK_E_FAILED, "x") == SPARK_E_FAILED);
}
