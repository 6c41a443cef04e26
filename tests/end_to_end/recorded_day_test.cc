// A recorded day as a source: sent again it gives the same scores to the bit, and one request of it
// is explained.
#include <csignal>
#include <filesystem>
#include <sstream>

#include "end_to_end/recording_host.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

// All rows of a recording, without what differs from one time to the next.
std::vector<json::object> rows_of(const Recording& recording) {
  const Ended ended = run({binary("sparkctl").string(), "--state-dir", recording.state().string(),
                           "rows", "export", "recorder.predict", "--format", "json", "--quiet"});
  REQUIRE(ended.exit_code == 0);
  std::vector<json::object> rows;
  std::istringstream lines(ended.output);
  for (std::string line; std::getline(lines, line);) {
    json::object& row = rows.emplace_back(json::parse(line).as_object());
    for (const char* role : {"production", "candidate", "fallback"})
      row.erase(std::string(role).append("_elapsed_ms"));
    row.erase("received_ms");
  }
  return rows;
}

Ended explain(const Recording& recording, const std::string& id) {
  return run({binary("sparkctl").string(), "explain", id, "--state-dir", recording.state().string(),
              "--json"});
}

}  // namespace

TEST_CASE("a recorded day that is sent again gives the same scores, bit for bit") {
  if (!has_data()) return;
  constexpr int minutes = 1'500;  // more than the day that histories reach back to
  const Recording first, again;
  {
    Sparkd host({}, first.file(), first.state());
    REQUIRE(replay(host, minutes) == minutes);
    host.signal(SIGTERM);
    REQUIRE(host.wait().exit_code == 0);
  }
  {
    Sparkd host({}, again.file(), again.state());
    const Ended sent =
        run({binary("sparkctl").string(), "replay", "--input", "recorder://2024-05-01..2024-05-02",
             "--state-dir", first.state().string(), "--to", host.url("executor"), "--path",
             "/predict", "--rate", "4000", "--quiet"});
    INFO(sent.output);
    REQUIRE(sent.exit_code == 0);
    host.signal(SIGTERM);
    REQUIRE(host.wait().exit_code == 0);
  }
  auto one = rows_of(first);
  auto other = rows_of(again);
  REQUIRE(one.size() == minutes);
  const std::string id(one.back().at("request_id").as_string());
  for (auto* rows : {&one, &other})
    for (json::object& row : *rows) row.erase("request_id");
  CHECK(one == other);

  const Ended found = explain(first, id);
  REQUIRE(found.exit_code == 0);
  const json::value request = json::parse(found.output).at("requests").at(0);
  CHECK(request.at("request_id").as_string() == id);
  const json::value& candidate = request.at("models").at(1);
  CHECK(candidate.at("role").as_string() == "candidate");
  CHECK(candidate.at("score") == one.back().at("candidate_score"));
  CHECK(candidate.at("sha256").as_string().size() == 64);
  CHECK(candidate.at("features").at("mid_price") == one.back().at("mid"));
  const Ended none = explain(first, "no-such-request");
  CHECK(none.exit_code == 1);
  CHECK_THAT(none.output, ContainsSubstring("recorder.predict, live: 20"));
}

TEST_CASE("histories begin with what another host recorded, and go on as its own do") {
  if (!has_data()) return;
  constexpr int before = 1'500;  // more than the day that histories reach back to
  constexpr int after = 60;
  const Recording first, again;
  {
    Sparkd host({}, first.file(), first.state());
    REQUIRE(replay(host, before) == before);
    host.signal(SIGTERM);
    REQUIRE(host.wait().exit_code == 0);
  }
  // Before the rows that follow are there, so that these are not warmed by themselves.
  const fs::path copied = again.path("recorded");
  fs::create_directories(copied);
  fs::copy(first.state() / "rows", copied / "rows", fs::copy_options::recursive);
  {
    Sparkd host({}, first.file(), first.state());
    REQUIRE(replay(host, before + after) == before + after);
    host.signal(SIGTERM);
    REQUIRE(host.wait().exit_code == 0);
  }
  {
    Sparkd host({"plugins.features.with.warm_from=[recorder://" + copied.string() + "/predict]"},
                again.file(), again.state());
    REQUIRE(host.prints("warm_from: BTCUSDT: minutes until 2024-05-02T00:59Z, ready"));
    REQUIRE(replay(host, before + after) == before + after);
    host.signal(SIGTERM);
    REQUIRE(host.wait().exit_code == 0);
  }
  auto one = rows_of(first);
  auto other = rows_of(again);
  REQUIRE(one.size() == before + before + after);
  REQUIRE(other.size() == before + after);
  const auto tail = [](std::vector<json::object>& rows) {
    for (json::object& row : rows)
      for (const char* of_a_host : {"request_id", "sequence"}) row.erase(of_a_host);
    return std::vector<json::object>(rows.end() - after, rows.end());
  };
  CHECK(tail(other) == tail(one));
  CHECK(other.back().at("fallback_status") == json::value(0));  // v1.8.2's model was ready
}
