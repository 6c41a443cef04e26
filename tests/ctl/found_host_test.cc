// Which host a command speaks to where the user names none, or names it in more than one way.
#include "ctl/found_host.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ctl/admin.h"
#include "fake_server.h"
#include "program.h"
#include "scratch.h"
#include "spark/tool/state_folders.h"
#include "support/catch.h"
#include "support/working_directory.h"

using namespace spark;
using test::contains;
using test::FakeServer;
using test::http_answer;
using test::Ran;
using test::run;
using test::Scratch;
using test::SeenRequest;
using test::WorkingDirectory;
namespace fs = std::filesystem;

namespace {

constexpr int64_t nobodys_pid = 2'000'000'000;  // beyond the kernel's largest

// A host that answers everything, and whose state folder is <tree>/var in a folder of the test's.
class Host {
 public:
  Host(const Scratch& scratch, const std::string& tree, const std::string& token,
       int64_t pid = ::getpid(), const std::string& more = "") {
    fs::create_directories(scratch.path(tree + "/var/chain"));
    fs::create_directories(scratch.path(tree + "/below/further"));
    scratch.write(tree + "/var/admin.token", token);
    scratch.write(tree + "/var/run.json",
                  R"({"pid":)" + std::to_string(pid) +
                      R"(,"listeners":{"main":{"address":"127.0.0.1","port":1,"access":"open"},)" +
                      R"("ops":{"address":"0.0.0.0","port":)" + std::to_string(server_.port()) +
                      R"(,"access":"admin")" + more + "}}}");
  }

  std::string url() const { return server_.url(); }
  // The credentials that came, in order.
  std::string seen() const {
    std::string all;
    for (const SeenRequest& one : server_.seen()) {
      const size_t at = one.head.find("Bearer ");
      all += at == std::string::npos
                 ? "none "
                 : one.head.substr(at + 7, one.head.find('\r', at) - at - 7) + " ";
    }
    return all;
  }

 private:
  FakeServer server_{[](const SeenRequest&) { return http_answer(200, R"({"version":"9"})"); }};
};

std::string error_of(const tool::Result<std::optional<ctl::FoundHost>>& found) {
  return found ? "no error" : found.error().text;
}

}  // namespace

TEST_CASE("state folders are looked for from the working directory upwards, then by the program") {
  CHECK(tool::state_folders_of("/a/b", "/src/build/release/bin") ==
        std::vector<fs::path>{"/a/b/var", "/a/var", "/var", "/src/var"});
  CHECK(tool::state_folders_of("/src", "/src/build/release/libexec/spark") ==
        std::vector<fs::path>{"/src/var", "/var", "/src/build/var"});
}

TEST_CASE("a run file names the admin listener, and the file of its credential") {
  struct Case {
    const char* text;
    const char* address;  // "": an error
    const char* token_file;
  };
  for (const Case& c :
       {Case{R"({"pid":7,"listeners":{"a":{"address":"127.0.0.1","port":1,"access":"open"},
                "b":{"address":"::1","port":2,"access":"admin","token_file":"/t"}}})",
             "[::1]:2", "/t"},
        // As hosts wrote it that did not name access and file.
        Case{R"({"pid":7,"listeners":{"x":{"address":"127.0.0.1","port":1},
                "admin":{"address":"0.0.0.0","port":2}}})",
             "127.0.0.1:2", "/s/admin.token"},
        Case{R"({"pid":7,"listeners":{"admin":{"address":"::","port":2,"access":"admin"}}})",
             "[::1]:2", "/s/admin.token"},
        Case{R"({"pid":7,"listeners":{"a":{"address":"127.0.0.1","port":1,"access":"open"},
                "ops":{"address":"","port":0,"access":"admin","socket":"/run/a.sock"}}})",
             "unix:/run/a.sock", "/s/admin.token"},
        Case{R"({"pid":7,"listeners":{"ops":{"address":"","port":0,"socket":"not/absolute"}}})", "",
             ""},
        Case{R"({"pid":7,"listeners":{"admin":{"address":"127.0.0.1","port":1,"access":"open"}}})",
             "", ""},
        Case{R"({"pid":7,"listeners":{"admin":{"address":"evil\r\nX: 1","port":2}}})", "", ""},
        Case{R"({"pid":7,"listeners":{"admin":{"address":"127.0.0.1","port":70000}}})", "", ""},
        Case{R"({"pid":-1,"listeners":{"admin":{"address":"127.0.0.1","port":2}}})", "", ""},
        Case{R"({"pid":1e300,"listeners":{"admin":{"address":"127.0.0.1","port":2}}})", "", ""},
        Case{R"({"pid":7,"listeners":[]})", "", ""}, Case{R"([])", "", ""}, Case{"{", "", ""},
        Case{"", "", ""}}) {
    INFO(c.text);
    const auto host = ctl::read_run_file("/s", c.text);
    REQUIRE(host.has_value() == (c.address[0] != '\0'));
    if (host) {
      CHECK(host->admin.text() == c.address);
      CHECK(host->token_file == c.token_file);
    } else {
      CHECK(contains(host.error().text, "/s/run.json"));
    }
  }
}

TEST_CASE("a command finds its host and credential from any folder of the tree") {
  const Scratch scratch;
  const Host host(scratch, "tree", "secret");
  for (const std::string folder : {"tree", "tree/below/further", "tree/var", "tree/var/chain"}) {
    const Ran ran = run("sparkctl status", scratch.path(folder));
    CAPTURE(folder, ran.text);
    CHECK(ran.code == 0);
    CHECK(ran.text.starts_with("sparkd       9"));
  }
  CHECK(host.seen() == "secret secret secret secret ");
}

TEST_CASE("the credential is the one of the file that the run file names") {
  const Scratch scratch;
  const std::string elsewhere = scratch.write("elsewhere", "other");
  const Host host(scratch, "tree", "secret", ::getpid(), R"(,"token_file":")" + elsewhere + "\"");
  CHECK(run("sparkctl status", scratch.path("tree/below")).code == 0);
  CHECK(host.seen() == "other ");
}

TEST_CASE("what the user names comes before what is found: options first, then the environment") {
  const Scratch scratch;
  const Host here(scratch, "here", "of-here");
  const Host option(scratch, "option", "of-option");
  const Host variable(scratch, "variable", "of-variable");
  const std::string admin_set = "SPARK_ADMIN=" + variable.url();
  const std::string state_set = "SPARK_STATE_DIR=" + scratch.path("variable/var");
  const std::string state = " --state-dir " + scratch.path("option/var");
  const std::string token = " --token-file " + scratch.write("named", "named");
  struct Case {
    std::string arguments, before;
    const char* here;
    const char* option;
    const char* variable;
  };
  for (const Case& c :
       {Case{"", "", "of-here ", "", ""}, Case{"", admin_set, "", "", "of-here "},
        Case{"", state_set, "", "", "of-variable "},
        Case{state, state_set + " " + admin_set, "", "of-option ", ""},
        Case{" --admin " + option.url(), state_set + " " + admin_set, "", "of-here ", ""},
        Case{" --admin " + option.url() + state, "", "", "of-option ", ""},
        Case{token, state_set, "", "", "named "},
        Case{state, "SPARK_TOKEN_FILE=" + scratch.path("named"), "", "named ", ""}}) {
    const std::string seen[] = {here.seen(), option.seen(), variable.seen()};
    const Ran ran = run("sparkctl status" + c.arguments, scratch.path("here/below"), c.before);
    CAPTURE(c.arguments, c.before, ran.text);
    CHECK(ran.code == 0);
    CHECK(here.seen() == seen[0] + c.here);
    CHECK(option.seen() == seen[1] + c.option);
    CHECK(variable.seen() == seen[2] + c.variable);
  }
}

TEST_CASE("the environment does not overrule an option of a plugin's command") {
  const FakeServer server([](const SeenRequest& request) {
    if (request.target == "/admin/v1/routes")
      return http_answer(200, R"({"routes":[{"listener":"main","method":"GET","path":"/fleet/x",
                                  "access":"open","owner":"plugin:fleet"}]})");
    return http_answer(404, R"({"error":"asked"})");
  });
  const Ran ran = run("sparkctl --admin " + server.url() + " fleet x", "/tmp",
                      "SPARK_ADMIN=http://127.0.0.1:1");
  CAPTURE(ran.text);
  CHECK(contains(ran.text, "asked"));
}

TEST_CASE("a run file that a dead host has left is said to be so, and nobody is asked") {
  const Scratch scratch;
  const Host above(scratch, ".", "of-above");
  const Host dead(scratch, "tree", "secret", nobodys_pid);
  for (const std::string option : {"", "--state-dir ../var "}) {
    const Ran ran = run("sparkctl " + option + "status", scratch.path("tree/below"));
    CAPTURE(ran.text);
    CHECK(ran.code == 3);
    CHECK(contains(ran.text, "/var/run.json (process 2000000000) has ended; start it again, or"));
  }
  CHECK(run("sparkctl safe", scratch.path("tree/below")).code == 3);
  CHECK(contains(run("sparkctl staus", scratch.path("tree/below")).text, "did you mean"));
  CHECK((dead.seen() + above.seen()).empty());
}

TEST_CASE("of two hosts the nearest is asked, which is said where both run") {
  const Scratch scratch;
  const Host above(scratch, ".", "of-above", ::getppid());
  const Host near(scratch, "tree", "of-near");
  const Ran ran = run("sparkctl status", scratch.path("tree/below"));
  CAPTURE(ran.text);
  CHECK(ran.code == 0);
  CHECK(contains(ran.text, "sparkctl: asking " + near.url().substr(7) + " (" +
                               scratch.path("tree/var") + ", the nearest); also running: " +
                               above.url().substr(7) + " (" + scratch.path("var") + ")"));
  const Ran alone = run("sparkctl status --state-dir ../var", scratch.path("tree/below"));
  CHECK_FALSE(contains(alone.text, "asking"));
  CHECK(near.seen() == "of-near of-near ");
  CHECK(above.seen().empty());
}

TEST_CASE("a folder of another user's is not trusted with the credential unless it is named") {
  const Scratch scratch;
  const Host host(scratch, "tree", "secret");
  const std::string file = scratch.path("tree/var/run.json");
  if (::chown(file.c_str(), 12'345, 12'345) != 0) {
    WARN("only root can give a file away");
    return;
  }
  const Ran ran = run("sparkctl status", scratch.path("tree/below"));
  CAPTURE(ran.text);
  CHECK(ran.code == 2);
  CHECK(contains(ran.text, file + " is the file of user 12345, not yours"));
  CHECK(contains(ran.text, "say --state-dir " + scratch.path("tree/var")));
  CHECK(host.seen().empty());
  CHECK(run("sparkctl --state-dir ../var status", scratch.path("tree/below")).code == 0);
}

TEST_CASE("a state folder without a running host is an error only where it is named") {
  const Scratch scratch;
  fs::create_directories(scratch.path("var/chain"));
  CHECK_FALSE(ctl::host_of(scratch.path("var"), false)->has_value());
  const auto named = ctl::find_host(scratch.path("var"));
  REQUIRE_FALSE(named.has_value());
  CHECK(named.error().exit == tool::Exit::unreachable);
  CHECK(contains(error_of(named), "no host runs with the state folder " + scratch.path("var")));
}

TEST_CASE("a credential that may not be read is an error that says what to do") {
  const Scratch scratch;
  const Host host(scratch, "tree", " \n");
  const Ran ran = run("sparkctl status", scratch.path("tree/below"));
  CAPTURE(ran.text);
  CHECK(ran.code == 2);
  CHECK(
      contains(ran.text, "the credential " + scratch.path("tree/var/admin.token") + ": expected"));
  CHECK(contains(ran.text, "as the user that sparkd runs as, or name a file"));
  CHECK(host.seen().empty());
  // The safe direction needs none.
  CHECK(run("sparkctl safe", scratch.path("tree/below")).code == 0);
  CHECK(host.seen() == "none ");
}

TEST_CASE("a tool is told of the host that was found") {
  const Scratch scratch;
  const Host host(scratch, "tree", "secret");
  const WorkingDirectory working(scratch.path("tree/below"));
  const ctl::Options found = ctl::with_host({});
  ctl::Options options;
  options.admin = "http://127.0.0.1:7";
  options.token_file = "/t";
  const ctl::Options named = ctl::with_host(options);
  CHECK(found.admin == host.url());
  CHECK(found.token_file == scratch.path("tree/var/admin.token"));
  CHECK(named.admin == "http://127.0.0.1:7");
  CHECK(named.token_file == "/t");
}

TEST_CASE("where nothing says which host is meant, an unreachable one is said to be a guess") {
  const Scratch scratch;
  const Ran ran =
      run("sparkctl --token-file " + scratch.write("token", "x") + " status", scratch.path());
  if (ran.code != 3) {
    WARN("something on this machine listens where hosts usually do");
    return;
  }
  CHECK(contains(ran.text, "127.0.0.1:4002"));
  CHECK(contains(ran.text, "no state folder of a running host was found"));
  CHECK(contains(ran.text, "name the host with --admin or --state-dir"));
}

TEST_CASE("a state folder that may not be read stops all but what needs no credential") {
  const Scratch scratch;
  fs::create_directories(scratch.path("var"));
  fs::create_symlink("run.json", scratch.path("var/run.json"));  // not even root can look
  const WorkingDirectory working(scratch.path());
  const auto refused = ctl::Admin::open({});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().exit == tool::Exit::usage);
  CHECK(contains(refused.error().text, scratch.path("var/run.json") + ": "));
  CHECK(contains(refused.error().text, "run sparkctl as the user that sparkd runs as, or"));
  const auto keyless = ctl::Admin::open_without_credential({});
  REQUIRE(keyless.has_value());
  CHECK(keyless->address().text() == "127.0.0.1:4002");
  CHECK_FALSE(keyless->has_credential());
}
