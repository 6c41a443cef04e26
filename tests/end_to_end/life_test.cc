// Plugin objects act one at a time and in order: while they are exchanged, rolled back, tried, and
// when the host ends.
#include <csignal>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

// A host with the specimen that keeps a journal of its life.
struct Living {
  explicit Living(const std::string& more = "")
      : host({"plugins.living={library: " + museum("living").string() +
              ", with: {journal: " + journal().string() + more + "}}"}) {}

  [[nodiscard]] std::filesystem::path journal() const { return folder.path() / "journal"; }
  [[nodiscard]] std::filesystem::path bell() const { return folder.path() / "bell"; }

  // What the host's own process wrote, or all the others, "1.0.0 act 1.0.0 rest …".
  [[nodiscard]] std::string events(bool own) const {
    std::ifstream in(journal());
    std::string all;
    for (std::string line; std::getline(in, line);) {
      const size_t space = line.find(' ');
      if ((line.substr(0, space) == process) != own) continue;
      all += (all.empty() ? "" : ", ") + line.substr(space + 1);
    }
    return all;
  }
  void await(const std::string& event) const {
    while (events(true).find(event) == std::string::npos)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  // The events of the host's process since the last call.
  std::string fresh() {
    const std::string all = events(true);
    std::string since = all.substr(std::min(seen, all.size()));
    if (since.starts_with(", ")) since = since.substr(2);
    seen = all.size();
    return since;
  }

  const TemporaryFolder folder;
  Sparkd host;
  const std::string process = std::to_string(host.pid());
  size_t seen = 0;
};

}  // namespace

TEST_CASE("an exchange rests the previous object, hands its state on, and lets the new one act") {
  Living living;
  CHECK(living.fresh() == "1.0.0 create, 1.0.0 act");
  upgrade(living.host, "living", museum("living2"));
  CHECK(living.fresh() ==
        "2.0.0 create, 1.0.0 rest, 1.0.0 save, 2.0.0 load, 2.0.0 act, 1.0.0 save, 2.0.0 merge");
  post_admin(living.host, "/admin/v1/plugins/living/rollback");
  CHECK(living.fresh() == "2.0.0 rest, 2.0.0 save, 1.0.0 load, 1.0.0 act, 2.0.0 save, 1.0.0 merge");
  living.host.signal(SIGTERM);
  CHECK(living.host.wait().exit_code == 0);
  const std::string end = living.fresh();
  CHECK(end.starts_with("1.0.0 rest, "));
  CHECK(end.find("1.0.0 destroy") != std::string::npos);
  CHECK(end.find("2.0.0 destroy") != std::string::npos);
}

TEST_CASE("an object whose successor is superseded in the last moment acts again") {
  Living living(", safe_at_rest: true");
  living.fresh();
  const auto refused = upgrade(living.host, "living", museum("living2"), 409);
  CHECK(text_of(refused.at("error")).find("superseded by plugin living") != std::string::npos);
  CHECK(living.fresh() ==
        "2.0.0 create, 1.0.0 rest, 1.0.0 save, 2.0.0 load, 1.0.0 act, 2.0.0 destroy");
  const auto who = living.host.json("admin", "GET", "/x/living/who");
  CHECK(who.at("version").as_string() == "1.0.0");
  CHECK(who.at("acts").as_bool());
}

TEST_CASE("what is only tried never acts, in whichever process") {
  Living living;
  living.fresh();
  const std::string body =
      R"({"confirm":true,"dry_run":true,"library":")" + museum("living2").string() + "\"}";
  post_admin(living.host, "/admin/v1/plugins/living/upgrade", 200, body);
  CHECK(living.fresh().empty());
  const std::string tried = living.events(false);
  CHECK(tried.find("2.0.0 create") != std::string::npos);
  CHECK(tried.find("act") == std::string::npos);
  CHECK(tried.find("rest") == std::string::npos);
}

TEST_CASE("objects that a change leaves alone go on acting") {
  Living living;
  living.fresh();
  swap_candidate(living.host, source("configs/models/v1.8-b0"), 200, R"(,"plugin":"ml-model")");
  CHECK(living.fresh().empty());
  CHECK(living.host.json("admin", "GET", "/x/living/who").at("acts").as_bool());
}

TEST_CASE("a complaint when an object rests or acts is shown, and stops nothing") {
  Living living(", complains: true");
  CHECK(living.host.text("executor", "/health").find("its act: it has no wish to") !=
        std::string::npos);
  const auto answer = upgrade(living.host, "living", museum("living2"));
  const auto& warnings = answer.at("warnings").as_array();
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].as_string() == "plugins.living: its rest: it is not tired");
  CHECK(warnings[1].as_string() == "plugins.living: its act: it has no wish to");
  CHECK(living.host.json("admin", "GET", "/x/living/who").at("version").as_string() == "2.0.0");
}

TEST_CASE("a host whose plugin does not return from its act is still ended by one signal") {
#ifdef __SANITIZE_THREAD__
  WARN("skipped: ThreadSanitizer holds a signal back while the main thread waits for a future");
  return;
#endif
  const TemporaryFolder folder;
  const auto journal = folder.path() / "journal";
  auto started = std::async(std::launch::async, [&]() -> std::string {
    try {
      const Sparkd host({"plugins.living={library: " + museum("living").string() +
                         ", with: {journal: " + journal.string() +
                         ", acts_after: " + (folder.path() / "never").string() + "}}"});
      return "it serves";
    } catch (const std::exception& ended) {
      return ended.what();
    }
  });
  pid_t process = 0;
  while (process == 0) {
    std::ifstream in(journal);
    for (std::string line; std::getline(in, line);)
      if (line.ends_with(" act")) process = std::stoi(line);
  }
  REQUIRE(::kill(process, SIGTERM) == 0);
  CHECK(started.get().find("ended while starting") != std::string::npos);
}

TEST_CASE("calls that waited through an exchange are answered by the object that acts") {
  Living living;
  const auto call = [&](const std::string& path) {
    return std::async(std::launch::async,
                      [&host = living.host, path] { return host.json("admin", "GET", path); });
  };
  auto nap = call("/x/living/nap?" + living.bell().string());
  living.await("nap");
  auto change = std::async(std::launch::async,
                           [&] { return upgrade(living.host, "living", museum("living2")); });
  std::vector<std::future<boost::json::value>> waiting;
  for (int i = 0; i < 3; ++i) waiting.push_back(call("/x/living/who"));
  living.await("2.0.0 create");
  std::ofstream(living.bell()) << "wake up";
  CHECK(nap.get().at("acts").as_bool());
  change.get();
  for (auto& answer : waiting) CHECK(answer.get().at("acts").as_bool());
  CHECK(call("/x/living/who").get().at("version").as_string() == "2.0.0");
}

TEST_CASE("calls that waited when the host ends reach no object that rests") {
  Living living;
  const auto nap = [&] {
    return std::async(std::launch::async, [&] {
      try {
        living.host.json("admin", "GET", "/x/living/nap?" + living.bell().string());
      } catch (const std::exception&) {  // the host has gone
      }
    });
  };
  const auto first = nap();
  living.await("nap");
  const auto second = nap();
  // The two and the one that asks.
  while (living.host.metric("spark_http_connections") < 3)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  living.fresh();
  living.host.signal(SIGTERM);
  living.host.signal(SIGTERM);
  REQUIRE(living.host.prints("second signal"));
  std::ofstream(living.bell()) << "wake up";
  CHECK(living.host.wait().exit_code == 0);
  CHECK(living.fresh().ends_with("1.0.0 rest, 1.0.0 destroy"));
}

TEST_CASE("a change waits no longer than five seconds for a plugin's route") {
  Living living;
  const auto nap = std::async(std::launch::async, [&] {
    living.host.json("admin", "GET", "/x/living/nap?" + living.bell().string(), "", 503);
  });
  living.await("nap");
  living.fresh();
  const auto refused = upgrade(living.host, "living", museum("living2"), 503);
  CHECK(text_of(refused.at("error")).find("kept the control thread busy for 5000 ms") !=
        std::string::npos);
  CHECK(living.fresh().find("rest") == std::string::npos);
  std::ofstream(living.bell()) << "wake up";
  CHECK(living.host.json("admin", "GET", "/x/living/who").at("acts").as_bool());
  upgrade(living.host, "living", museum("living2"));
  CHECK(living.host.json("admin", "GET", "/x/living/who").at("version").as_string() == "2.0.0");
}
