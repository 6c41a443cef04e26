// What somebody sees and tries who starts the host for the first time.
#include <filesystem>
#include <string>

#include "end_to_end/harness.h"
#include "support/catch.h"
#include "support/working_directory.h"

using namespace spark::test;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The line of the greeting that asks for the status, as it is printed.
std::string status_command(const std::string& greeting) {
  const size_t end = greeting.find(" status\n");
  if (end == std::string::npos) return "";
  const size_t begin = greeting.rfind('\n', end) + 1;
  return greeting.substr(begin, end + 7 - begin);
}

Ended shell(const std::string& command) {
  return run({"/bin/sh", "-c", command});
}

}  // namespace

TEST_CASE("the greeting lists the routes of plugins under their listener", "[smoke]") {
  const Sparkd host;
  REQUIRE(host.prints("Stop with Ctrl-C"));
  INFO(host.output());
  const std::string routes =
      "GET /shadow/metrics, POST /shadow/disable, POST /shadow/enable (plugin shadow)\n";
  const size_t at = host.output().find(routes);
  CHECK(at != std::string::npos);
  CHECK(at > host.output().find("  executor "));
  CHECK(at < host.output().find("  ml-engine "));
}

TEST_CASE("the greeting's command for the status works as it is printed, whatever the ports") {
  const TemporaryFolder folder;
  for (const std::string state : {"var", "var/inner", "state", "a state's"}) {
    fs::create_directories(folder.path() / state);
    const WorkingDirectory working(folder.path());
    const Sparkd host({}, {}, folder.path() / state);
    REQUIRE(host.prints("Stop with Ctrl-C"));
    const std::string command = status_command(host.output());
    CAPTURE(host.output(), command);
    CHECK(has(command, "--state-dir") == (state != "var"));
    const Ended ended = shell(command);
    INFO(ended.output);
    CHECK(ended.exit_code == 0);
    CHECK(has(ended.output, "process " + std::to_string(host.pid())));
  }
}

TEST_CASE("commands work from a folder of the tree, and artefacts by the configuration's names") {
  const TemporaryFolder folder;
  fs::copy(source("configs"), folder.path() / "configs", fs::copy_options::recursive);
  fs::create_directories(folder.path() / "var");
  fs::create_directories(folder.path() / "below/further");
  const WorkingDirectory working(folder.path() / "below/further");
  const Sparkd host({}, folder.path() / "configs/executor.yaml", folder.path() / "var");
  const std::string ctl = binary("sparkctl").string();
  const Ended status = run({ctl, "status"});
  INFO(status.output);
  CHECK(status.exit_code == 0);
  const Ended swap = run({ctl, "swap", "candidate", "--artefact", "models/v1.8-b0", "--dry-run"});
  INFO(swap.output);
  CHECK(swap.exit_code == 0);
  const Ended none = run({ctl, "swap", "candidate", "--artefact", "models/none", "--dry-run"});
  CHECK(none.exit_code == 2);
  CHECK(has(none.output, (fs::current_path() / "models/none").string()));
  CHECK(has(none.output, (folder.path() / "configs/models/none").string()));

  // Commands that are programs of their own find the same host, whatever its ports.
  const Ended replay = run({ctl, "replay", "--limit", "50", "--quiet"});
  CHECK(has(replay.output, host.url("executor")));
  CHECK(replay.exit_code == 0);
  CHECK(host.metric("ml_shadow_success_total") == 50);
  const Ended smoke = run({ctl, "smoke", "--requests", "50", "--quiet"});
  INFO(smoke.output);
  CHECK(smoke.exit_code != 2);
  CHECK(host.metric(R"(spark_requests_total{pipeline="ml-predict",code="200"})") == 50);
}
