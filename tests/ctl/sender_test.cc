#include "sender.h"

#include "fake_server.h"
#include "near.h"
#include "report.h"
#include "scratch.h"
#include "simulator.h"
#include "spark/tool/json.h"

using namespace spark;
using namespace spark::replay;
using test::FakeServer;
using test::http_answer;
using test::SeenRequest;

namespace {

constexpr const char* good = R"({"prediction":0.5,"shadow":0.6,"match":true,"delta":0.02})";
constexpr const char* apart = R"({"prediction":0.5,"shadow":0.9,"match":false,"delta":0.4})";
constexpr const char* none = R"({"prediction":0.5,"shadow":null,"match":false,"delta":null})";

struct Ran {
  Tally tally;
  std::optional<tool::Error> error;
};

Ran run(const FakeServer& server, uint64_t rows, uint32_t connections, uint32_t pipeline) {
  Ran ran;
  const auto source = simulate(1, {.read = {}, .rows_max = rows});
  tool::Progress progress(tool::ProgressStyle::quiet, "requests", rows);
  const auto sent =
      send_all(*source, {server.address(), "/p", 0, connections, pipeline}, ran.tally, progress);
  if (!sent) ran.error = sent.error();
  return ran;
}

}  // namespace

TEST_CASE("an answer is a pair, a missing candidate, or neither") {
  struct Case {
    uint32_t status;
    std::string body;
    bool compared, pair, match, readable;
  };
  const std::vector<Case> cases = {{200, good, true, true, true, true},
                                   {200, apart, true, true, false, true},
                                   {200, none, true, false, false, true},
                                   {200, R"({"score":0.5})", false, false, false, true},
                                   {200, "oops", false, false, false, false},
                                   {200, "[]", false, false, false, false},
                                   {500, good, false, false, false, true}};
  for (const Case& c : cases) {
    INFO(c.status << " " << c.body);
    const Outcome outcome = judge(c.status, c.body);
    CHECK(outcome.compared == c.compared);
    CHECK(outcome.pair == c.pair);
    CHECK(outcome.match == c.match);
    CHECK(outcome.readable == c.readable);
  }
}

TEST_CASE("what was answered adds up") {
  Tally tally;
  for (const auto& [status, body] : std::vector<std::pair<uint32_t, std::string>>{
           {200, good}, {200, apart}, {200, none}, {503, "{\"error\":\"busy\"}"}, {200, "oops"}}) {
    tally.add(judge(status, body), 1, body);
  }
  tally.unanswered = 2;
  CHECK(tally.requests() == 7);
  CHECK(tally.failed() == 4);
  CHECK(tally.pairs == 2);
  CHECK(tally.matches == 1);
  CHECK(*tally.match_rate() == 0.5);
  CHECK(tally.shadow_errors == 1);
  CHECK(tally.delta_max == 0.4);
  CHECK(tally.first_failure == "503 {\"error\":\"busy\"}");
  CHECK(!Tally().match_rate());

  Report report;
  report.duration_s = 2;
  const auto json = as_json(report, tally);
  CHECK(tool::text(json, "match_rate") == "0.5");
  CHECK(tool::text(json, "status.200") == "4");
  CHECK(tool::text(json, "status.503") == "1");
  CHECK(*tool::number(json, "delta.mean") == Near(0.21));
  CHECK(tool::text(json, "throughput_per_s") == "2.5");
  CHECK(tool::find(as_json(report, Tally()), "match_rate") == nullptr);
}

TEST_CASE("rows are sent in order, however deep the pipeline") {
  for (const uint32_t pipeline : {1U, 7U, 256U}) {
    FakeServer server([](const SeenRequest&) { return http_answer(200, good); });
    const Ran ran = run(server, 1'000, 1, pipeline);
    REQUIRE(!ran.error);
    CHECK(ran.tally.answered == 1'000);
    CHECK(ran.tally.failed() == 0);
    const auto seen = server.seen();
    REQUIRE(seen.size() == 1'000);
    int64_t last = 0;
    for (const SeenRequest& request : seen) {
      const auto body = tool::parse_json(request.body, "a request");
      REQUIRE(body.has_value());
      const auto ts = static_cast<int64_t>(*tool::number(*body, "snapshot.ts"));
      REQUIRE(ts > last);
      last = ts;
    }
    CHECK(seen[0].target == "/p");
    CHECK(seen[0].head.find("X-Spark-Synthetic") == std::string::npos);
  }
}

TEST_CASE("several connections send every row once") {
  FakeServer server([](const SeenRequest&) { return http_answer(200, good); });
  const Ran ran = run(server, 1'000, 3, 16);
  REQUIRE(!ran.error);
  CHECK(ran.tally.answered == 1'000);
  CHECK(server.seen().size() == 1'000);
}

TEST_CASE("a lost connection ends the run and what was not answered is counted") {
  int calls = 0;
  FakeServer server(
      [&](const SeenRequest&) { return ++calls <= 10 ? http_answer(200, good) : std::string(); });
  const Ran ran = run(server, 1'000, 1, 8);
  REQUIRE(ran.error);
  CHECK(ran.tally.answered == 10);
  CHECK(ran.tally.unanswered == 6);
  CHECK(ran.tally.failed() == 6);
}

TEST_CASE("a request stays within the size that the pipeline's depth assumes") {
  Snapshot row{std::string(32, 'S'),     -1704067200000123456,     -1.2345678901234567e-100,
               -1.2345678901234567e-100, -1.2345678901234567e-100, -1.2345678901234567e-100};
  std::string body, request;
  append_json(body, row);
  const tool::Client client({std::string(64, 'h'), 65'535});
  client.append_request(request, "POST", "/predict-with-shadow", body);
  CHECK(request.size() <= request_bytes_max);
}
