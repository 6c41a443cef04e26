// sparkctl without a usable credential: the safe direction works all the same, and nothing else.
#include "ctl/route_commands.h"
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

// A host that knows the credential "secret" and lists one safe verb, as it says it.
class Host {
 public:
  explicit Host(std::string method = "POST", std::string path = "/fleet/stop",
                std::string address = "127.0.0.1")
      : row_(R"({"listener":"main","method":")" + method + R"(","path":")" + path +
             R"(","access":"safe","owner":"plugin:fleet","doc":"Stop.","address":")" + address +
             R"(","port":)"),
        server_([this](const SeenRequest& request) { return answer(request); }) {}

  // `sparkctl <arguments>` against it, in `folder`.
  Ran ctl(const std::string& arguments, const std::string& folder = ".",
          const std::string& before = "") const {
    return run("sparkctl --admin " + server_.url() + " " + arguments, folder, before);
  }

  std::string url() const { return server_.url(); }
  std::vector<SeenRequest> seen() const { return server_.seen(); }

  // "POST /fleet/stop", …: what it was asked for and whether that was with a credential.
  std::string asked() const {
    std::string out;
    for (const SeenRequest& request : seen()) {
      out += request.method + " " + request.target;
      out += contains(request.head, "Authorization") ? " with\n" : "\n";
    }
    return out;
  }

 private:
  std::string answer(const SeenRequest& request) const {
    if (request.target == "/admin/v1/safe" && request.method == "GET") {
      return http_answer(200, R"({"routes":[)" + row_ + std::to_string(server_.port()) + "}]}");
    }
    if (request.target == "/fleet/stop" || request.target == "/admin/v1/safe")
      return http_answer(200, R"({"flags_changed":1})");
    return http_answer(401, R"({"error":"who are you?"})");
  }

  std::string row_;
  FakeServer server_;
};

struct Trouble {
  std::string option, folder, variable;
  std::string warning;
};

// Every way in which a credential cannot be read.
std::vector<Trouble> troubles(const Scratch& scratch) {
  std::filesystem::create_directory(scratch.path("var"));
  scratch.write("var/admin.token", "\x01\x02 \xFF");
  const std::string empty = scratch.write("empty", " \n");
  const std::string none = scratch.path("none");
  return {{"--token-file " + none + " ", ".", "", "--token-file " + none},
          {"--token-file " + empty + " ", ".", "", "--token-file " + empty},
          {"", ".", "SPARK_TOKEN_FILE=" + none, "SPARK_TOKEN_FILE " + none},
          {"", scratch.path(), "", "the credential " + scratch.path("var/admin.token")}};
}

// sparkctl finds what belongs to the tree in which it was built, where somebody may have started a
// host. Of a copy elsewhere there is none.
class Elsewhere {
 public:
  Elsewhere() {
    std::filesystem::copy_file(SPARK_BUILD_DIR "/bin/sparkctl", folder_.path("sparkctl"));
  }
  Ran ctl(const Host& host, const std::string& arguments) const {
    return test::run_shell("cd " + folder_.path() + " && ./sparkctl --admin " + host.url() + " " +
                           arguments);
  }

 private:
  Scratch folder_;
};

using Words = std::vector<std::string>;

// The safe verb that these words mean, where the host lists /fleet (read and written), /fleet/stop,
// and, what it should not, a risky one.
std::string meaning(const Words& words, bool with_body = false) {
  const auto commands = ctl::route_commands(*tool::parse_json(R"({"routes": [
    {"method": "POST", "path": "/fleet", "access": "safe", "owner": "plugin:fleet"},
    {"method": "GET", "path": "/fleet", "access": "open", "owner": "plugin:fleet"},
    {"method": "POST", "path": "/fleet/stop", "access": "safe", "owner": "plugin:fleet"},
    {"method": "POST", "path": "/fleet/start", "access": "admin", "owner": "plugin:fleet"},
    {"method": "POST", "path": "/admin/v1/safe", "access": "safe", "owner": "host"}]})",
                                                              "routes"));
  const ctl::Meant meant = ctl::find_safe_verb(commands, words, with_body);
  return meant.route == nullptr ? "nothing" : meant.route->path;
}

}  // namespace

TEST_CASE("without a credential only a verb that is safe and meant for certain is called") {
  struct Case {
    Words words;
    bool with_body;
    std::string meant;
  };
  for (const Case& c :
       {Case{{"fleet", "stop"}, false, "/fleet/stop"}, Case{{"fleet", "stop"}, true, "/fleet/stop"},
        Case{{"fleet", "stop", "why=smoke"}, false, "/fleet/stop"},
        // Perhaps a longer path's.
        Case{{"fleet", "stop", "later"}, false, "nothing"},
        Case{{"fleet", "other"}, true, "nothing"}, Case{{"fleet", "start"}, true, "nothing"},
        // Reading is meant unless a body is sent.
        Case{{"fleet"}, false, "nothing"}, Case{{"fleet"}, true, "/fleet"},
        Case{{"admin", "v1", "safe"}, false, "nothing"}, Case{{"nobody"}, false, "nothing"}}) {
    INFO(c.words.back() << " " << c.with_body);
    CHECK(meaning(c.words, c.with_body) == c.meant);
  }
}

TEST_CASE("whatever is wrong with the credential, everything is made safe, with a warning") {
  const Scratch scratch;
  for (const Trouble& trouble : troubles(scratch)) {
    const Host host;
    const Ran ran = host.ctl(trouble.option + "safe", trouble.folder, trouble.variable);
    CAPTURE(trouble.warning, ran.text);
    CHECK(ran.code == 0);
    CHECK(contains(ran.text, "sparkctl: warning: " + trouble.warning));
    CHECK(host.asked() == "POST /admin/v1/safe\n");
  }
}

TEST_CASE("whatever is wrong with the credential, a safe verb is called, and no other") {
  const Scratch scratch;
  for (const Trouble& trouble : troubles(scratch)) {
    const Host host;
    const Ran ran = host.ctl(trouble.option + "fleet stop", trouble.folder, trouble.variable);
    CAPTURE(trouble.warning, ran.text);
    CHECK(ran.code == 0);
    CHECK(contains(ran.text, "sparkctl: warning: " + trouble.warning));
    CHECK(host.asked() == "GET /admin/v1/safe\nPOST /fleet/stop\n");

    for (const std::string arguments : {"fleet start --confirm", "fleet --help", "status"}) {
      const Ran other = host.ctl(trouble.option + arguments, trouble.folder, trouble.variable);
      CAPTURE(arguments, other.text);
      CHECK(other.code == 2);
      CHECK(other.text.starts_with("sparkctl: " + trouble.warning + ": expected"));
    }
    for (const SeenRequest& request : host.seen()) CHECK(request.target != "/fleet/start");
  }
}

TEST_CASE("a safe verb is called where the host does not take the credential, or there is none") {
  const Scratch scratch;
  const Elsewhere elsewhere;
  const std::string stale = "--token-file " + scratch.write("stale", "old") + " ";
  for (const bool has_one : {true, false}) {
    const Host host;
    const std::string option = has_one ? stale : "";
    const Ran ran = elsewhere.ctl(host, option + "fleet stop");
    CAPTURE(ran.text);
    CHECK(ran.code == 0);
    CHECK(contains(ran.text, "warning: GET /admin/v1/routes: 401 who are you?") == has_one);
    // One that was refused is shown to nobody else.
    CHECK(host.asked() == (has_one ? "GET /admin/v1/routes with\n" : "GET /admin/v1/routes\n") +
                              std::string("GET /admin/v1/safe\nPOST /fleet/stop\n"));

    const Ran other = elsewhere.ctl(host, option + "fleet start --confirm");
    CHECK(other.code == 1);
    CHECK(
        other.text.starts_with("sparkctl: \"fleet\" is not built in; the host knows more, but "
                               "GET /admin/v1/routes: 401 who are you?; the credential is"));
  }
}

TEST_CASE("what a host lists as safe is called only where it is a request to the host's own") {
  struct Case {
    std::string method, path, address, text;
  };
  const Elsewhere elsewhere;
  for (const Case& c : {Case{"DELETE", "/fleet/stop", "127.0.0.1", "401 who are you?"},
                        Case{"GET", "/fleet/stop", "127.0.0.1", "401 who are you?"},
                        Case{"POST", R"(/fleet/stop\r\nX-Evil: 1)", "127.0.0.1", ""},
                        Case{"POST", "/fleet/stop?confirm=true", "127.0.0.1", ""},
                        Case{"POST", "/fleet/stop", "192.0.2.1", "not an address of its own"},
                        Case{"POST", "/fleet/stop", "evil.example", "names no address in numbers"},
                        Case{"POST", "/fleet/stop", R"(127.0.0.1\r\nX-Evil: 1)", ""}}) {
    const Scratch scratch;
    const Host host(c.method, c.path, c.address);
    // The last word of the path, as a user would have to type it.
    const std::string word = tool::raw(*tool::parse_json("\"" + c.path.substr(7) + "\"", "it"), "");
    const Ran ran = elsewhere.ctl(host, "fleet '" + word + "'");
    CAPTURE(c.method, c.path, c.address, ran.text);
    CHECK(ran.code == 1);
    CHECK(contains(ran.text, c.text));
    CHECK(host.asked() == "GET /admin/v1/routes\nGET /admin/v1/safe\n");
  }
}
