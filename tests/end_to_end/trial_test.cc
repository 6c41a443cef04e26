// What a trial may take, and what becomes of one when the host is told to stop.
#include <csignal>
#include <sstream>
#include <thread>

#include "end_to_end/changes.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr uint32_t answer_ms_max = 90'000;  // longer than a trial takes that hangs

spark::tool::Response swap_to_plugin(const Sparkd& host, const std::string& plugin) {
  spark::tool::ClientOptions options;
  options.token = host.token();
  options.response_timeout_ms = answer_ms_max;
  spark::tool::Client client({"127.0.0.1", host.port("admin")}, options);
  return client
      .call("POST", "/admin/v1/models/candidate/swap",
            R"({"confirm":true,"plugin":")" + plugin + "\"}")
      .value();
}

struct Seen {
  std::string state;  // "S", "Z", …; "" when it is gone
  uint64_t user_ticks = 0;
};

Seen look_at(pid_t process) {
  const std::string stat = read_file(fs::path("/proc") / std::to_string(process) / "stat");
  const size_t name_end = stat.rfind(") ");
  if (name_end == std::string::npos) return {};
  std::istringstream fields(stat.substr(name_end + 2));
  Seen seen;
  fields >> seen.state;
  std::string skipped;
  for (int field = 4; field < 14; ++field) fields >> skipped;  // see proc(5)
  fields >> seen.user_ticks;
  return seen;
}

bool is_gone(pid_t process) {
  const std::string state = look_at(process).state;
  return state.empty() || state == "Z";
}

// The host's trial of a model that goes round in circles, waiting until it does.
pid_t trial_of(const Sparkd& host) {
  constexpr uint64_t ticks_to_be_sure = 20;  // what comes before takes two or three
  const fs::path tasks = fs::path("/proc") / std::to_string(host.pid()) / "task";
  for (;; std::this_thread::yield()) {
    for (const auto& task : fs::directory_iterator(tasks)) {
      std::istringstream children(read_file(task.path() / "children"));
      for (pid_t child = 0; children >> child;) {
        const auto line = read_file(fs::path("/proc") / std::to_string(child) / "cmdline");
        if (line.find("--trial") == std::string::npos) continue;
        while (look_at(child).user_ticks < ticks_to_be_sure) std::this_thread::yield();
        return child;
      }
    }
  }
}

std::string library_of(const std::string& plugin, const std::string& specimen) {
  return "plugins." + plugin + ".library=" + museum(specimen).string();
}

}  // namespace

#ifndef SPARK_SANITIZED
TEST_CASE("a model that takes memory without end is refused, and the host is as it was") {
  const Sparkd host({library_of("greedy", "memory_without_end")});
  const Answered before = ask(host);
  const auto answer = swap_to_plugin(host, "greedy");
  INFO(answer.body);
  CHECK(answer.status == 422);
  CHECK(answer.body.find("step trial: ") != std::string::npos);
  CHECK(answer.body.find("bad_alloc; a rehearsal may have ") != std::string::npos);
  CHECK(ask(host).version == before.version);
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("degraded").as_array().empty());
}
#endif

TEST_CASE("a host that is told to stop ends the trial under way, and says so to who waits") {
  Sparkd host({library_of("slow", "model_create_hangs")});
  spark::tool::Response answer;
  std::thread operator_thread([&] { answer = swap_to_plugin(host, "slow"); });
  const pid_t trial = trial_of(host);
  host.signal(SIGTERM);
  const Ended ended = host.wait();
  operator_thread.join();
  INFO(answer.body);
  CHECK(ended.exit_code == 0);
  CHECK(answer.status == 503);
  CHECK(answer.body.find("the host is stopping") != std::string::npos);
  CHECK(is_gone(trial));
}

TEST_CASE("a trial does not outlive a host that is killed") {
  Sparkd host({library_of("slow", "model_create_hangs")});
  std::thread operator_thread([&] {
    spark::tool::ClientOptions options;
    options.token = host.token();
    options.response_timeout_ms = answer_ms_max;
    spark::tool::Client client({"127.0.0.1", host.port("admin")}, options);
    static_cast<void>(client.call("POST", "/admin/v1/models/candidate/swap",
                                  R"({"confirm":true,"plugin":"slow"})"));
  });
  const pid_t trial = trial_of(host);
  host.signal(SIGKILL);
  host.wait();
  operator_thread.join();
  while (!is_gone(trial)) std::this_thread::yield();
  SUCCEED("it is gone");
}
