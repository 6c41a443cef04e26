// A durable value that crashes its reader does not keep the host down.
#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

struct Place {
  Place() {
    const rlimit no_cores{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_cores);
  }

  [[nodiscard]] std::filesystem::path state() const { return folder.path() / "state"; }
  // With the plugin that ends the process where it finds a count: "no", "made", "act".
  [[nodiscard]] std::vector<std::string> with(const std::string& fragile) const {
    return {"plugins.keeping={library: " + museum("keeping").string() +
            ", with: {bell: " + (folder.path() / "bell").string() + ", fragile: " + fragile + "}}"};
  }
  // A value on the disk, and a clean stop.
  void keep_a_value() const {
    const Sparkd host(with("no"), {}, state());
    const auto has_counted = [&host] {
      return host.json("admin", "GET", "/x/keeping/count").at("on_disk").to_number<int>() > 0;
    };
    while (!has_counted()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  [[nodiscard]] Ended start_and_end(const std::string& fragile) const {
    return run(sparkd_command(with(fragile), source("configs/executor.yaml"), state()));
  }

  const TemporaryFolder folder;
};

std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("admin", "GET", "/admin/v1/status").at("degraded"));
}

void check_that_it_serves_without_the_value(const Sparkd& host) {
  const std::string text = degraded(host);
  INFO(text);
  CHECK(text.find("plugins.keeping: 1 durable values were set aside") != std::string::npos);
  CHECK(text.find(":aside:") != std::string::npos);
  CHECK(host.json("admin", "GET", "/x/keeping/count").at("count").to_number<int>() >= 0);
}

}  // namespace

TEST_CASE("a value that crashes its reader in act() is set aside at the third start") {
  const Place place;
  place.keep_a_value();
  for (int start = 0; start < 2; ++start) {
    const Ended ended = place.start_and_end("act");
    INFO(ended.output);
    CHECK(ended.signal == SIGABRT);
  }
  const Sparkd host(place.with("act"), {}, place.state());
  check_that_it_serves_without_the_value(host);
}

TEST_CASE("a value that crashes its reader in a trial is set aside at once") {
  const Place place;
  place.keep_a_value();
  {
    const Sparkd host(place.with("made"), {}, place.state());
    check_that_it_serves_without_the_value(host);
  }
  // Once: the next value is kept, whatever it does.
  Sparkd host(place.with("no"), {}, place.state());
  CHECK(degraded(host).find("set aside") == std::string::npos);
}

TEST_CASE("starts that were confirmed or ended cleanly set nothing aside") {
  const Place place;
  for (int start = 0; start < 4; ++start) place.keep_a_value();
  const Sparkd host(place.with("no"), {}, place.state());
  CHECK(degraded(host).find("set aside") == std::string::npos);
}
