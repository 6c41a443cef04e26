// Record logs of a running host: exchanges under load, kills, full and damaged files, other
// columns.
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr const char* appended = R"(spark_rows_appended_total{name="recording.requests"})";
constexpr const char* dropped = R"(spark_rows_dropped_total{name="recording.requests"})";

std::vector<std::string> with(const std::string& library) {
  return {"plugins.recording.library=" + museum(library).string(),
          R"(pipelines.rows={route: POST executor /rows, input: {id: string, number: int, times: )"
          R"("int?"}, stages: {record: {plugin: recording, required: true}}, )"
          R"(answer: {taken: record.taken}})"};
}

std::string body(const std::string& id, int64_t number, int64_t times = 1) {
  return R"({"id":")" + id + R"(","number":)" + std::to_string(number) + R"(,"times":)" +
         std::to_string(times) + "}";
}
int64_t record(const Sparkd& host, const std::string& id, int64_t number, int64_t times = 1) {
  return host.json("executor", "POST", "/rows", body(id, number, times)).at("taken").as_int64();
}

void wait_until(const std::function<bool()>& holds) {
  while (!holds()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

// What a job of the plugin's finds, which includes all that was appended before.
json::object find(const Sparkd& host, const std::string& key = "") {
  const auto searches = [&] { return host.json("admin", "GET", "/x/recording/found"); };
  const auto before = searches().at("searches").to_number<uint64_t>();
  host.json("admin", "POST", "/x/recording/find" + (key.empty() ? "" : "?" + key), "{}");
  wait_until([&] { return searches().at("searches").to_number<uint64_t>() > before; });
  return searches().as_object();
}
uint64_t rows(const Sparkd& host, const std::string& key = "") {
  const json::object found = find(host, key);
  INFO(json::serialize(found));
  CHECK(found.at("error").as_string().empty());
  return found.at("rows").to_number<uint64_t>();
}
// From the files, with the host or without one.
uint64_t rows_in_files(const fs::path& state_dir) {
  const auto exported = run({binary("sparkctl").string(), "--state-dir", state_dir.string(), "rows",
                             "export", "recording.requests", "--format", "json", "--quiet"});
  INFO(exported.output);
  CHECK(exported.exit_code == 0);
  return static_cast<uint64_t>(std::count(exported.output.begin(), exported.output.end(), '\n'));
}

std::string degraded(const Sparkd& host) {
  return host.text("executor", "/health");
}

fs::path day_file(const fs::path& state_dir) {
  for (const auto& entry : fs::directory_iterator(state_dir / "rows" / "recording.requests"))
    if (entry.path().extension() == ".db") return entry.path();
  throw std::runtime_error("no day has a file");
}

}  // namespace

TEST_CASE("a row that a request appended is found by its key, and is in a file of the day") {
  const Sparkd host(with("recording"));
  CHECK(record(host, "a", 10) == 1);
  CHECK(record(host, "b", 20, 3) == 3);
  CHECK(rows(host) == 4);
  CHECK(rows(host, "b") == 3);
  CHECK(find(host, "b").at("sum").to_number<double>() == 30);
  CHECK(host.metric(appended) == 4);
  CHECK(host.metric(dropped) == 0);
  CHECK(rows_in_files(host.state_dir()) == 4);
}

TEST_CASE("an exchange under load loses no row and doubles none") {
  const Sparkd host(with("recording"));
  std::atomic<bool> is_over{false};
  std::atomic<int64_t> taken{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 2; ++i) {
    clients.emplace_back([&, i] {
      auto client = host.client("executor");
      while (!is_over) {
        const auto answer = client.call("POST", "/rows", body("c" + std::to_string(i), 2, 20));
        if (!answer || answer->status != 200) break;
        taken += json::parse(answer->body).at("taken").as_int64();
      }
    });
  }
  for (int i = 0; i < 4; ++i) {
    const int64_t before = taken;
    wait_until([&] { return taken > before + 200; });
    if (i % 2 == 0)
      upgrade(host, "recording", museum("recording2"));
    else
      post_admin(host, "/admin/v1/plugins/recording/rollback");
  }
  is_over = true;
  for (auto& client : clients) client.join();
  CHECK(rows(host) == static_cast<uint64_t>(taken));
  CHECK(host.metric(appended) - host.metric(dropped) == static_cast<double>(taken));
  CHECK(rows(host, "c0") + rows(host, "c1") == static_cast<uint64_t>(taken));
}

TEST_CASE("columns of another type are refused in a dry run and a change, by name") {
  const Sparkd host(with("recording"));
  record(host, "a", 1);
  CHECK(rows(host) == 1);
  for (const char* dry : {",\"dry_run\":true", ""}) {
    const auto refused = post_admin(
        host, "/admin/v1/plugins/recording/upgrade", 422,
        R"({"confirm":true,"library":")" + museum("recording3").string() + "\"" + dry + "}");
    CHECK_THAT(text_of(refused.at("error")),
               ContainsSubstring("log recording.requests: expected column 4 to be 'half' (f64)"));
  }
  record(host, "a", 1);
  CHECK(rows(host) == 2);
  CHECK(host.json("admin", "GET", "/x/recording/found").at("version").as_string() == "1.0.0");
}

TEST_CASE("a dry run of a plugin leaves no log and no series") {
  const Configuration configuration;
  const Sparkd host({}, configuration.file());
  configuration.replace("  baseline: {}\n", "  baseline: {}\n  recording: {library: " +
                                                museum("recording").string() + "}\n");
  post_admin(host, "/admin/v1/reload", 200, R"({"confirm":true,"dry_run":true})");
  CHECK(host.metric(appended) == -1);
  CHECK_FALSE(fs::exists(host.state_dir() / "rows"));
  post_admin(host, "/admin/v1/reload");
  CHECK(host.metric(appended) == 0);
  CHECK_FALSE(fs::exists(host.state_dir() / "rows"));  // before a row is
}

TEST_CASE("a kill loses at most what was not written, and no older row") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  uint64_t written = 0;
  for (int i = 0; i < 5; ++i) {
    Sparkd host(with("recording"), {}, state);
    record(host, "a", 1, 100);
    const uint64_t now = rows(host);
    CHECK(now >= written + 100);
    written = now;
    record(host, "b", 1, 1'000);
    host.signal(SIGKILL);
    CHECK(host.wait().signal == SIGKILL);
    CHECK(rows_in_files(state) >= written);
  }
  const Sparkd host(with("recording"), {}, state);
  const uint64_t now = rows(host);
  CHECK(now >= written);
  CHECK(now <= written + 1'000);
}

TEST_CASE("an orderly end writes every row") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    Sparkd host(with("recording"), {}, state);
    CHECK(record(host, "a", 1, 3'000) == 3'000);
    host.signal(SIGTERM);
    CHECK(host.wait().exit_code == 0);
  }
  CHECK(rows_in_files(state) == 3'000);
}

TEST_CASE("a full disk costs rows and no answer, is named, and is forgotten when there is room") {
  const Sparkd host(with("recording"));
  record(host, "a", 1);
  REQUIRE(rows(host) == 1);
  constexpr rlimit full{4'096, RLIM_INFINITY};
  constexpr rlimit none{RLIM_INFINITY, RLIM_INFINITY};
  REQUIRE(::prlimit(host.pid(), RLIMIT_FSIZE, &full, nullptr) == 0);
  int64_t taken = 1;
  while (host.metric(dropped) <= 0) taken += record(host, "a", 1, 2'000);
  wait_until([&] {
    return degraded(host).find("record log recording.requests: rows are not written") !=
           std::string::npos;
  });
  CHECK_THAT(std::string(text_of(find(host).at("error"))), ContainsSubstring("not written"));
  REQUIRE(::prlimit(host.pid(), RLIMIT_FSIZE, &none, nullptr) == 0);
  wait_until([&] { return degraded(host).find("recording.requests") == std::string::npos; });
  CHECK(rows(host) == static_cast<uint64_t>(taken));
  CHECK(host.metric(appended) == static_cast<double>(taken) + host.metric(dropped));
  const auto facts = host.json("admin", "GET", "/admin/v1/facts").at("facts").as_array();
  CHECK_THAT(json::serialize(facts), ContainsSubstring("host.rows.recording.requests.drops"));
}

TEST_CASE("a damaged file is set aside at the next row, and the day begins anew") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    const Sparkd host(with("recording"), {}, state);
    record(host, "a", 1);
    REQUIRE(rows(host) == 1);
  }
  std::ofstream(day_file(state), std::ios::trunc) << "this is no database, though it has been one";
  const Sparkd host(with("recording"), {}, state);
  record(host, "b", 1);
  wait_until([&] { return degraded(host).find(".db.damaged-") != std::string::npos; });
  CHECK(rows(host) == 1);
}

TEST_CASE("the oldest day goes, and the chain has it") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    const Sparkd host(with("recording"), {}, state);
    record(host, "a", 1);
    REQUIRE(rows(host) == 1);
  }
  const fs::path old = state / "rows" / "recording.requests" / "2020-02-29.db";
  fs::rename(day_file(state), old);
  const Sparkd host(with("recording"), {}, state);
  wait_until([&] { return !fs::exists(old); });
  record(host, "b", 1);
  CHECK(rows(host) == 1);
  std::string listed;
  wait_until([&] {
    listed = run({binary("sparkctl").string(), "--state-dir", state.string(), "evidence", "list",
                  "--json"})
                 .output;
    return listed.find("rows/recording.requests/2020-02-29") != std::string::npos;
  });
  CHECK_THAT(listed, ContainsSubstring("\"expire\""));
}
