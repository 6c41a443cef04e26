// sparkctl against a host that sends what it should not: nothing of it steers the terminal, becomes
// part of a request, or gets the credential.
#include <algorithm>

#include "ctl/admin.h"
#include "fake_server.h"
#include "program.h"
#include "scratch.h"
#include "spark/tool/json.h"
#include "support/catch.h"

using namespace spark;
using test::contains;
using test::FakeServer;
using test::http_answer;
using test::Ran;
using test::run;
using test::Scratch;
using test::SeenRequest;

namespace {

// A title, a colour, the same in one character, a change of direction, a bell, a line of its own.
const std::string evil = R"(x\u001b]0;t\u0007\u001b[31m\u009b31m\u202e\nsparkctl: all is well\r)";

// One answer for every question: wherever a command looks for a text, there is an evil one.
std::string evil_answer() {
  std::string text = R"({"version":E,"abi":E,"pid":E,"started":E,"config":E,"state_dir":E,
    "generation":E,"workers":E,"degraded":[E],"chain":{"hash":E},E:[{E:E}],
    "listeners":[{"name":E,"address":E,"port":E,"access":E}],
    "flags":[{"name":E,"value":E,"safe":E}],
    "plugins":[{"name":E,"id":E,"version":E,"vendor":E,"stages":[E],"summary":E}],
    "models":[{"name":E,"plugin":E,"version":E,"type":E,"target":{"event":E,"horizon":E},
        "sha256":E,"artefact":E}],
    "routes":[{"listener":E,"method":E,"path":E,"access":E,"owner":E,"doc":E},
        {"listener":"main","method":"POST","path":"/fleet/echo","access":"open",
            "owner":"plugin:fleet","doc":E}],
    "pipelines":[{"name":E,"kind":E,"route":{"method":E,"listener":E,"path":E},
        "input":[{"slot":E,"type":E}],"answer":[{"field":E,"from":[E]}],
        "stages":[{"name":E,"kind":E,"plugin":E,"type":E,"model":E,"when":E,"inputs":[E],
            "outputs":[E]}]}],
    "generations":[{"number":E,"state":E,"reason":E,"built":E,"published":E,
        "plugins":[{"name":E,"version":E,"sha256":E}],"models":[{"name":E,"sha256":E}]}],
    "overrides":[{"what":E,"yaml":E,"now":E}],"restart_needed":[E],
    "changes":[{"kind":E,"name":E,"from":{"version":E,"sha256":E},"state":E}],
    "steps":[{"step":E,"ms":1}],
    "quarantined":[{"what":E,"since":E,"reason":E,"sha256":E}],"error":E})";
  const std::string quoted = "\"" + evil + "\"";
  for (size_t at = 0; (at = text.find('E', at)) != std::string::npos; at += quoted.size())
    text.replace(at, 1, quoted);
  return text;
}

// Line feeds are the tables' own.
bool is_harmless(const std::string& text) {
  const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == 0x7F;
  });
  return !controls && !contains(text, "\u009B") && !contains(text, "\u202E") &&
         !contains(text, "\nsparkctl: all is well");
}

std::string status_answer(const std::string& address, uint16_t port) {
  return http_answer(200, R"({"listeners":[{"name":"main","address":")" + address + R"(","port":)" +
                              std::to_string(port) + "}]}");
}

std::string route_answer(const std::string& method, const std::string& path,
                         const std::string& access = "open") {
  return http_answer(200, R"({"routes":[{"listener":"main","method":")" + method + R"(","path":")" +
                              path + R"(","access":")" + access +
                              R"(","owner":"plugin:fleet","doc":""}]})");
}

}  // namespace

TEST_CASE("no answer of a host steers the terminal, whatever command shows it") {
  const std::string answer = evil_answer();
  const FakeServer host([&](const SeenRequest&) { return http_answer(200, answer); });
  const std::string at = "--admin " + host.url() + " ";
  for (const std::string arguments :
       {"status", "graph", "graph --dot", "plugins", "models", "routes", "generations", "safe",
        "plugins quarantine list", "plugins quarantine clear all --confirm",
        "swap a --artefact . --confirm", "swap a --artefact . --dry-run", "rollback a --confirm",
        "reload --confirm", "graph none", "fleet --help", "fleet echo", "nothing"}) {
    INFO("sparkctl " << arguments);
    const Ran ran = run("sparkctl " + at + arguments);
    CHECK(is_harmless(ran.text));
    CHECK(!ran.text.empty());
  }
  for (const std::string arguments : {"status", "plugins", "routes", "reload --confirm"}) {
    INFO("sparkctl " << arguments << " --json");
    const Ran ran = run("sparkctl " + at + arguments + " --json");
    CHECK(is_harmless(ran.text));
    CHECK(*tool::parse_json(ran.text, "it") == *tool::parse_json(answer, "it"));
  }
}

TEST_CASE("no error of a host steers the terminal or passes for a line of sparkctl's") {
  for (const std::string& body : {evil_answer(), std::string("no JSON \x1b[31m\x9B\xFF")}) {
    const FakeServer host([&](const SeenRequest&) { return http_answer(409, body); });
    for (const std::string arguments :
         {"status", "reload --confirm", "fleet echo", "status --json"}) {
      const Ran ran = run("sparkctl --admin " + host.url() + " " + arguments);
      INFO("sparkctl " << arguments);
      CHECK(ran.code == 1);
      CHECK(is_harmless(ran.text));
    }
  }
}

TEST_CASE("the tools show what a host has answered as harmlessly") {
  for (const std::string& body :
       {R"({"version":")" + evil + "\"}", std::string("\x1b[31m\x9B\xFF")}) {
    for (const uint32_t status : {200U, 500U}) {
      const FakeServer host([&](const SeenRequest&) { return http_answer(status, body); });
      for (const std::string json : {"", "--json "}) {
        INFO(json << status << " " << body);
        CHECK(is_harmless(
            run("sparkctl replay --quiet --limit 2 " + json + "--to " + host.url()).text));
        const Ran smoke = run("sparkctl smoke --quiet --requests 2 " + json + "--ml-engine " +
                              host.url() + " --executor " + host.url());
        CHECK(is_harmless(smoke.text));
        if (!json.empty()) CHECK(tool::parse_json(smoke.text, "it").has_value());
      }
    }
  }
}

TEST_CASE("a route that is no request line is refused, and nothing is sent for it") {
  struct Route {
    std::string method, path;
  };
  for (const Route& route :
       {Route{"POST", "/fleet/echo HTTP/1.1"}, Route{"POST", R"(/fleet/echo\r\nX-Evil: 1)"},
        Route{"POST", R"(/fleet/echo\u001b[31m)"}, Route{"POST", "/fleet/echo/größe"},
        Route{"POST", "/fleet/echo?confirm=true"}, Route{"POST", "fleet/echo"},
        Route{"DELETE", "/fleet/echo"},
        Route{R"(GET /admin/v1/safe HTTP/1.1\r\nX: )", "/fleet/echo"}}) {
    INFO(route.method << " " << route.path);
    FakeServer* self = nullptr;
    FakeServer host([&](const SeenRequest& request) {
      if (request.target == "/admin/v1/status") return status_answer("127.0.0.1", self->port());
      return route_answer(route.method, route.path);
    });
    self = &host;
    // The words that the path is made of, as a user would have to type them.
    const std::string path = tool::raw(*tool::parse_json("\"" + route.path + "\"", "it"), "");
    std::string words;
    for (size_t from = 0, to = 0; from <= path.size(); from = to + 1) {
      to = std::min(path.find('/', from), path.size());
      if (to > from) words += " '" + path.substr(from, to - from) + "'";
    }
    const Ran ran = run("sparkctl --admin " + host.url() + words);
    CAPTURE(ran.text);
    CHECK(ran.code == 1);
    CHECK(contains(ran.text, "nothing was sent"));
    CHECK(is_harmless(ran.text));
    for (const SeenRequest& request : host.seen()) {
      CHECK(request.target.starts_with("/admin/v1/"));
      CHECK(!contains(request.head, "X-Evil"));
    }
  }
}

TEST_CASE("a listener's address becomes part of a request only if it is one in numbers") {
  for (const std::string address :
       {R"(127.0.0.1\r\nX-Evil: 1)", "evil.example", "127.0.0.1 ", R"(\u001b[31m)"}) {
    INFO(address);
    FakeServer* self = nullptr;
    FakeServer host([&](const SeenRequest& request) {
      if (request.target == "/admin/v1/status") return status_answer(address, self->port());
      return route_answer("POST", "/fleet/echo");
    });
    self = &host;
    const Ran ran = run("sparkctl --admin " + host.url() + " fleet echo");
    CHECK(ran.code == 1);
    CHECK(contains(ran.text, "names no address in numbers"));
    CHECK(host.seen().size() == 2);
  }
}

TEST_CASE("a listener that a host names is asked only where it can be the host's own") {
  struct Case {
    std::string admin, listener;
    bool is_own, is_asked;
  };
  for (const Case& c :
       {Case{"127.0.0.1", "127.0.0.1", true, true}, Case{"localhost", "127.0.0.1", true, true},
        Case{"127.0.0.1", "::1", true, true}, Case{"127.0.0.1", "10.0.0.3", true, true},
        Case{"127.0.0.1", "10.0.0.9", false, false}, Case{"10.0.0.9", "10.0.0.9", false, true},
        Case{"10.0.0.9", "10.0.0.8", false, false}, Case{"10.0.0.9", "127.0.0.1", true, false},
        Case{"10.0.0.9", "10.0.0.3", true, false}}) {
    INFO(c.admin << " " << c.listener);
    CHECK(ctl::is_listener_of({c.admin, 1}, {c.listener, 2}, c.is_own) == c.is_asked);
  }
  CHECK(tool::is_own("127.0.0.1"));
  for (const std::string other : {"192.0.2.1", "0.0.0.0", "::", "localhost", ""}) {
    INFO(other);
    CHECK_FALSE(tool::is_own(other));
  }
}

TEST_CASE("neither a request nor the credential follows a host's word to another machine") {
  const Scratch scratch;
  for (const std::string access : {"open", "admin"}) {
    FakeServer host([&](const SeenRequest& request) {
      if (request.target == "/admin/v1/status") return status_answer("192.0.2.1", 9);
      return route_answer("POST", "/fleet/echo", access);
    });
    const Ran ran = run("sparkctl --admin " + host.url() + " --token-file " +
                        scratch.write("token", "secret") + " fleet echo");
    CAPTURE(ran.text);
    CHECK(ran.code == 1);
    CHECK(
        contains(ran.text, "names a listener at 192.0.2.1:9, which is not an address of its own"));
  }
}

TEST_CASE("a credential that was found is not sent to another machine") {
  const Scratch scratch;
  std::filesystem::create_directory(scratch.path("var"));
  scratch.write("var/admin.token", "secret");
  const std::string there = "sparkctl --admin http://192.0.2.1:4002 status";
  const Ran refused = run(there, scratch.path());
  CAPTURE(refused.text);
  CHECK(refused.code == 2);
  CHECK(contains(refused.text, "the credential found in " + scratch.path("var/admin.token") +
                                   " is for this machine's"));

  const FakeServer host([](const SeenRequest&) { return http_answer(200, "{}"); });
  CHECK(run("sparkctl --admin " + host.url() + " status", scratch.path()).code == 0);
  REQUIRE(host.seen().size() == 1);
  CHECK(contains(host.seen()[0].head, "Authorization: Bearer secret\r\n"));
}
