// Starts that are refused, slow or ended, and ends that nothing holds up.
#include <arpa/inet.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/raw.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

// A port that nobody has at the moment.
uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
  ::close(fd);
  return ntohs(at.sin_port);
}

std::vector<std::string> hanging() {
  return {"plugins.hangs.library=" + museum("constructor_hangs").string()};
}

// A sparkd whose start does not end: its plugin's constructor hangs.
class Starting {
 public:
  explicit Starting(const fs::path& state) : admin(free_port()) {
    auto sets = hanging();
    sets.push_back("listeners.admin.port=" + std::to_string(admin));
    const auto words = sparkd_command(sets, {}, state);
    std::vector<char*> raw;
    for (const auto& word : words) raw.push_back(const_cast<char*>(word.c_str()));
    raw.push_back(nullptr);
    REQUIRE(::posix_spawn(&pid, raw[0], nullptr, nullptr, raw.data(), environ) == 0);
    while (!answers()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ~Starting() {
    if (pid < 0) return;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  Starting(const Starting&) = delete;
  Starting& operator=(const Starting&) = delete;

  spark::tool::Client client() const { return spark::tool::Client({"127.0.0.1", admin}, {}); }
  // The exit code, after a signal.
  int end_by(int signal) {
    ::kill(pid, signal);
    int status = 0;
    ::waitpid(pid, &status, 0);
    pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  uint16_t admin;
  pid_t pid = -1;

 private:
  [[nodiscard]] bool answers() const {
    return client().call("GET", "/admin/v1/status").has_value();
  }
};

int exit_code_of(const std::vector<std::string>& sets, const fs::path& state) {
  return run(sparkd_command(sets, {}, state)).exit_code;
}

std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("admin", "GET", "/admin/v1/status").at("degraded"));
}

}  // namespace

TEST_CASE("starts that the environment refuses are no crashes of what would have run") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    Sparkd host({}, {}, state);
    swap_candidate(host, make_artefact(folder.path(), 1));
    host.signal(SIGTERM);
    CHECK(host.wait().exit_code == 0);
  }
  const Sparkd other;
  const std::string taken = "listeners.executor.port=" + std::to_string(other.port("executor"));
  for (int i = 0; i < 3; ++i) CHECK(exit_code_of({taken}, state) == 1);
  fs::permissions(state / "admin.token", fs::perms::others_read, fs::perm_options::add);
  for (int i = 0; i < 3; ++i) CHECK(exit_code_of({}, state) == 1);
  fs::permissions(state / "admin.token", fs::perms::others_read, fs::perm_options::remove);
  const Sparkd host({}, {}, state);
  CHECK(ask(host).version == "m-1");
  CHECK(degraded(host) == "[]");
  CHECK(host.json("admin", "GET", "/admin/v1/quarantine").at("quarantined").as_array().empty());
}

TEST_CASE("while a host starts it says so, and everything can be made safe") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    Starting starting(state);
    auto client = starting.client();
    const auto early = client.call("GET", "/admin/v1/status").value();
    CHECK(early.status == 503);
    CHECK(early.body == R"({"error":"starting"})");
    CHECK(client.call("GET", "/admin/v1/safe").value().status == 503);
    const auto safe = client.call("POST", "/admin/v1/safe").value();
    CHECK(safe.status == 200);
    CHECK(json::parse(safe.body).at("recorded").as_bool());
    CHECK(starting.end_by(SIGKILL) == -1);
  }
  const Sparkd host({}, {}, state);
  const auto flag = host.json("admin", "GET", "/admin/v1/flags").at("flags").at(0);
  CHECK(flag.at("value") == 0);
  CHECK(flag.at("latched").at("by") == "/admin/v1/safe");
}

TEST_CASE("SIGUSR2 counts while a host starts, also for a start that is ended") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    Starting starting(state);
    ::kill(starting.pid, SIGUSR2);
    const auto latches = [&] { return read_file(state / "latches"); };
    while (latches().find("signal") == std::string::npos)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(starting.end_by(SIGTERM) == 128 + SIGTERM);
  }
  const Sparkd host({}, {}, state);
  CHECK(host.json("admin", "GET", "/admin/v1/flags").at("flags").at(0).at("value") == 0);
}

TEST_CASE("TERM and INT end a start at once, whatever it is at") {
  const TemporaryFolder folder;
  for (const int signal : {SIGTERM, SIGINT}) {
    Starting starting(folder.path() / std::to_string(signal));
    CHECK(starting.end_by(signal) == 128 + signal);
  }
}

TEST_CASE("a stage that never returns keeps no host alive") {
  Sparkd host({"plugins.faulty={library: " + museum("faulty").string() + "}",
               "models.faulty={plugin: faulty, with: {features: [rsi_14], spin_ms: 60000}}",
               "workers=1"});
  host.json("admin", "POST", "/x/faulty/fault?kind=late");
  const Raw stuck(host.port("ml-engine"));
  const std::string body =
      R"({"inputs":[{"name":"features","datatype":"FP64","shape":[1,1],"data":[1]}]})";
  stuck.send("POST /v2/models/faulty/infer HTTP/1.1\r\nHost: a\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n\r\n" + body);
  host.signal(SIGTERM);
  REQUIRE(host.prints("stopping: answering"));
  host.signal(SIGTERM);
  REQUIRE(host.prints("second signal"));
  if (is_full_soak()) {
    CHECK(host.wait().exit_code == 1);  // by force, after a while
    return;
  }
  // The next one ends it at once, when it finds the end begun.
  std::atomic<bool> over{false};
  std::thread insisting([&over, pid = host.pid()] {
    while (!over) {
      ::kill(pid, SIGTERM);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(host.pid()), &info, WEXITED | WNOWAIT);
  over = true;
  insisting.join();
  const Ended ended = host.wait();
  CHECK(ended.exit_code == 128 + SIGTERM);
  CHECK(ended.output.find("ended at once") != std::string::npos);
}
