// Upgrades, rollbacks, reloads, dry runs, swaps and safe actions, one after the other and beside
// calls of plugins' routes: one object acts at a time, and every call ends once.
#include <atomic>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "end_to_end/changes.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

constexpr uint32_t seed = 20261127;
constexpr uint32_t callers = 8;

// Calls a route again and again; an answer by an object that does not act is a fault. A call that
// found no acting object is asked to come again.
void call_until(const Sparkd& host, const std::atomic<bool>& is_over, std::atomic<uint64_t>& calls,
                std::atomic<uint64_t>& faults) {
  spark::tool::Client client = host.client("admin", host.token());
  while (!is_over) {
    const auto answer = client.call("GET", "/x/living/who");
    if (!answer || (answer->status != 200 && answer->status != 503)) {
      ++faults;
      continue;
    }
    ++calls;
    if (answer->status == 200 && answer->body.find("\"acts\":true") == std::string::npos) ++faults;
  }
}

std::string dry_run_of(const char* library) {
  return R"({"confirm":true,"dry_run":true,"library":")" + museum(library).string() + "\"}";
}

// "act rest act …" of the host's own process, in the order in which they happened.
std::string lives(const std::filesystem::path& journal, const std::string& process) {
  std::ifstream in(journal);
  std::string all;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string who, version, event;
    words >> who >> version >> event;
    if (event != "act" && event != "rest") continue;
    CHECK(who == process);  // what is tried in another process never acts
    all += event == "act" ? 'a' : 'r';
  }
  return all;
}

}  // namespace

TEST_CASE("a storm of changes finds one object acting at any moment, and each call ends once") {
  const TemporaryFolder folder;
  const auto journal = folder.path() / "journal";
  const Sparkd host({"plugins.living={library: " + museum("living").string() +
                         ", with: {journal: " + journal.string() + "}}",
                     "plugins.keeping={library: " + museum("keeping").string() +
                         ", with: {bell: " + (folder.path() / "bell").string() + "}}"});
  std::atomic<bool> is_over{false};
  std::atomic<uint64_t> calls{0};
  std::atomic<uint64_t> faults{0};
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < callers; ++i)
    threads.emplace_back([&] { call_until(host, is_over, calls, faults); });

  std::mt19937 random(seed);
  const uint32_t changes = is_full_soak() ? 600 : 60;
  for (uint32_t i = 0; i < changes; ++i) {
    const bool is_living = random() % 2 == 0;
    const std::string name = is_living ? "living" : "keeping";
    const std::string second = name + (random() % 2 == 0 ? "2" : "");
    boost::json::value answer;
    switch (random() % 6) {
      case 0:
      case 1:
        answer = upgrade(host, name, museum(second));
        break;
      case 2:
        answer = post_admin(host, "/admin/v1/reload");
        break;
      case 3:
        post_admin(host, "/admin/v1/plugins/" + name + "/upgrade", 200, dry_run_of(second.c_str()));
        break;
      case 4:
        host.json("admin", "POST", "/admin/v1/safe", "{}");
        break;
      default:
        answer = swap_candidate(host, source("configs/models/v1.8-b0"));
    }
    if (!answer.is_object()) continue;
    if (answer.as_object().contains("warnings")) {
      for (const auto& warning : answer.at("warnings").as_array())
        CHECK(text_of(warning).find("plugins.") != 0);  // none of the two complained
    }
  }
  is_over = true;
  for (auto& thread : threads) thread.join();

  CHECK(faults == 0);
  CHECK(calls > changes);
  const std::string found = lives(journal, std::to_string(host.pid()));
  REQUIRE(found.size() % 2 == 1);
  CHECK(found.size() > 3);
  for (size_t i = 0; i < found.size(); ++i) CHECK(found[i] == (i % 2 == 0 ? 'a' : 'r'));
  bool has_ended = false;
  for (int i = 0; i < 5'000 && !has_ended; ++i) {
    const auto count = host.json("admin", "GET", "/x/keeping/count");
    has_ended = count.at("asked") == count.at("ended");
  }
  CHECK(has_ended);
  report_figures("life-storm", std::to_string(changes) + " changes, " +
                                   std::to_string(found.size()) +
                                   " times an object began or ceased to act, " +
                                   std::to_string(calls) + " calls of routes meanwhile");
}
