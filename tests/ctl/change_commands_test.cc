// The commands that change a host, as programs against a host of the test's own.
#include <filesystem>

#include "fake_server.h"
#include "program.h"
#include "scratch.h"
#include "support/catch.h"

using namespace spark;
using test::contains;
using test::FakeServer;
using test::http_answer;
using test::Ran;
using test::run;
using test::Scratch;
using test::SeenRequest;
namespace fs = std::filesystem;

namespace {

// Gives one answer to everything. Command lines are given without sparkctl and --admin.
class Host {
 public:
  explicit Host(std::string answer) : answer_(std::move(answer)) {}
  Ran run(const std::string& arguments, const std::string& ran_in = ".") const {
    return test::run("sparkctl --admin " + server_.url() + " " + arguments, ran_in);
  }
  // "METHOD target body" of all that has come.
  std::vector<std::string> seen() const {
    std::vector<std::string> lines;
    for (const SeenRequest& one : server_.seen())
      lines.push_back(one.method + " " + one.target + " " + one.body);
    return lines;
  }

 private:
  std::string answer_;
  FakeServer server_{[this](const SeenRequest&) { return answer_; }};
};

using Lines = std::vector<std::string>;

constexpr const char* changed =
    R"({"action":"swap","dry_run":false,"generation":{"from":6,"to":7},"changes":[
      {"kind":"model","name":"candidate","from":{"version":"v1"},"to":{"version":"v2"}}]})";

}  // namespace

TEST_CASE("a confirmed command sends one request and shows what came of it") {
  const Scratch scratch;
  std::filesystem::create_directory(scratch.path("a"));
  scratch.write("new.so", "");
  struct Case {
    std::string arguments, sent;
  };
  const std::vector<Case> cases = {
      {"swap candidate --artefact a",
       R"(models/candidate/swap {"confirm":true,"artefact":")" + scratch.path("a") + "\"}"},
      {"swap candidate --plugin p --with x=1 y=b --force",
       R"(models/candidate/swap {"confirm":true,"plugin":"p","with":{"x":1,"y":"b"},)"
       R"("force":true})"},
      {"swap candidate=a fallback=@candidate",
       R"(swap {"confirm":true,"models":{"candidate":{"artefact":")" + scratch.path("a") +
           R"("},"fallback":{"like":"candidate"}}})"},
      {"rollback candidate", R"(models/candidate/rollback {"confirm":true})"},
      {"plugins upgrade ml-model new.so",
       R"(plugins/ml-model/upgrade {"confirm":true,"library":")" + scratch.path("new.so") + "\"}"},
      {"plugins rollback ml-model --force",
       R"(plugins/ml-model/rollback {"confirm":true,"force":true})"},
      {"reload", R"(reload {"confirm":true})"},
  };
  for (const Case& c : cases) {
    INFO(c.arguments);
    const Host host(http_answer(200, changed));
    const Ran ran = host.run(c.arguments + " --confirm", scratch.path());
    CAPTURE(ran.text);
    CHECK(ran.code == 0);
    CHECK(
        ran.text ==
        "generation 6 -> 7\n\nkind   name       from  to  state\nmodel  candidate  v1    v2  -\n");
    CHECK(host.seen() == Lines{"POST /admin/v1/" + c.sent});
  }
}

TEST_CASE("a relative artefact may be named from the folder of the host's configuration") {
  const Scratch scratch;
  fs::create_directories(scratch.path("config/models/new"));
  fs::create_directories(scratch.path("elsewhere"));
  std::vector<std::string> bodies;
  const FakeServer server([&](const SeenRequest& request) {
    if (request.target == "/admin/v1/status")
      return http_answer(200, R"({"config_folder":")" + scratch.path("config") + "\"}");
    bodies.push_back(request.body);
    return http_answer(200, changed);
  });
  const std::string command =
      "sparkctl --admin " + server.url() + " swap candidate --confirm --artefact ";
  const Ran ran = test::run(command + "models/new", scratch.path("elsewhere"));
  CAPTURE(ran.text);
  CHECK(ran.code == 0);
  CHECK(bodies ==
        Lines{R"({"confirm":true,"artefact":")" + scratch.path("config/models/new") + "\"}"});
  const Ran none = test::run(command + "models/old", scratch.path("elsewhere"));
  CHECK(none.code == 2);
  CHECK(contains(none.text, scratch.path("elsewhere/models/old")));
  CHECK(contains(none.text, scratch.path("config/models/old")));
}

TEST_CASE("without --confirm nothing is sent, and what would be done is said") {
  const Host host(http_answer(200, changed));
  struct Case {
    std::string arguments, said;
  };
  const std::string risky = "): this is a risky action; repeat with --confirm";
  const std::string dry = risky + ", or try --dry-run first\n";
  for (const Case& c :
       {Case{"swap candidate --artefact / --plugin p --with x=1",
             "swap candidate (artefact /, plugin p, with {\"x\":1}" + dry},
        Case{"swap a=/ b=@a", "swap a, b (a from /, b as a is now" + dry},
        Case{"rollback candidate", "rollback candidate (back to its previous definition" + dry},
        Case{"plugins upgrade p /bin/sh", "plugins upgrade p (library /bin/sh" + dry},
        Case{"plugins rollback p", "plugins rollback p (back to its previous library" + dry},
        Case{"reload --force --json", "reload (the configuration file is read again" + dry},
        Case{"plugins quarantine clear all",
             "plugins quarantine clear all (each of them may be loaded again" + risky + "\n"}}) {
    const Ran ran = host.run(c.arguments);
    CHECK(ran.code == 2);
    CHECK(ran.text == "sparkctl: " + c.said);
  }
  CHECK(host.seen().empty());
}

TEST_CASE("a dry run needs no --confirm of the user's, and stays one beside it") {
  const Host host(http_answer(
      200, R"({"dry_run":true,"generation":{"from":6,"to":7},"changes":[{"kind":"pipeline"}]})"));
  for (const std::string arguments : {"rollback a --dry-run", "rollback a --confirm --dry-run"}) {
    const Ran ran = host.run(arguments);
    CHECK(ran.code == 0);
    CHECK(ran.text.starts_with("dry run: generation 6 would become 7; nothing is changed\n"));
  }
  const std::string sent = R"(POST /admin/v1/models/a/rollback {"confirm":true,"dry_run":true})";
  CHECK(host.seen() == Lines{sent, sent});
}

TEST_CASE("a refusal is the host's sentence, and for machines its JSON") {
  const Host host(http_answer(
      422, R"({"error":"step model: models.a: no sums","step":"model","generation":6})"));
  const std::string sentence =
      "sparkctl: swap a: 422 step model: models.a: no sums\ngeneration 6 goes on\n";
  for (const std::string flag : {" --confirm", " --dry-run"}) {
    const Ran ran = host.run("swap a --plugin p" + flag);
    CHECK(ran.code == 1);
    CHECK(ran.text == sentence);
  }
  const Ran json = host.run("swap a --plugin p --confirm --json");
  CHECK(json.code == 1);
  CHECK(contains(json.text, "  \"step\": \"model\",\n"));
  CHECK(contains(json.text, sentence));
  CHECK(host.run("reload --confirm").text.starts_with("sparkctl: reload: 422 step model"));
}

TEST_CASE("a success as JSON is the host's answer and nothing else") {
  const Host host(http_answer(200, changed));
  const Ran ran = host.run("reload --confirm --json");
  CHECK(ran.text.starts_with("{\n  \"action\": \"swap\",\n"));
  CHECK(ran.text.ends_with("}\n"));
}

TEST_CASE("a lost answer leaves open whether the change took place, an absent host does not") {
  const Host host("");
  const Ran lost = host.run("reload --confirm");
  CHECK(lost.code == 1);
  CHECK(contains(lost.text, "the connection was closed; whether it took place: see sparkctl"));
  CHECK(!contains(host.run("reload --dry-run").text, "whether"));
  const Ran absent = run("sparkctl --admin http://127.0.0.1:1 reload --confirm");
  CHECK(absent.code == 3);
  CHECK(!contains(absent.text, "whether"));
}

TEST_CASE("a model or a plugin that is called as a command is, stays what it is") {
  const Host host(http_answer(200, changed));
  host.run("rollback reload --confirm");
  host.run("plugins rollback upgrade --confirm");
  host.run("swap safe --plugin status --confirm");
  CHECK(host.seen() ==
        Lines{R"(POST /admin/v1/models/reload/rollback {"confirm":true})",
              R"(POST /admin/v1/plugins/upgrade/rollback {"confirm":true})",
              R"(POST /admin/v1/models/safe/swap {"confirm":true,"plugin":"status"})"});
}

TEST_CASE("the quarantine is listed, and cleared one by one or all at once") {
  const std::string digest(64, 'b');
  const Host host(http_answer(200, R"({"quarantined":[{"sha256":")" + digest +
                                       R"(","what":"x.so","since":"S","reason":"crash"}]})"));
  CHECK(contains(host.run("plugins quarantine list").text, digest));
  CHECK(host.run("plugins quarantine").code == 0);
  CHECK(host.run("plugins quarantine clear all --confirm").code == 0);
  CHECK(host.run("plugins quarantine clear " + digest + " --confirm").code == 0);
  CHECK(host.seen() ==
        Lines{"GET /admin/v1/quarantine ", "GET /admin/v1/quarantine ",
              R"(POST /admin/v1/quarantine/clear {"confirm":true,"sha256":"all"})",
              R"(POST /admin/v1/quarantine/clear {"confirm":true,"sha256":")" + digest + "\"}"});
}

TEST_CASE("a mistyped command line is answered with what was expected, and sends nothing") {
  const Host host(http_answer(200, changed));
  struct Case {
    std::string arguments, said;
  };
  for (const Case& c : {Case{"plugins upgade x y", "did you mean \"upgrade\"?"},
                        Case{"plugins quarantine lst", "did you mean \"list\"?"},
                        Case{"relaod", "did you mean \"reload\"?"},
                        Case{"reload now", "reload: unexpected \"now\"; see sparkctl reload"},
                        Case{"rollback a b", "rollback: unexpected \"b\""},
                        Case{"swap", "swap: expected the name of a model, or a set"},
                        Case{"swap a --artefact '' --confirm", "expected a folder, found \"\""},
                        Case{"swap --with x=1 a --confirm", "they stand before --with"},
                        Case{"swap --bind x=y a --confirm", "they stand before --with"},
                        Case{"swap a --artefact /none --confirm", "found nothing at /none"},
                        Case{"plugins upgrade p / --confirm", "expected a file, found a folder"},
                        Case{"plugins quarantine clear x --confirm", "expected all, or the 64"},
                        Case{"plugins quarantine clear all --dry-run", "unexpected \"--dry-run\""},
                        Case{"status --confirm", "unexpected \"--confirm\""}}) {
    const Ran ran = host.run(c.arguments);
    INFO(c.arguments);
    CAPTURE(ran.text);
    CHECK(ran.code == 2);
    CHECK(contains(ran.text, c.said));
  }
  for (const std::string& line : host.seen()) CHECK(line.starts_with("GET /admin/v1/routes"));
}

TEST_CASE("each command's help has an example") {
  for (const std::string words : {"swap", "rollback", "reload", "generations", "plugins",
                                  "plugins upgrade", "plugins rollback", "plugins quarantine",
                                  "plugins quarantine list", "plugins quarantine clear"}) {
    const Ran ran = run("sparkctl " + words + " --help");
    INFO(words);
    CHECK(ran.code == 0);
    CHECK(contains(ran.text, "Example: sparkctl " + words));
  }
}
