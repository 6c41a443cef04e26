#include "ctl/views.h"

#include "ctl/top.h"
#include "support/catch.h"

using namespace spark;

namespace {

tool::json::value parsed(const char* text) {
  return *tool::parse_json(text, "an answer");
}

}  // namespace

TEST_CASE("status shows the host, its listeners and its flags") {
  CHECK(ctl::view_status(parsed(R"({"version": "0.1.0", "abi": "1.0", "pid": 12, "uptime_s": 185.2,
    "started": "2024-05-31T00:00:00Z", "workers": 1, "state_dir": "/s", "config": "/c.yaml",
        "generation": 3,
    "degraded": ["disk full"], "listeners": [{"name": "main", "address": "127.0.0.1",
        "port": 4001, "access": "open"}],
    "flags": [{"name": "on", "value": 1, "safe": 0}], "connections": 1200,
        "requests_total": 1234567})")) ==
        R"(sparkd       0.1.0 (ABI 1.0), process 12
up           3 min 05 s, since 2024-05-31T00:00:00Z
config       /c.yaml
state        /s
generation   3
workers      1
connections  1,200
requests     1,234,567
degraded     disk full

listener  address         access
main      127.0.0.1:4001  open

flag  value  safe value
on        1           0
)");
}

TEST_CASE("a list that is empty or missing is said to be so") {
  const auto nothing = parsed("{}");
  CHECK(ctl::view_plugins(nothing) == "No plugins.\n");
  CHECK(ctl::view_models(nothing) == "No models.\n");
  CHECK(ctl::view_routes(nothing) == "No routes.\n");
  CHECK(ctl::view_generations(nothing) == "No generations.\n");
  CHECK(ctl::view_status(nothing).find("sparkd       - (ABI -)") == 0);
}

TEST_CASE("plugins show what they may name, and the digest that a configuration may ask for") {
  const auto shown = [](const char* may) {
    return ctl::view_plugins(parsed((std::string(R"({"plugins": [{"name": "p", "may": )") + may +
                                     R"(, "summary": "S", "sha256": "0123456789abcdef0123"}]})")
                                        .c_str()));
  };
  const auto has = [](const std::string& view, std::string_view part) {
    INFO(view);
    return view.find(part) != std::string::npos;
  };
  CHECK(has(shown(R"({"metrics": ["", "p_"], "routes": ["/", "/x/p/"]})"), "anything  S"));
  CHECK(has(shown(R"({"metrics": ["ml_", "p_"], "routes": ["/ml", "/x/p/"]})"),
            "ml_*, p_*, /ml/*, /x/p/*  S        0123456789abcdef0123"));
}

TEST_CASE("one plugin is shown with stages and errors, and without those that it has not") {
  const std::string bare = ctl::view_plugin(parsed(R"({"name": "p", "state": "absent"})"));
  CHECK(bare.find("absent since -") != std::string::npos);
  CHECK(bare.find("p99") == std::string::npos);
  const std::string view = ctl::view_plugin(
      parsed(R"({"name": "p", "log_level": "debug", "log_level_of": "plugin", "uptime_s": 60,
    "stages": [{"pipeline": "predict", "stage": "s", "kind": "stage", "calls": 3, "failures": 1,
        "p50_us": 1.25, "p99_us": null, "breaker": {"state": "open"}}],
    "errors": [{"at": "2026-11-27T00:00:00.000Z", "count": 4, "text": "no\u001b[2J"}]})"));
  for (const char* part :
       {"debug, its own", "predict.s", " 1.2 ", "open", "2026-11-27T00:00", "4"}) {
    INFO(part << " in " << view);
    CHECK(view.find(part) != std::string::npos);
  }
  CHECK(view.find('\x1b') == std::string::npos);
}

TEST_CASE("models show target and digest") {
  const std::string view =
      ctl::view_models(parsed(R"({"models": [{"name": "first", "plugin": "p", "version": "v1",
    "type": "logistic", "kind": "probability", "dimension": 6, "target": {"event": "up",
        "horizon": "1m"},
    "sha256": "0123456789abcdef0123", "artefact": null}]})"));
  CHECK(view.find("first  p       v1       logistic  probability         6  up, 1m  -       "
                  "-         0123456789abcdef0123\n") != std::string::npos);
}

TEST_CASE("models show how near they came to the scores that they were delivered with") {
  const auto shown = [](const std::string& probes) {
    return ctl::view_models(
        parsed((R"({"models": [{"name": "m", "probes": {)" + probes + R"(}, "artefact": "/a"}]})")
                   .c_str()));
  };
  CHECK_THAT(shown(R"("count": 11, "exact": true, "largest_difference": 0)"),
             Catch::Matchers::ContainsSubstring("  11, exact  /a"));
  CHECK_THAT(shown(R"("count": 1024, "exact": false, "largest_difference": 2.22e-16)"),
             Catch::Matchers::ContainsSubstring("  1,024, within 2.2e-16  /a"));
  CHECK_THAT(shown(R"("count": 0, "exact": false, "largest_difference": 0)"),
             Catch::Matchers::ContainsSubstring("  -       /a"));
}

TEST_CASE("safe says how fast, and is loud where it is not on record") {
  CHECK(ctl::view_safe(parsed(R"({"effective_ms": 0.25, "recorded": true, "flags": []})")) ==
        "Every flag is at its safe value, in force after 0.250 ms; recorded.\n");
  CHECK(
      ctl::view_safe(parsed(R"({"effective_ms": 0.25, "recorded": false})")).find("NOT RECORDED") !=
      std::string::npos);
}

TEST_CASE("any answer is shown: members by path, lists of objects as tables") {
  CHECK(ctl::view_any(parsed(
            R"({"a": 1, "b": {"c": null, "d": [1, 2]}, "e": {}, "rows": [{"x": 1}, {"x": 2,
              "y": "z"}]})")) == "a    1\nb.c  -\nb.d  1, 2\ne    {}\n\nrows\nx  y\n1\n2  z\n");
  CHECK(ctl::view_any(parsed(R"([{"x": {"y": 1}}])")) == "x\n{\"y\":1}\n");
  CHECK(ctl::view_any(parsed(R"("text")")) == "text\n");
  CHECK(ctl::view_any(parsed("{}")) == "{}\n");
}

TEST_CASE("alerts are a table with state and condition") {
  CHECK(ctl::view_alerts(parsed(R"({"alerts": []})")) == "No alerts.\n");
  const std::string table = ctl::view_alerts(parsed(R"({"alerts": [{"name": "slow", "state":
      "firing", "since": "2026-11-27T00:00:00.000Z", "value": 61.5, "severity": "critical",
      "condition": "host.predict.p95_ms.5min above 50 for 0 ms", "summary": "Slow",
      "runbook": "see the guide"}]})"));
  for (const char* cell : {"slow", "firing", "61.5", "critical", "above 50", "see the guide"})
    CHECK_THAT(table, Catch::Matchers::ContainsSubstring(cell));
  CHECK(table.find("bins") == std::string::npos);
}

TEST_CASE("top shows pipelines, what fires, and what plugins publish") {
  const std::string screen = ctl::view_top(parsed(R"({
      "status": {"generation": 7, "uptime_s": 61, "connections": 2, "degraded": ["a breaker"]},
      "alerts": {"alerts": [{"name": "slow", "state": "firing", "value": 61.5},
                            {"name": "calm", "state": "inactive"}]},
      "facts": {"facts": [{"name": "host.predict.requests.5min", "value": 600},
                          {"name": "host.predict.errors.5min", "value": 3},
                          {"name": "host.predict.stage.failures.5min", "value": 99},
                          {"name": "host.idle.requests.5min", "value": 0},
                          {"name": "mine.share", "value": 0.25, "samples": 10}]}})"));
  for (const char* part : {"generation 7", "degraded: a breaker", "slow   firing", "mine.share"})
    CHECK_THAT(screen, Catch::Matchers::ContainsSubstring(part));
  CHECK_THAT(screen, Catch::Matchers::ContainsSubstring("predict            2       3       -"));
  CHECK(screen.find("calm") == std::string::npos);
  CHECK(screen.find("99") == std::string::npos);
  CHECK(ctl::view_top(parsed("{}")).find("no alert is pending") != std::string::npos);
}

TEST_CASE("facts are a table with value, unit and age") {
  CHECK(ctl::view_facts(parsed(R"({"facts": []})")) == "No facts.\n");
  const std::string table = ctl::view_facts(parsed(R"({"facts": [{"name": "drift.psi", "subject":
      {"pipeline": "", "model": "candidate", "sha256": "ab"}, "value": 0.012, "unit": "ratio",
      "samples": 60, "at": "2026-11-27T00:00:00.500Z", "age_ms": 1500,
      "basis": {"bins": [7]}}]})"));
  for (const char* cell : {"drift.psi", "candidate", "0.012", "ratio", "60", "1.5", "told"})
    CHECK_THAT(table, Catch::Matchers::ContainsSubstring(cell));
}
