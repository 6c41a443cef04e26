// Orders against the real sparkd: safe ones take effect whatever they look like and whatever the
// host is at, stay over crashes, and nothing that was asked for before them applies after them.
#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "end_to_end/changes.h"
#include "end_to_end/raw.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
using Catch::Matchers::ContainsSubstring;

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

int64_t recorded(const Sparkd& host) {
  return host.json("admin", "GET", "/admin/v1/status").at("chain").at("sequence").as_int64();
}

std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("executor", "GET", "/health").at("degraded"));
}

// Sends bytes and reads until the answer has ended, or the peer has closed.
std::string talk(uint16_t port, const std::string& bytes) {
  const Raw raw(port);
  raw.send(bytes);
  std::string answer;
  while (raw.take(answer)) {
    const size_t head = answer.find("\r\n\r\n");
    if (head != std::string::npos && answer.find('}', head) != std::string::npos) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return answer;
}

std::string post(const std::string& path, const std::string& headers,
                 const std::string& body = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: spark.example\r\n" + headers + "\r\n" + body;
}

}  // namespace

TEST_CASE("a safe order takes effect whatever the request looks like") {
  const Sparkd host;
  const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
  const struct {
    const char* name;
    std::string headers;
    std::string body;
    const char* status;
  } shapes[] = {
      {"nothing", "", "", "200"},
      {"an empty form", form + "Content-Length: 0\r\n", "", "200"},
      {"a form", form + "Content-Length: 3\r\n", "x=y", "200"},
      {"text", "Content-Type: text/plain\r\nContent-Length: 2\r\n", "hi", "200"},
      {"JSON", "Content-Type: application/json\r\nContent-Length: 2\r\n", "{}", "200"},
      {"no JSON", "Content-Type: application/json\r\nContent-Length: 1\r\n", "{", "200"},
      {"too large", "Content-Length: 2000000\r\n", "", "200"},
      {"an Expect of its own", "Expect: a-miracle\r\n", "", "200"},
      {"a wrong length", "Content-Length: nine\r\n", "", "400"},
      {"two encodings", "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "", "400"},
  };
  for (const char* path : {"/shadow/disable", "/admin/v1/safe"}) {
    const uint16_t port = host.port(std::string(path) == "/shadow/disable" ? "executor" : "admin");
    for (const auto& shape : shapes) {
      INFO(path << ": " << shape.name);
      enable(host);
      const std::string answer = talk(port, post(path, shape.headers, shape.body));
      CHECK_THAT(answer, Catch::Matchers::StartsWith("HTTP/1.1 " + std::string(shape.status)));
      CHECK(value_of(host) == 0);
    }
    enable(host);
    {
      const Raw unfinished(port);  // whose body never comes
      unfinished.send(post(path, "Content-Length: 10\r\n"));
      for (int i = 0; i < 1000 && value_of(host) != 0; ++i) std::this_thread::yield();
      CHECK(value_of(host) == 0);
    }
  }
}

TEST_CASE("a switch that was thrown stays thrown over kill -9 until it is moved back") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    Sparkd host({}, {}, state);
    const auto answer = host.json("executor", "POST", "/shadow/disable");
    CHECK(answer.at("recorded").as_bool());
    host.signal(SIGKILL);
    host.wait();
  }
  {
    Sparkd host({}, {}, state);
    CHECK(value_of(host) == 0);
    CHECK(host.json("executor", "POST", "/predict-with-shadow", snapshot_body)
              .at("shadow")
              .is_null());
    CHECK_THAT(degraded(host),
               ContainsSubstring("flag shadow.enabled is latched at its safe value 0"));
    CHECK(flag_of(host).at("latched").at("by").as_string() == "/shadow/disable");
    const auto again = host.json("executor", "POST", "/shadow/disable");
    CHECK(again.at("repeat").as_bool());
    CHECK(again.at("sequence") == flag_of(host).at("latched").at("sequence"));
    post_admin(host, "/shadow/enable", 404);  // it stands on the executor
    auto operator_ = host.client("executor", host.token());
    CHECK(operator_.call("POST", "/shadow/enable", confirm_body).value().status == 200);
    CHECK(degraded(host) == "[]");
    host.signal(SIGKILL);
    host.wait();
  }
  const Sparkd host({}, {}, state);
  CHECK(value_of(host) == 1);
}

TEST_CASE("sparkctl shows what latched a flag, and is the way back") {
  const Sparkd host;
  const auto ctl = [&](std::vector<std::string> words) {
    std::vector<std::string> command = {binary("sparkctl").string(), "--admin", host.url("admin"),
                                        "--token-file",
                                        (host.state_dir() / "admin.token").string()};
    command.insert(command.end(), words.begin(), words.end());
    return run(command);
  };
  CHECK(ctl({"safe"}).exit_code == 0);
  CHECK_THAT(ctl({"flags"}).output, ContainsSubstring("/admin/v1/safe"));
  CHECK_THAT(ctl({"status"}).output, ContainsSubstring("latched"));
  CHECK(ctl({"flags", "set", "shadow.enabled", "1"}).exit_code == 2);
  CHECK(value_of(host) == 0);
  const Ended unknown = ctl({"flags", "set", "shadow.enable", "1", "--confirm"});
  CHECK(unknown.exit_code == 1);
  CHECK_THAT(unknown.output, ContainsSubstring("did you mean 'shadow.enabled'?"));
  CHECK(ctl({"flags", "set", "shadow.enabled", "1", "--confirm"}).exit_code == 0);
  CHECK(value_of(host) == 1);
  CHECK(ctl({"flags", "set", "shadow.enabled", "0", "--confirm"}).exit_code == 0);
  CHECK(flag_of(host).at("latched").is_object());
}

TEST_CASE("a full disk loses no switch that was thrown") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    Sparkd host({}, {}, state);
    // The chain must be longer than the file of latches for a limit to stop the one and not the
    // other.
    const std::string large = R"({"confirm":true,"x":")" + std::string(4'000, 'x') + "\"}";
    auto client = host.client("executor", host.token());
    for (int i = 0; i < 160; ++i)
      REQUIRE(client.call("POST", "/shadow/enable", large).value().status == 200);
    const rlimit limit{600'000, RLIM_INFINITY};
    REQUIRE(::prlimit(host.pid(), RLIMIT_FSIZE, &limit, nullptr) == 0);
    const auto answer = host.json("executor", "POST", "/shadow/disable");
    CHECK_FALSE(answer.at("recorded").as_bool());
    CHECK(value_of(host) == 0);
    CHECK_THAT(degraded(host), ContainsSubstring("not on record yet"));
    host.signal(SIGKILL);
    host.wait();
  }
  const Sparkd host({}, {}, state);
  CHECK(value_of(host) == 0);
  const auto first = host.json("executor", "POST", "/shadow/disable");
  CHECK(first.at("recorded").as_bool());  // made up for
}

TEST_CASE("an order whose last byte comes after a safe one was asked for before it") {
  const Sparkd host;
  const std::string body = R"({"value":1,"confirm":true})";
  const Raw slow(host.port("admin"));
  const std::string request =
      "POST " + std::string(flag_path) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
      host.token() + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  slow.send(std::string_view(request).substr(0, request.size() - 1));
  host.json("executor", "GET", "/health");  // it has been read by now
  host.json("executor", "POST", "/shadow/disable");
  slow.send("}");
  std::string answer;
  while (slow.take(answer) && !answer.ends_with("}"))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK_THAT(answer, Catch::Matchers::StartsWith("HTTP/1.1 409"));
  CHECK(value_of(host) == 0);
}

TEST_CASE("safe orders that are repeated without a key fill no disk") {
  const Sparkd host;
  host.json("executor", "POST", "/shadow/disable");
  const int64_t before = recorded(host);
  auto client = host.client("executor");
  for (int i = 0; i < 2'000; ++i)
    REQUIRE(client.call("POST", "/shadow/disable").value().status == 200);
  CHECK(recorded(host) == before);
  CHECK(host.metric("spark_safe_actions_total{result=\"repeat\"}") == 2'000);
}

TEST_CASE("SIGUSR2 counts during a drain, for the next start too") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    Sparkd host({}, {}, state);
    const Raw slow(host.port("executor"));  // keeps the drain from ending
    slow.send("POST /predict-with-shadow HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
    host.signal(SIGTERM);
    REQUIRE(host.prints("stopping: answering"));
    host.signal(SIGUSR2);
    REQUIRE(host.prints("safe: 1 flags were moved"));
    host.signal(SIGTERM);
    CHECK(host.wait().exit_code == 0);
  }
  const Sparkd host({}, {}, state);
  CHECK(value_of(host) == 0);
}

TEST_CASE("a flood of scrapers keeps nobody from health, views and safe orders") {
  const Sparkd host;
  std::vector<Raw> scrapers;
  const std::string scrape = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
  for (int i = 0; i < 600; ++i) scrapers.emplace_back(host.port("executor"));
  for (int round = 0; round < 5; ++round) {
    for (const Raw& scraper : scrapers) scraper.send(scrape);
    const auto health = host.client("executor").call("GET", "/health").value();
    INFO("round " << round << ": " << health.body);
    CHECK(health.status == 200);
    host.json("admin", "GET", "/admin/v1/status");
    CHECK(host.client("admin").call("POST", "/admin/v1/safe").value().status == 200);
  }
  std::string all;
  for (const Raw& scraper : scrapers) {
    std::string text;
    while (text.find("200 OK") == std::string::npos && scraper.take(text))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK_THAT(text, Catch::Matchers::StartsWith("HTTP/1.1 200"));
  }
}
