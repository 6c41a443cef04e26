// A plugin that appends evidence with values is killed: afterwards the value is the one of the
// chain's last record, or the host says that they differ, and the plugin begins at its safe state.
#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "end_to_end/changes.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr uint32_t kill_after_us_max = 150'000;

struct Proof {
  uint64_t sequence = 0;  // 0: there is none
  uint64_t proven = 0;
};

// The chain's last two records of the plugin, the last one first.
std::pair<Proof, Proof> last_proofs(const std::filesystem::path& state) {
  const auto listed = run({binary("sparkctl").string(), "evidence", "list", "--last", "1000",
                           "--json", "--state-dir", state.string()});
  Proof last, before;
  if (listed.exit_code != 0) return {};  // there is no chain yet
  const json::value listing = json::parse(listed.output);
  for (const auto& each : listing.at("records").as_array()) {
    if (each.at("action").as_string() != "keeping.proof") continue;
    before = last;
    last = {each.at("seq").to_number<uint64_t>(),
            json::parse(text_of(each.at("detail"))).at("proven").to_number<uint64_t>()};
  }
  return {last, before};
}

json::value proof(const Sparkd& host) {
  return host.json("admin", "GET", "/x/keeping/proof");
}
uint64_t number(const json::value& of, std::string_view name) {
  return of.at(name).to_number<uint64_t>();
}

void wait_until_confirmed(const Sparkd& host) {
  while (!host.json("admin", "GET", "/admin/v1/status").at("generation_confirmed").as_bool())
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

}  // namespace

TEST_CASE("after kill -9 a value and the chain agree, or the plugin is told that they do not") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  const std::vector<std::string> sets = {"confirm={after: 1ms, answers: 0}",
                                         "plugins.keeping={library: " + museum("keeping").string() +
                                             ", with: {bell: " + (folder.path() / "bell").string() +
                                             ", proves: true}}"};
  std::mt19937 random(20261127);
  const uint32_t rounds = is_full_soak() ? 200 : 20;
  uint32_t records = 0, differed = 0, open = 0;
  Proof acknowledged;  // the last one that the plugin was told of
  for (uint32_t round = 0; round < rounds; ++round) {
    INFO("round " << round);
    const auto [last, before] = last_proofs(state);
    Sparkd host(sets, "", state);
    const json::value began = proof(host);
    // Nothing that the plugin was told of is lost.
    CHECK(last.sequence >= acknowledged.sequence);
    if (began.at("agrees").as_bool()) {
      CHECK(number(began, "found_proven") == last.proven);
    } else {
      // The crash fell between this record and its value, which is the one before.
      CHECK(number(began, "found_proven") == before.proven);
      ++differed;
    }
    CHECK(host.json("admin", "GET", "/admin/v1/status").at("degraded").as_array().empty());
    wait_until_confirmed(host);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % kill_after_us_max));
    const json::value now = proof(host);
    host.signal(SIGKILL);
    REQUIRE(host.wait().signal == SIGKILL);
    acknowledged = {number(now, "sequence"), number(now, "proven")};
    const auto [end, ignored] = last_proofs(state);
    records += static_cast<uint32_t>(end.sequence > last.sequence);
    if (end.sequence > acknowledged.sequence) ++open;
    CHECK(run({binary("sparkctl").string(), "evidence", "verify", "--state-dir", state.string()})
              .exit_code == 0);
  }
  CHECK(records > rounds / 4);
  report_figures("evidence-kills",
                 std::to_string(rounds) + " kills of a plugin that appends evidence, " +
                     std::to_string(open) + " with a record that it was not told of, " +
                     std::to_string(differed) + " between a record and its value");
}
