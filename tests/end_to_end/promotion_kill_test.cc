// kill -9 at random moments of promotions and of their ways back: production is one of the two
// models, and the chain, which is whole, says which.
#include <chrono>
#include <csignal>
#include <optional>
#include <random>
#include <thread>

#include "end_to_end/promoting_host.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

// Asks, and kills the host so much later; whether an answer came before.
bool ask_and_kill(Sparkd& host, spark::tool::Response (*ask)(const Sparkd&), microseconds after) {
  bool was_answered = false;
  std::thread asking([&] { was_answered = ask(host).status == 200; });
  std::this_thread::sleep_for(after);
  host.signal(SIGKILL);
  asking.join();
  REQUIRE(host.wait().signal == SIGKILL);
  return was_answered;
}

// What production is, as the last record that says so has it.
std::string production_on_record(const std::filesystem::path& state) {
  std::string version = "m-500";
  for (const OfPromote& each : records_of_promote(state)) {
    const auto text = [&](const char* member) {
      return std::string(each.record.at(member).at("version").as_string());
    };
    if (each.kind == "promotion") version = text("to");
    if (each.kind == "failure" || each.kind == "rollback") version = text("from");
    // A watch finds its models exchanged already: a crash fell between the exchange and its record.
    if (each.kind == "watch_end" && each.record.at("phase").as_string() == "rolled_back")
      version = text("from");
  }
  return version;
}

struct Seen {
  uint32_t promoted = 0, taken_back = 0, answered = 0;
};

// Starts the host again; which of the two models is production.
std::string look_after(const PromotingHost& prepared, const std::filesystem::path& state,
                       int64_t& next_ms, std::optional<Sparkd>& host) {
  host.emplace(std::vector<std::string>{}, prepared.config(), state);
  REQUIRE(host->prints("is confirmed"));
  auto client = host->client("executor");
  next_ms = send_minutes(client, next_ms, 2);
  const std::string found = roles(*host);
  CHECK((found == as_prepared || found == as_promoted));
  CHECK(production_on_record(state) == found.substr(0, 5));
  CHECK(flaws_of_chain(state) == "");
  return found;
}

// How long one takes that nobody kills.
microseconds time_of(const Sparkd& host, spark::tool::Response (*ask)(const Sparkd&)) {
  const auto began = Clock::now();
  const auto reply = ask(host);
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  return std::chrono::duration_cast<microseconds>(Clock::now() - began);
}

}  // namespace

TEST_CASE("after kill -9 in a promotion or its way back, production is one of the two, on record") {
  const PromotingHost prepared;
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  microseconds promotion{}, way_back{};
  {
    prepared.copy_state(state);
    int64_t next_ms = prepared.next_ms();
    std::optional<Sparkd> host;
    look_after(prepared, state, next_ms, host);
    promotion = time_of(*host, promote);
    way_back = time_of(*host, take_back);
  }
  std::mt19937 random(20261128);
  const auto some_of = [&](microseconds all) {
    return microseconds(random() % static_cast<uint64_t>(all.count() * 5 / 4));
  };
  const uint32_t rounds = is_full_soak() ? 100 : 10;
  Seen seen;
  for (uint32_t round = 0; round < rounds; ++round) {
    INFO("round " << round);
    prepared.copy_state(state);
    int64_t next_ms = prepared.next_ms();
    std::optional<Sparkd> host;
    REQUIRE(look_after(prepared, state, next_ms, host) == as_prepared);
    const bool was_promoted = ask_and_kill(*host, promote, some_of(promotion));
    std::string found = look_after(prepared, state, next_ms, host);
    if (was_promoted) CHECK(found == as_promoted);
    seen.answered += was_promoted ? 1 : 0;
    seen.promoted += found == as_promoted ? 1 : 0;
    if (found == as_prepared) {
      // It can be asked for again.
      const auto again = promote(*host);
      INFO(again.body);
      REQUIRE(again.status == 200);
    }
    const bool was_taken_back = ask_and_kill(*host, take_back, some_of(way_back));
    found = look_after(prepared, state, next_ms, host);
    if (was_taken_back) CHECK(found == as_prepared);
    seen.answered += was_taken_back ? 1 : 0;
    seen.taken_back += found == as_prepared ? 1 : 0;
    if (found == as_promoted) {
      // Its watch goes on: it can still be taken back, and nothing else be promoted.
      CHECK(promote(*host).status == 409);
      CHECK(take_back(*host).status == 200);
      CHECK(roles(*host) == as_prepared);
    }
  }
  report_figures("promotion-kills",
                 std::to_string(2 * rounds) + " kills in promotions and their ways back, " +
                     std::to_string(seen.answered) +
                     " after the answer: " + std::to_string(seen.promoted) + " of " +
                     std::to_string(rounds) + " promotions and " + std::to_string(seen.taken_back) +
                     " of " + std::to_string(rounds) + " ways back were done");
}
