// How an operator finds out what is wrong on a running host: one plugin's state and errors, its log
// level, slow requests, traces, and exemplars.
#include <fstream>
#include <string>

#include "end_to_end/changes.h"
#include "end_to_end/harness.h"
#include "metrics/open_metrics_grammar.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr const char* trace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr const char* traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// One worker; a stage that does as it is told and need not, and one that is needed.
std::filesystem::path config(const TemporaryFolder& folder) {
  const auto file = folder.path() / "work.yaml";
  std::ofstream(file) << "listeners:\n"
                         "  executor: {port: 0}\n"
                         "  ml-engine: {port: 0}\n"
                         "  admin: {port: 0, access: admin}\n"
                         "workers: 1\n"
                         "log: {slow_request: 1s, slow_requests_per_s: 2}\n"
                         "plugins:\n"
                         "  faulty: {library: " SPARK_BUILD_DIR
                         "/lib/spark/museum/faulty.so}\n"
                         "pipelines:\n"
                         "  work:\n"
                         "    route: POST executor /work\n"
                         "    stages:\n"
                         "      easy: {plugin: faulty, with: {spin_ms: 1}}\n"
                         "    answer:\n"
                         "      done?: easy.value\n"
                         "  hard:\n"
                         "    route: POST executor /hard\n"
                         "    stages:\n"
                         "      must: {plugin: faulty, required: true}\n"
                         "    answer:\n"
                         "      done?: must.value\n"
                         "  executor-metrics: {route: GET executor /metrics, metrics: {}}\n";
  return file;
}

void set_fault(const Sparkd& host, const std::string& kind) {
  host.json("admin", "POST", "/x/faulty/fault?kind=" + kind);
}

// A client that sends these headers with each request.
spark::tool::Client client_with(const Sparkd& host, std::vector<spark::tool::Header> headers,
                                const std::string& listener = "executor", std::string token = "") {
  spark::tool::ClientOptions options;
  options.headers = std::move(headers);
  options.token = std::move(token);
  return spark::tool::Client(spark::tool::parse_url(host.url(listener)).value(), options);
}

uint32_t post(spark::tool::Client& client, const std::string& path, std::string_view body = "{}") {
  return client.call("POST", path, body).value().status;
}

// Asks until the plugin's errors are as many: the log is printed a moment later.
json::value plugin_with_errors(const Sparkd& host, int64_t errors) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  json::value shown;
  do {
    shown = host.json("admin", "GET", "/admin/v1/plugins/faulty");
  } while (shown.at("errors_total").as_int64() < errors &&
           std::chrono::steady_clock::now() < deadline);
  return shown;
}

Ended sparkctl(const Sparkd& host, std::vector<std::string> words) {
  words.insert(words.begin(), binary("sparkctl").string());
  words.insert(words.end(), {"--state-dir", host.state_dir().string()});
  return run(words);
}

}  // namespace

TEST_CASE("a plugin is shown with its stages' times, its breaker and its last errors") {
  const TemporaryFolder folder;
  const Sparkd host({"pipelines.work.stages.easy.breaker={errors: 2%, over: 100, late: 3, "
                     "half_open: 30s}"},
                    config(folder));
  auto client = client_with(host, {{"X-Request-Id", "req-7"}, {"traceparent", traceparent}});
  for (int i = 0; i < 10; ++i) REQUIRE(post(client, "/work") == 200);
  set_fault(host, "error");
  for (int i = 0; i < 3; ++i) REQUIRE(post(client, "/work") == 200);
  await_counts(client);
  const json::value shown = plugin_with_errors(host, 1);
  CHECK(text_of(shown.at("state")) == "acting");
  CHECK(text_of(shown.at("id")) == "faulty");
  CHECK(text_of(shown.at("sha256")).size() == 64);
  CHECK(shown.at("generation").as_int64() == 1);
  CHECK(shown.at("uptime_s").as_int64() >= 0);
  CHECK(shown.at("errors_total").as_int64() == 1);  // one line a second
  const auto& error = shown.at("errors").as_array().at(0);
  CHECK(text_of(error.at("text")).starts_with("work.easy: "));
  CHECK(text_of(error.at("text")).find("told to fail") != std::string::npos);
  CHECK(text_of(error.at("at")).size() == 24);
  const auto& stages = shown.at("stages").as_array();
  REQUIRE(stages.size() == 2);
  CHECK(text_of(stages[0].at("stage")) == "easy");
  CHECK(stages[0].at("calls").as_int64() == 13);
  CHECK(stages[0].at("failures").as_int64() == 3);
  CHECK(stages[0].at("p50_us").to_number<double>() <= stages[0].at("p99_us").to_number<double>());
  CHECK(text_of(stages[0].at("breaker").at("state")) == "closed");
  CHECK(stages[1].at("calls").as_int64() == 0);
  CHECK(stages[1].at("p99_us").is_null());
  CHECK(stages[1].at("breaker").is_null());
  // The line says which request it was.
  CHECK(host.prints(std::string("request_id=req-7 trace_id=") + trace));

  const Ended ended = sparkctl(host, {"plugins", "show", "faulty"});
  CHECK(ended.exit_code == 0);
  for (const char* part : {"told to fail", "work.easy", "p99", "acting since", "the host's"}) {
    INFO(part << " in " << ended.output);
    CHECK(ended.output.find(part) != std::string::npos);
  }
  const Ended as_json = sparkctl(host, {"plugins", "show", "faulty", "--json"});
  CHECK(text_of(json::parse(as_json.output).at("name")) == "faulty");
}

TEST_CASE("an unknown plugin is answered with the known ones") {
  const TemporaryFolder folder;
  const Sparkd host({}, config(folder));
  const auto refused = host.json("admin", "GET", "/admin/v1/plugins/fualty", "", 404);
  CHECK(text_of(refused.at("error")).find("did you mean \"faulty\"?") != std::string::npos);
  const auto unlike = host.json("admin", "GET", "/admin/v1/plugins/x", "", 404);
  CHECK(text_of(unlike.at("error")) == "no plugin \"x\"; known: faulty");
  const Ended ended = sparkctl(host, {"plugins", "show", "x"});
  CHECK(ended.exit_code != 0);
  CHECK(ended.output.find("known: faulty") != std::string::npos);
}

TEST_CASE("a level is set while the host runs, shown, recorded, and outlives an upgrade") {
  const TemporaryFolder folder;
  const Sparkd host({}, config(folder));
  const auto set =
      host.json("admin", "POST", "/admin/v1/plugins/faulty/log-level", R"({"level":"debug"})");
  CHECK(text_of(set.at("log_level")) == "debug");
  CHECK(set.at("recorded").as_bool());
  const auto level = [&] {
    const auto shown = host.json("admin", "GET", "/admin/v1/plugins/faulty");
    return text_of(shown.at("log_level")) + " of " + text_of(shown.at("log_level_of"));
  };
  CHECK(level() == "debug of plugin");
  const auto library = folder.path() / "other.so";
  std::filesystem::copy(SPARK_BUILD_DIR "/lib/spark/museum/faulty.so", library);
  std::ofstream(library, std::ios::app) << "another digest";
  upgrade(host, "faulty", library);
  CHECK(level() == "debug of plugin");
  CHECK(host.json("admin", "GET", "/admin/v1/plugins/faulty").at("generation").as_int64() == 2);
  const Ended own = sparkctl(host, {"log-level", "error"});
  CHECK(own.exit_code == 0);
  CHECK(level() == "debug of plugin");
  const Ended back = sparkctl(host, {"plugins", "log-level", "faulty", "host"});
  CHECK(back.output.find("recorded") != std::string::npos);
  CHECK(level() == "error of host");
  CHECK(text_of(host.json("admin", "GET", "/admin/v1/status").at("log_level")) == "error");
  const Ended listed = sparkctl(host, {"evidence", "list", "--last", "20", "--wide"});
  CHECK(listed.output.find("plugin faulty") != std::string::npos);

  host.json("admin", "POST", "/admin/v1/plugins/faulty/log-level", R"({"level":"loud"})", 400);
  host.json("admin", "POST", "/admin/v1/plugins/x/log-level", R"({"level":"debug"})", 404);
  host.json("admin", "POST", "/admin/v1/log-level", R"({"level":"host"})", 400);
  host.json("admin", "POST", "/admin/v1/log-level", R"({"level":"info","more":1})", 400);
  CHECK(sparkctl(host, {"plugins", "log-level", "faulty", "loud"}).exit_code == 2);
  auto keyless = client_with(host, {}, "admin");
  CHECK(post(keyless, "/admin/v1/log-level", R"({"level":"debug"})") == 401);
}

TEST_CASE("a failed request has a line with its stages' times, and many of them have few") {
  const TemporaryFolder folder;
  const Sparkd host({}, config(folder));
  auto client = client_with(host, {{"X-Request-Id", "req-9"}, {"traceparent", traceparent}});
  REQUIRE(post(client, "/hard") == 200);
  set_fault(host, "error");
  for (int i = 0; i < 50; ++i) REQUIRE(post(client, "/hard") == 500);
  await_counts(client);
  CHECK(host.metric(R"(spark_slow_requests_total{pipeline="hard"})") == 50);
  const double unlogged = host.metric(R"(spark_slow_requests_unlogged_total{pipeline="hard"})");
  CHECK(unlogged >= 1);
  CHECK(host.metric(R"(spark_slow_requests_total{pipeline="work"})") == 0);
  CHECK(host.prints(std::string("hard: failed request_id=req-9 trace_id=") + trace + " code=500"));
  CHECK(host.prints("stages_us: must="));
  CHECK(host.prints("(failed)"));
}

TEST_CASE("a slow request has a line, from the configured time on") {
  const TemporaryFolder folder;
  const Sparkd host({"log.slow_request=0.001ms"}, config(folder));
  auto client = client_with(host, {});
  set_fault(host, "late");
  REQUIRE(post(client, "/work") == 200);
  await_counts(client);
  CHECK(host.metric(R"(spark_slow_requests_total{pipeline="work"})") == 1);
  CHECK(host.prints("work: slow request_id="));
  CHECK(host.prints("easy="));
  CHECK(host.output().find("trace_id") == std::string::npos);  // none is made up
}

TEST_CASE("metrics come as OpenMetrics where it is asked for, with exemplars of requests") {
  const TemporaryFolder folder;
  const Sparkd host({}, config(folder));
  auto client = client_with(host, {{"X-Request-Id", "req-1"}, {"traceparent", traceparent}});
  REQUIRE(post(client, "/work") == 200);
  await_counts(client);
  auto scraper =
      client_with(host, {{"Accept",
                          "application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
                          "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"}});
  const std::string open = scraper.call("GET", "/metrics").value().body;
  CHECK(spark::metrics::OpenMetricsReader().read(open).empty());
  CHECK(open.find(std::string(R"(# {request_id="req-1",trace_id=")") + trace + "\"} ") !=
        std::string::npos);
  CHECK(open.find("# TYPE spark_requests counter\n") != std::string::npos);
  const std::string text = host.text("executor", "/metrics");
  CHECK(text.find("# TYPE spark_requests_total counter\n") != std::string::npos);
  CHECK(text.find("req-1") == std::string::npos);
  auto likes_text = client_with(
      host, {{"Accept", "application/openmetrics-text;q=0.1,text/plain;version=0.0.4"}});
  CHECK(likes_text.call("GET", "/metrics").value().body.find("# EOF") == std::string::npos);
}

TEST_CASE(
    "a trace goes from the request to its row, and from an operator's request to its record") {
  const Sparkd host;
  auto client = client_with(host, {{"X-Request-Id", "req-3"}, {"traceparent", traceparent}});
  REQUIRE(post(client, "/predict-with-shadow", snapshot_body) == 200);
  auto malformed = client_with(
      host, {{"X-Request-Id", "req-4"},
             {"traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"}});
  REQUIRE(post(malformed, "/predict-with-shadow", snapshot_body) == 200);
  await_counts(client);
  await_counts(malformed);
  Ended found;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  do {
    found = sparkctl(host, {"explain", trace, "--trace", "--json"});
  } while (found.exit_code != 0 && std::chrono::steady_clock::now() < deadline);
  INFO(found.output);
  REQUIRE(found.exit_code == 0);
  const json::value requests = json::parse(found.output).at("requests");
  REQUIRE(requests.as_array().size() == 1);
  CHECK(text_of(requests.at(0).at("request_id")) == "req-3");
  CHECK(text_of(requests.at(0).at("trace_id")) == trace);
  const Ended other = sparkctl(host, {"explain", "req-4", "--json"});
  CHECK(json::parse(other.output).at("requests").at(0).at("trace_id").is_null());
  CHECK(sparkctl(host, {"explain", "req-3", "--trace"}).exit_code == 2);

  auto admin = client_with(host, {{"traceparent", traceparent}}, "admin", host.token());
  REQUIRE(post(admin, "/admin/v1/log-level", R"({"level":"info"})") == 200);
  REQUIRE(post(admin, "/admin/v1/reload", confirm_body) == 200);
  const Ended listed = sparkctl(host, {"evidence", "list", "--json", "--last", "20"});
  size_t with_trace = 0;
  for (size_t at = 0;
       (at = listed.output.find(std::string("http trace=") + trace, at)) != std::string::npos; ++at)
    ++with_trace;
  CHECK(with_trace >= 2);
}
