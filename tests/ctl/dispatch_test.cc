// sparkctl and its tools as programs: exit codes and what they print, against a host of the test's
// own.

#include "ctl/tools.h"
#include "fake_server.h"
#include "program.h"
#include "scratch.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark;
using test::contains;
using test::FakeServer;
using test::http_answer;
using test::Ran;
using test::run;
using test::Scratch;
using test::SeenRequest;

namespace {

// A host with one plugin route that echoes its body and one that refuses.
class Host {
 public:
  Host() : server_([this](const SeenRequest& request) { return answer(request); }) {}
  std::string option() const { return "--admin " + server_.url(); }
  std::string url() const { return server_.url(); }
  std::vector<SeenRequest> seen() const { return server_.seen(); }

 private:
  std::string answer(const SeenRequest& request) {
    if (request.target == "/admin/v1/status") {
      return http_answer(
          200, R"({"version":"9","listeners":[{"name":"main","address":"0.0.0.0","port":)" +
                   std::to_string(server_.port()) + "}]}");
    }
    if (request.target == "/admin/v1/routes") {
      return http_answer(200, R"({"routes":[
        {"listener":"main","method":"POST","path":"/fleet/echo","access":"open",
            "owner":"plugin:fleet","doc":"Echo."},
        {"listener":"main","method":"POST","path":"/fleet/refuse","access":"safe",
            "owner":"plugin:fleet","doc":"Refuse."}]})");
    }
    if (request.target == "/fleet/echo") return http_answer(200, request.body);
    if (request.target == "/fleet/refuse") return http_answer(409, R"({"error":"not now"})");
    if (request.target == "/admin/v1/pipelines")
      return http_answer(200, R"({"pipelines":[{"name":"score"}]})");
    if (request.target == "/ml/model/info")
      return http_answer(200, R"({"version":"v1","sha256":null})");
    if (request.target == "/ml/predict") return http_answer(200, R"({"score":0.5,"version":"v1"})");
    if (request.target == "/predict-with-shadow") {
      const size_t seen = ++shadow_requests_;
      return http_answer(200, seen % 10 == 0
                                  ? R"({"prediction":0.5,"shadow":0.9,"match":false,"delta":0.4})"
                                  : R"({"prediction":0.5,"shadow":0.5,"match":true,"delta":0})");
    }
    if (request.target == "/admin/v1/plugins")
      return http_answer(200, R"({"plugins":[{"name":"baseline"}]})");
    if (request.target.starts_with("/drift") || request.target.starts_with("/quality"))
      return http_answer(404, R"({"error":"unknown route: GET /there"})");
    if (request.target == "/promote/gates?lineage=no")
      return http_answer(404, R"({"error":"there is no lineage no"})");
    if (request.target == "/admin/v1/safe") return http_answer(403, R"({"error":"no"})");
    return http_answer(404, R"({"error":"nothing here"})");
  }
  size_t shadow_requests_ = 0;  // every tenth does not match
  FakeServer server_;
};

constexpr const char* nowhere = "--admin http://127.0.0.1:1 ";

// A command line, its exit code, and a part of what it prints.
struct Case {
  std::string arguments;
  int code;
  std::string text;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO("sparkctl " << c.arguments);
    const Ran ran = run("sparkctl " + c.arguments);
    CAPTURE(ran.text);
    CHECK(ran.code == c.code);
    CHECK(contains(ran.text, c.text));
  }
}

}  // namespace

TEST_CASE("exit codes tell a refusal, a mistake and an absent host apart") {
  const Host host;
  const std::vector<Case> cases = {
      {"--help", 0, "Exit codes: 0 ok, 1 "},
      {"--version", 0, "sparkctl "},
      {"graph --help", 0, "Example: sparkctl graph"},
      {"", 2, "expected a command"},
      {"--nonsense", 2, "unknown option --nonsense"},
      {"status --nonsense", 2, "unexpected \"--nonsense\""},
      {"status extra", 2, "unexpected \"extra\""},
      {"--admin nonsense status", 2, "expected a URL"},
      {std::string(nowhere) + "--token-file /none status", 2, "--token-file /none"},
      {std::string(nowhere) + "status", 3, "is sparkd running?"},
      {std::string(nowhere) + "staus", 2, "did you mean \"status\"?"},
      {std::string(nowhere) + "fleet echo", 3, "\"fleet\" is not built in"},
      {host.option() + " status", 0, "sparkd"},
      {"status --json " + host.option(), 0, "\"version\": \"9\""},
      {host.option() + " models", 1, "404 nothing here"},
      {host.option() + " safe", 1, "403 no; the credential is read from"},
      {host.option() + " graph scroe", 2, "did you mean \"score\"?"},
      {host.option() + " fleat echo", 2, "did you mean \"fleet\"?"},
      {host.option() + " replai", 2, "did you mean \"replay\"?"},
      {host.option() + " fleet", 2, "Refuse."},
      {host.option() + " fleet --help", 0, "Echo."},
      {host.option() + " fleet refuse --help", 0, "sparkctl fleet refuse --json"},
      {host.option() + " canary --help", 0, "look at production's figures before a canary"},
      {std::string(nowhere) + "canary --help", 0, "The host knows more commands, but "},
      {host.option() + " fleet echo a=1 b=x --json", 0, "{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n"},
      {"fleet echo --confirm " + host.option(), 0, "confirm  true\n"},
      {host.option() + " fleet refuse", 1, "POST /fleet/refuse: 409 not now"},
      {host.option() + " fleet refuse --json", 1, "\"error\": \"not now\""},
  };
  check(cases);
}

TEST_CASE("commands of a plugin that the host runs without say which, and what to do") {
  const Host host;
  const std::string there = " --executor " + host.url();
  check({{"psi" + there, 2, "runs without the plugin drift: add it below plugins: "},
         {"quality" + there, 2, "runs without the plugin quality: add it below plugins: "},
         {"gates --lineage no" + there, 2, "there is no lineage no"},
         {host.option() + " shadow metrics", 2, "runs without the plugin shadow: add it "},
         {host.option() + " baseline x", 2, "unknown command \"baseline\""}});
}

TEST_CASE("the credential goes to routes that ask for one, and not to open ones") {
  const Host host;
  const Scratch scratch;
  const std::string token = " --token-file " + scratch.write("token", "secret") + " ";
  run("sparkctl " + host.option() + token + "fleet echo");
  run("sparkctl " + host.option() + token + "fleet refuse");
  for (const SeenRequest& request : host.seen()) {
    INFO(request.target);
    CHECK(contains(request.head, "Authorization: Bearer secret\r\n") ==
          (request.target != "/fleet/echo"));
  }
}

TEST_CASE("tools are listed with what they do, and run with their own exit codes") {
  const Ran help = run("sparkctl --help");
  CHECK(contains(help.text, "  replay "));
  CHECK(contains(help.text, " replay recorded market data as requests\n"));
  const Host host;
  const Ran replay =
      run("sparkctl replay --limit 20 --path /fleet/echo --quiet --to " + host.url());
  CAPTURE(replay.text);
  CHECK(replay.code == 0);
  CHECK(contains(replay.text, "200: 20"));
  CHECK(run("sparkctl replay --limit 20 --path /none --quiet --to " + host.url()).code == 1);
  CHECK(run("sparkctl replay --nonsense").code == 2);
  CHECK(run("sparkctl replay --to http://127.0.0.1:1").code == 3);
  const Ran json =
      run("sparkctl --json replay --limit 20 --path /fleet/echo --quiet --to " + host.url());
  CHECK(contains(json.text, "\"requests\": 20,"));
}

TEST_CASE("a bad row stops a replay before its first request") {
  const Host host;
  const Scratch scratch;
  const std::string path = scratch.write(
      "bad.csv", "ts,mid,spreadBp,vol1m,rsi14\n1701388800000,1,1,1,1\n1701388860000,x,1,1,1\n");
  const Ran ran = run("sparkctl replay --path /fleet/echo --input " + path + " --to " + host.url());
  CHECK(ran.code == 2);
  CHECK(contains(ran.text, path + ":3: mid: expected a number above 0, found \"x\""));
  CHECK(host.seen().empty());
}

TEST_CASE("market files are checked without a host, and the exit code says what was found") {
  const Scratch scratch;
  const std::string header = "open_time,high,low,close,quote_volume\n";
  const std::string good =
      scratch.write("BTCUSDT-1m-1.csv", header + "1701388800000,1,1,1,1\n1701388860000,1,1,1,1\n");
  const std::string gap =
      scratch.write("BTCUSDT-1m-2.csv", header + "1701388920000,1,1,1,1\n1701389040000,1,1,1,1\n");
  const std::vector<Case> cases = {
      {"data check " + good, 0, "data check: PASS\n"},
      {"data check " + good + " " + gap, 1,
       "gaps          1, 1 rows missing; first at " + gap + ":3"},
      {"data check " + scratch.path(), 1, "data check: FAIL\n"},
      {"data check --json " + gap, 1, "\"pass\": false,"},
      {"--json data check " + good, 0, "\"symbol\": \"BTCUSDT\","},
      {"data check " + good + " --json", 0, "\"problems\": []"},
      {"data check " + scratch.path("none"), 2, "none: no such file or folder"},
      {"data check", 2, "PATH is required"},
      {"data", 2, "A subcommand is required"},
      {"data check --resample 5m " + good, 2, "--resample"},
      {"data check --help", 0, "sparkctl data check data/btcusdt_1m --json"},
      {"--help", 0, " check recorded market data before it is used\n"},
  };
  check(cases);
}

TEST_CASE("smoke marks its requests, writes its evidence and passes") {
  const Host host;
  const Scratch scratch;
  const std::string out = scratch.path("evidence/ml/smoke_1k.json");
  const Ran ran =
      run("sparkctl smoke --requests 50 --quiet --ml-engine " + host.url() + " --out " + out);
  CAPTURE(ran.text);
  CHECK(ran.code == 0);
  CHECK(contains(ran.text, "smoke: PASS"));
  size_t marked = 0;
  for (const SeenRequest& request : host.seen())
    marked += contains(request.head, "X-Spark-Synthetic: 1\r\n");
  CHECK(marked == 50);
  CHECK(contains(test::read_file(out), "\"pass\": true"));
}

TEST_CASE("smoke of the whole pipeline fails below 95 percent of matches") {
  const Host host;
  const Scratch scratch;
  const std::string out = scratch.path("shadow_smoke_1k.json");
  const std::string command = "sparkctl smoke --target shadow --quiet --ml-engine " + host.url() +
                              " --executor " + host.url() + " --out " + out;
  const Ran low = run(command + " --requests 20");
  CAPTURE(low.text);
  CHECK(low.code == 1);
  CHECK(contains(low.text, "match rate            >= 95 %"));
  CHECK(contains(low.text, "smoke: FAIL"));
  CHECK(contains(test::read_file(out), "\"match_rate_above_95\": false"));
  CHECK(run(command + " --requests 9").code == 0);
}

TEST_CASE("only executable files named spark-… are tools") {
  const Scratch scratch;
  const auto program = [&](const std::string& name, const std::string& text) {
    std::filesystem::permissions(scratch.write(name, text), std::filesystem::perms::owner_all);
  };
  program("spark-b", "#!/bin/sh\necho does b\necho more\n");
  program("spark-a", "#!/bin/sh\nexit 1\n");
  program("other", "#!/bin/sh\n");
  scratch.write("spark-text", "");
  const auto tools = ctl::list_tools(scratch.path());
  REQUIRE(tools.size() == 2);
  CHECK(tools[0].verb == "a");
  CHECK(ctl::describe(tools[0]).empty());
  CHECK(ctl::describe(tools[1]) == "does b");
  CHECK(ctl::list_tools(scratch.path("none")).empty());
}

TEST_CASE("two words that name a tool are its verb, wherever options stand before them") {
  const std::vector<ctl::Tool> tools = {{"a", ""}, {"a-b", ""}, {"c-d-e", ""}};
  const auto takes_value = [](const std::string& option) { return option == "--admin"; };
  using Words = std::vector<std::string>;
  const std::vector<std::pair<Words, Words>> cases = {
      {{}, {}},
      {{"a"}, {"a"}},
      {{"a", "b"}, {"a-b"}},
      {{"a", "b", "--admin", "b"}, {"a-b", "--admin", "b"}},
      {{"--json", "--admin", "a", "a", "b"}, {"--json", "--admin", "a", "a-b"}},
      {{"--admin", "a", "b"}, {"--admin", "a", "b"}},
      {{"--admin=x", "a", "b", "c"}, {"--admin=x", "a-b", "c"}},
      {{"a", "c"}, {"a", "c"}},
      {{"a", "--json", "b"}, {"a", "--json", "b"}},
      {{"b", "a"}, {"b", "a"}},
      {{"--admin"}, {"--admin"}},
      {{"c-d", "e"}, {"c-d-e"}},
  };
  for (const auto& [given, expected] : cases)
    CHECK(ctl::with_tool_verb(given, tools, takes_value) == expected);
  CHECK(ctl::words_of(tools[2]) == "c d-e");
}

TEST_CASE("tables fit the terminal, and are whole with --wide and anywhere but on a terminal") {
  const std::string digest(64, 'd');
  const FakeServer host([&](const SeenRequest&) {
    return http_answer(
        200, R"({"plugins":[{"name":"one","summary":"What it is","sha256":")" + digest + "\"}]}");
  });
  const std::string command =
      SPARK_BUILD_DIR "/bin/sparkctl plugins --admin " + host.url() + " --token-file ";
  const Scratch scratch;
  const std::string token = scratch.write("token", "secret");
  const auto on_terminal = [&](const std::string& arguments) {
    return test::run_shell("script -qec 'stty cols 70; " + command + token + arguments +
                           "' /dev/null < /dev/null");
  };
  const Ran cut = on_terminal("");
  CAPTURE(cut.text);
  CHECK(contains(cut.text, "one"));
  CHECK_FALSE(contains(cut.text, digest));
  CHECK(contains(cut.text, "(cut to 70 columns; --wide shows all)"));
  CHECK(contains(on_terminal(" --wide").text, digest));
  CHECK(contains(on_terminal(" --json").text, digest));
  CHECK(contains(test::run_shell("COLUMNS=70 " + command + token).text, digest));
}
