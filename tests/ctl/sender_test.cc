#include "sender.h"

#include <algorithm>
#include <map>
#include <set>

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

// Minutes of several symbols: `weights[i]` rows of symbol i, then those of the next, again and
// again.
class SymbolRounds final : public Source {
 public:
  SymbolRounds(std::vector<size_t> weights, size_t rows) : rows_(rows) {
    for (size_t i = 0; i < weights.size(); ++i) round_.insert(round_.end(), weights[i], i);
  }
  tool::Result<bool> next(Snapshot& out) override {
    if (given_ == rows_) return false;
    out = {"S" + std::to_string(round_[given_ % round_.size()]),
           static_cast<int64_t>(1 + given_),
           1,
           1,
           1,
           50,
           false};
    ++given_;
    return true;
  }
  const market::Findings& findings() const override { return found_; }
  std::string name() const override { return ""; }
  std::string spread() const override { return ""; }

 private:
  std::vector<size_t> round_;  // a symbol each
  size_t rows_;
  size_t given_ = 0;
  market::Findings found_;
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
    const Judgement outcome = judge(c.status, c.body);
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
  CHECK(tally.no_candidate == 1);
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

TEST_CASE("what waits for features is counted by itself, and alone it is no success") {
  const std::string waits = R"({"error":"features not ready: rv","missing":["rv"]})";
  const std::string refused = R"({"error":"unprocessable"})";
  CHECK(judge(422, waits).not_ready);
  for (const std::string& other : {refused, std::string("oops"), std::string("[]")})
    CHECK_FALSE(judge(422, other).not_ready);
  CHECK_FALSE(judge(500, waits).not_ready);

  Tally tally;
  for (int i = 0; i < 3; ++i) tally.add(judge(422, waits), 1, "");
  CHECK(tally.not_ready == 3);
  CHECK(tally.failed() == 0);
  CHECK_FALSE(tally.passes());  // nothing was answered
  CHECK(tally.latencies.summary().max_ms == 0);
  tally.add(judge(200, good), 2, good);
  CHECK(tally.passes());
  CHECK(tally.latencies.summary().max_ms == 2);
  CHECK(*tool::number(as_json({}, tally), "not_ready") == 3);
  CHECK(as_text({}, tally).find("not ready") != std::string::npos);
  tally.add(judge(422, refused), 1, refused);
  CHECK(tally.failed() == 1);
  CHECK_FALSE(tally.passes());
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

TEST_CASE("several connections send every row once, and each symbol's in order over one") {
  struct Case {
    uint32_t connections, pipeline;
    std::vector<size_t> weights;  // of the symbols, in rows of a round
  };
  const auto c = GENERATE(values<Case>({{3, 16, {1, 1, 1, 1, 1}},
                                        {2, 1, {1, 1}},
                                        {4, 7, {1}},                // three have nothing to do
                                        {2, 256, {1'500, 1}},       // one waits for the other
                                        {2, 1, {1'500, 1, 1'500}},  // beyond what a queue holds
                                        {64, 5, {5, 0, 1, 2}}}));
  SymbolRounds source(c.weights, 4'000);
  FakeServer server([](const SeenRequest&) { return http_answer(200, good); });
  Tally tally;
  tool::Progress progress(tool::ProgressStyle::quiet, "requests", 4'000);
  const auto sent =
      send_all(source, {server.address(), "/p", 0, c.connections, c.pipeline}, tally, progress);
  REQUIRE(sent.has_value());
  CHECK(tally.answered == 4'000);

  std::map<std::string, std::set<uint64_t>> connections;  // of each symbol
  std::map<std::string, double> last;
  std::set<double> times;
  for (const SeenRequest& request : server.seen()) {
    const auto body = tool::parse_json(request.body, "a request");
    REQUIRE(body.has_value());
    const std::string symbol = tool::text(*body, "symbol");
    const double ts = *tool::number(*body, "snapshot.ts");
    REQUIRE(ts > last[symbol]);
    last[symbol] = ts;
    times.insert(ts);
    connections[symbol].insert(request.connection);
  }
  CHECK(times.size() == 4'000);
  std::set<uint64_t> used;
  for (const auto& [symbol, own] : connections) {
    INFO(symbol);
    CHECK(own.size() == 1);
    used.insert(own.begin(), own.end());
  }
  CHECK(used.size() == std::min<size_t>(c.connections, connections.size()));
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
