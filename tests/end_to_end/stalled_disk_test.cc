// Orders that meet a disk that stalls. Not under a sanitizer, whose runtime must come first.
#ifndef SPARK_SANITIZED
#include <csignal>
#include <future>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/bad_disk.h"
#include "end_to_end/changes.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr const char* flag_path = "/admin/v1/flags/shadow.enabled";

json::object flag_of(const Sparkd& host) {
  return host.json("admin", "GET", "/admin/v1/flags").at("flags").at(0).as_object();
}
int64_t value_of(const Sparkd& host) {
  return flag_of(host).at("value").as_int64();
}

void enable(const Sparkd& host) {
  post_admin(host, flag_path, 200, R"({"value":1,"confirm":true})");
  REQUIRE(value_of(host) == 1);
}

std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("executor", "GET", "/health").at("degraded"));
}

}  // namespace

TEST_CASE("an order that waited for a stalled disk is superseded by the safe one that came later") {
  const BadDisk disk;
  const Sparkd host;
  host.json("executor", "POST", "/shadow/disable");
  const TemporaryFolder folder;
  const auto artefact = make_artefact(folder.path(), 1);
  const std::string version = ask(host).version;
  for (const bool by_signal : {false, true}) {
    enable(host);
    disk.stall();
    const auto ask_for = [&](const std::string& listener, const std::string& path,
                             const std::string& body) {
      return std::async(std::launch::async, [&host, listener, path, body] {
        auto client = host.client(listener, host.token());
        return client.call("POST", path, body).value().status;
      });
    };
    auto risky = ask_for("executor", "/shadow/enable", std::string(confirm_body));
    auto change = ask_for("admin", "/admin/v1/models/candidate/swap",
                          R"({"confirm":true,"artefact":")" + artefact.string() + "\"}");
    // Both wait by now, or will find that they came too late.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    if (by_signal) {
      host.signal(SIGUSR2);
      while (value_of(host) != 0) std::this_thread::yield();
    } else {
      const auto safe = host.json("executor", "POST", "/shadow/disable");
      CHECK_FALSE(safe.at("recorded").as_bool());
    }
    CHECK(value_of(host) == 0);
    disk.go_on();
    CHECK(risky.get() == 409);
    CHECK(change.get() == 409);
    CHECK(value_of(host) == 0);
    CHECK(ask(host).version == version);
  }
}

TEST_CASE("an order whose client was told 503 is never applied, however late the disk is") {
  if (!is_full_soak()) {
    WARN("the client is told 503 after 5 s: in the full soak only");
    return;
  }
  const BadDisk disk;
  const Sparkd host;
  host.json("executor", "POST", "/shadow/disable");
  disk.stall();
  auto client = host.client("executor", host.token());
  CHECK(client.call("POST", "/shadow/enable", confirm_body).value().status == 503);
  disk.go_on();
  while (degraded(host).find("not on record") != std::string::npos) std::this_thread::yield();
  post_admin(host, "/admin/v1/reload");  // is recorded after it, so that it has had its chance
  CHECK(value_of(host) == 0);
}

TEST_CASE("a disk that stalls fires an alert while it stalls, and both ends are recorded then") {
  const BadDisk disk;
  const Sparkd host(
      {"alerts.stuck={fact: host.recorder.busy_ms, comparison: above, threshold: 1000}"});
  const auto state = [&host] {
    const auto said = host.json("admin", "GET", "/admin/v1/alerts");
    for (const auto& alert : said.at("alerts").as_array())
      if (text_of(alert.at("name")) == "stuck") return text_of(alert.at("state"));
    return std::string("none");
  };
  const auto wait_for = [&](const std::string& wanted) {
    while (state() != wanted) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  };
  CHECK(state() == "inactive");
  disk.stall();
  host.json("executor", "POST", "/shadow/disable");  // its record waits for the disk
  wait_for("firing");
  disk.go_on();
  wait_for("inactive");
  const auto listed = run({binary("sparkctl").string(), "--state-dir", host.state_dir().string(),
                           "evidence", "list", "--json"});
  CHECK(listed.exit_code == 0);
  for (const char* result : {R"("firing")", R"("resolved")"})
    CHECK(listed.output.find(result) != std::string::npos);
}

TEST_CASE("evidence that waits for a stalled disk holds up neither answers nor plugins' routes") {
  const BadDisk disk;
  const TemporaryFolder folder;
  const Sparkd host({"plugins.keeping={library: " + museum("keeping").string() +
                     ", with: {bell: " + (folder.path() / "bell").string() + ", proves: true}}"});
  const auto number = [&host](const char* path, std::string_view name) {
    return host.json("admin", "GET", path).at(name).to_number<uint64_t>();
  };
  const auto proven = [&] { return number("/x/keeping/proof", "proven"); };
  while (proven() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  disk.stall();
  const uint64_t before = proven();
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(is_full_soak() ? 7'000 : 700);
  const uint64_t ticks_before = number("/x/keeping/count", "ticks");
  while (std::chrono::steady_clock::now() < end) {
    (void)ask(host);                // by a worker
    CHECK(proven() <= before + 1);  // by the control thread; one may have been on its way
  }
  CHECK(number("/x/keeping/count", "ticks") > ticks_before);
  disk.go_on();
  while (proven() <= before + 1) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}
#endif
