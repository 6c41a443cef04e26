// Operators by a socket in the file system: known by their user's name, allowed what the table
// says.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* other_user = "nobody";

// A folder that every user may look into.
struct Place {
  Place() { REQUIRE(::chmod(folder.path().c_str(), 0755) == 0); }

  TemporaryFolder folder;
  fs::path path = folder.path() / "ops.sock";
  std::string url = "unix:" + path.string();

  [[nodiscard]] std::string listener(const std::string& more) const {
    return "listeners.ops={socket: " + path.string() + ", mode: \"0666\"" + more + "}";
  }
};

std::string this_user() {
  return ::geteuid() == 0 ? "root" : std::to_string(::geteuid());
}

tool::Response call(const Place& place, std::string_view method, std::string_view target,
                    std::string_view body = "") {
  tool::Client client(tool::parse_url(place.url).value(), {});
  return client.call(method, target, body).value();
}

// The newest record of that action.
json::object record_of(const Sparkd& host, const std::string& action) {
  json::object found;
  const Ended listed = run({binary("sparkctl").string(), "evidence", "list", "--state-dir",
                            host.state_dir().string(), "--json"});
  REQUIRE(listed.exit_code == 0);
  const json::value all = json::parse(listed.output);
  for (const auto& each : all.at("records").as_array())
    if (text_of(each.at("action")) == action) found = each.as_object();
  return found;
}

std::string actor_of(const Sparkd& host, const std::string& action) {
  const json::object record = record_of(host, action);
  return record.contains("actor") ? text_of(record.at("actor")) : "no record";
}

Ended as_other_user(const std::vector<std::string>& command) {
  std::vector<std::string> all{"/usr/bin/env", "setpriv", std::string("--reuid=") + other_user,
                               "--clear-groups", "--regid=nogroup"};
  all.insert(all.end(), command.begin(), command.end());
  return run(all);
}

}  // namespace

TEST_CASE("actions by a socket bear the user's name, and a token's bear none") {
  const Place place;
  const Sparkd host({place.listener(", peers: {users: {\"" + this_user() + "\": operator}}")});
  const std::string name = ::geteuid() == 0 ? "user root" : "user ";
  CHECK(call(place, "POST", "/shadow/enable", confirm_body).status == 200);
  CHECK(actor_of(host, "/shadow/enable").starts_with(name));
  CHECK(call(place, "POST", "/shadow/disable", "{}").status == 200);
  CHECK(actor_of(host, "/shadow/disable").starts_with(name));
  CHECK(call(place, "POST", "/admin/v1/safe", "{}").status == 200);
  CHECK(call(place, "POST", "/admin/v1/reload", confirm_body).status == 200);
  CHECK(actor_of(host, "reload").starts_with(name));
  tool::Client with_token(tool::parse_url(place.url).value(),
                          {.token = host.token(), .headers = {}});
  CHECK(with_token.call("POST", "/shadow/enable", confirm_body).value().status == 200);
  CHECK(actor_of(host, "/shadow/enable") == "http");
}

TEST_CASE("a user who is not in the table is refused by name, but for the safe direction") {
  const Place place;
  const Sparkd host({place.listener(", peers: {users: {daemon: operator}}")});
  CHECK(call(place, "GET", "/admin/v1/status").status == 403);
  const tool::Response refused = call(place, "POST", "/shadow/enable", confirm_body);
  CHECK(refused.status == 403);
  CHECK(refused.body.find("not named under the listener's peers") != std::string::npos);
  CHECK(call(place, "POST", "/shadow/disable", "{}").status == 200);
  CHECK(actor_of(host, "/shadow/disable").starts_with("user "));
  for (int tries = 0; tries < 100 && actor_of(host, "denied") == "no record"; ++tries)
    ::usleep(100'000);
  CHECK(actor_of(host, "denied").starts_with("user "));
}

TEST_CASE("a viewer reads and changes nothing, by sparkctl, too") {
  const Place place;
  const Sparkd host({place.listener(", peers: {users: {\"" + this_user() + "\": viewer}}")});
  const auto ctl = [&](const std::vector<std::string>& words) {
    std::vector<std::string> all{binary("sparkctl").string(), "--admin", place.url};
    all.insert(all.end(), words.begin(), words.end());
    return run(all);
  };
  CHECK(ctl({"status"}).exit_code == 0);
  const Ended shown = ctl({"drift", "snapshot"});
  INFO(shown.output);
  CHECK(shown.exit_code == 0);
  const Ended refused = ctl({"shadow", "enable", "--confirm"});
  CHECK(refused.exit_code != 0);
  CHECK(refused.output.find("may only read") != std::string::npos);
  CHECK(ctl({"shadow", "disable"}).exit_code == 0);
}

TEST_CASE("another user is known by the kernel's word") {
  if (::geteuid() != 0) return;
  const Place place;
  const Sparkd host(
      {place.listener(std::string(", peers: {users: {") + other_user + ": operator}}")});
  CHECK(call(place, "POST", "/shadow/enable", confirm_body).status == 403);  // root is not named
  const Ended enabled = as_other_user({"curl", "-sS", "--unix-socket", place.path.string(), "-X",
                                       "POST", "-H", "Content-Type: application/json", "-d",
                                       R"({"confirm":true})", "http://localhost/shadow/enable"});
  INFO(enabled.output);
  CHECK(enabled.exit_code == 0);
  CHECK(actor_of(host, "/shadow/enable") == std::string("user ") + other_user);
}

TEST_CASE("a socket has no endpoint for clients, and the listeners for clients lose none") {
  const Place place;
  const Sparkd host({place.listener("")});
  CHECK(call(place, "POST", "/predict", "{}").status == 404);
  CHECK(call(place, "GET", "/metrics").status == 404);
  CHECK(call(place, "GET", "/health").status == 404);
  CHECK(call(place, "GET", "/v2/health/live").status != 200);
  CHECK(call(place, "GET", "/canary/status").status == 200);
  CHECK(host.client("executor").call("GET", "/health").value().status == 200);
}

TEST_CASE("a socket outlives reloads, goes at the end, and after a kill is replaced") {
  const Place place;
  const TemporaryFolder state;
  {
    Sparkd host({place.listener("")}, {}, state.path() / "var");
    for (int i = 0; i < 3; ++i)
      CHECK(call(place, "POST", "/admin/v1/reload", confirm_body).status == 200);
    const Ended second = run(sparkd_command({place.listener("")}, {}, state.path() / "other"));
    CHECK(second.exit_code == 1);
    CHECK(second.output.find("a running program listens there") != std::string::npos);
    CHECK(call(place, "GET", "/admin/v1/status").status == 200);
    host.signal(SIGKILL);
    (void)host.wait();
    CHECK(fs::exists(place.path));
  }
  {
    Sparkd host({place.listener("")}, {}, state.path() / "var");
    CHECK(call(place, "GET", "/admin/v1/status").status == 200);
    host.signal(SIGTERM);
    CHECK(host.wait().exit_code == 0);
  }
  CHECK_FALSE(fs::exists(place.path));
}
