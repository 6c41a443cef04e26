// The admin listener: who may ask, what is shown, and the emergency stop.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>

#include "end_to_end/harness.h"
#include "support/catch.h"
#include "support/shipped.h"

using namespace spark::test;
namespace json = boost::json;

TEST_CASE("the token file is made for its owner only and is asked for") {
  const Sparkd host;
  const auto permissions = std::filesystem::status(host.state_dir() / "admin.token").permissions();
  using std::filesystem::perms;
  CHECK((permissions & (perms::group_all | perms::others_all)) == perms::none);
  CHECK(host.output().find("admin.token") != std::string::npos);
  CHECK(host.output().find(host.token()) == std::string::npos);

  for (const char* path : {"/admin/v1/status", "/admin/v1/config", "/admin/v1/models"}) {
    CHECK(host.client("admin").call("GET", path).value().status == 401);
    CHECK(host.client("admin", "wrong").call("GET", path).value().status == 401);
    CHECK(host.client("admin", host.token()).call("GET", path).value().status == 200);
  }
}

TEST_CASE("every route is listed with its access and its owner, the host's own too") {
  const Sparkd host;
  const json::value listed = host.json("admin", "GET", "/admin/v1/routes");
  std::map<std::string, std::string> owners;
  for (const json::value& route : listed.at("routes").as_array()) {
    const auto text = [&route](const char* name) {
      return std::string(route.at(name).as_string());
    };
    owners[text("listener") + ' ' + text("method") + ' ' + text("path")] =
        text("access") + ' ' + text("owner");
  }
  CHECK(owners["executor POST /predict-with-shadow"] == "open pipeline:predict-with-shadow");
  CHECK(owners["executor POST /shadow/disable"] == "safe plugin:shadow");
  CHECK(owners["ml-engine POST /v2/models/*"] == "open host");
  CHECK(owners["admin POST /admin/v1/safe"] == "safe host");
  CHECK(owners["admin GET /admin/v1/routes"] == "admin host");
  CHECK(owners["admin POST /v2/repository/models/*"] == "admin host");
}

TEST_CASE("foreign Host and Origin are refused, and nothing changes by GET") {
  const Sparkd host;
  const auto status_with = [&](std::vector<spark::tool::Header> headers) {
    spark::tool::ClientOptions options;
    options.token = host.token();
    options.headers = std::move(headers);
    return spark::tool::Client({"127.0.0.1", host.port("admin")}, options)
        .call("POST", "/admin/v1/safe")
        .value()
        .status;
  };
  CHECK(status_with({}) == 200);
  CHECK(status_with({{"Origin", "http://evil.example"}}) == 403);
  const std::string own = "http://127.0.0.1:" + std::to_string(host.port("admin"));
  CHECK(status_with({{"Origin", own}}) == 200);
  const auto is_on = [&] {
    return host.json("admin", "GET", "/admin/v1/status").at("flags").at(0).at("value") == 1;
  };
  host.json("executor", "POST", "/shadow/enable", R"({"confirm":true})");
  CHECK(host.client("admin", host.token()).call("GET", "/admin/v1/safe").value().status == 200);
  CHECK(is_on());
  CHECK(host.client("executor", host.token()).call("GET", "/shadow/enable").value().status == 405);
}

TEST_CASE("the safe verbs, and no other route, are listed without a key for this machine") {
  const Sparkd host;
  const auto listed = host.client("admin").call("GET", "/admin/v1/safe").value();
  REQUIRE(listed.status == 200);
  const json::value body = json::parse(listed.body);
  std::map<std::string, json::object> routes;
  for (const json::value& route : body.at("routes").as_array()) {
    const json::object& row = route.as_object();
    routes[std::string(row.at("method").as_string()) + ' ' +
           std::string(row.at("path").as_string())] = row;
  }
  CHECK(routes.size() == 9);
  CHECK(routes.count("GET /admin/v1/safe") == 1);  // what else that path is
  CHECK(routes.at("POST /admin/v1/safe").at("port") == host.port("admin"));
  const json::object& off = routes.at("POST /shadow/disable");
  CHECK(off.at("listener") == "executor");
  CHECK(off.at("address") == "127.0.0.1");
  CHECK(off.at("port") == host.port("executor"));
  CHECK(off.at("access") == "safe");
  CHECK(!off.at("doc").as_string().empty());

  spark::tool::ClientOptions by_proxy;
  by_proxy.headers = {{"X-Forwarded-For", "10.1.2.3"}};
  CHECK(spark::tool::Client({"127.0.0.1", host.port("admin")}, by_proxy)
            .call("GET", "/admin/v1/safe")
            .value()
            .status == 401);
  CHECK(host.client("executor").call("GET", "/admin/v1/safe").value().status == 404);
}

TEST_CASE("sparkctl needs no key for the safe direction, and the key for the way back", "[smoke]") {
  const Sparkd host;
  const TemporaryFolder folder;
  const std::string stale = (folder.path() / "stale").string();
  const std::string empty = (folder.path() / "empty").string();
  std::ofstream(stale) << "a-token-of-another-day\n";
  std::ofstream(empty) << "";
  const auto ctl = [&](const std::string& file, std::vector<std::string> words) {
    words.insert(words.begin(),
                 {binary("sparkctl").string(), "--admin", host.url("admin"), "--token-file", file});
    return run(words).exit_code;
  };
  const auto is_on = [&] {
    return host.json("admin", "GET", "/admin/v1/status").at("flags").at(0).at("value") == 1;
  };
  for (const std::string& file : {stale, empty, (folder.path() / "none").string()}) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"safe"}, {"shadow", "disable"}}) {
      INFO(file << " " << words[0]);
      host.json("executor", "POST", "/shadow/enable", R"({"confirm":true})");
      REQUIRE(is_on());
      CHECK(ctl(file, words) == 0);
      CHECK_FALSE(is_on());
      CHECK(ctl(file, {"shadow", "enable", "--confirm"}) != 0);
      CHECK_FALSE(is_on());
    }
  }
}

TEST_CASE("a listener says which pages may call it, and whether proxies count as this machine") {
  const auto status_of = [](const Sparkd& host, const std::string& listener,
                            std::string_view method, std::string_view path,
                            const spark::tool::Header& header) {
    spark::tool::ClientOptions options;
    options.headers = {header};
    return spark::tool::Client({"127.0.0.1", host.port(listener)}, options)
        .call(method, path)
        .value()
        .status;
  };
  const spark::tool::Header console = {"Origin", "https://console.example"};
  const spark::tool::Header proxy = {"X-Forwarded-For", "10.1.2.3"};
  const Sparkd usual;
  CHECK(status_of(usual, "executor", "GET", "/health", console) == 403);
  CHECK(status_of(usual, "admin", "POST", "/admin/v1/safe", console) == 403);
  CHECK(status_of(usual, "admin", "POST", "/admin/v1/safe", proxy) == 401);
  CHECK(status_of(usual, "executor", "POST", "/shadow/disable", proxy) == 401);
  CHECK(status_of(usual, "executor", "GET", "/health", proxy) == 200);
  const Sparkd told(
      {"listeners.executor.cors=[https://console.example]", "listeners.admin.forwarded=ignore"});
  CHECK(status_of(told, "executor", "GET", "/health", console) == 200);
  CHECK(status_of(told, "admin", "POST", "/admin/v1/safe", console) == 403);
  CHECK(status_of(told, "admin", "POST", "/admin/v1/safe", proxy) == 200);
  CHECK(status_of(told, "executor", "POST", "/shadow/disable", proxy) == 401);
}

TEST_CASE("the views name what is loaded") {
  const Sparkd host;
  const auto status = host.json("admin", "GET", "/admin/v1/status");
  CHECK(status.at("generation").as_int64() == 1);
  CHECK(status.at("listeners").as_array().size() == 3);
  CHECK(status.at("flags").at(0).at("name").as_string() == "shadow.enabled");

  const auto plugins = host.json("admin", "GET", "/admin/v1/plugins").at("plugins").as_array();
  REQUIRE(plugins.size() == shipped_plugins);
  CHECK(plugins[0].at("id").as_string() == "features");
  CHECK(plugins[0].at("abi").as_string() == "1.0");

  const auto models = host.json("admin", "GET", "/admin/v1/models").at("models").as_array();
  REQUIRE(models.size() == 6);
  CHECK(models[2].at("version").as_string() == "v1.8-b0");

  const auto pipelines =
      host.json("admin", "GET", "/admin/v1/pipelines").at("pipelines").as_array();
  const auto& stages = pipelines[0].at("stages").as_array();
  REQUIRE(stages.size() > 4);
  CHECK(stages[4].at("name").as_string() == "candidate");
  CHECK(stages[4].at("when").as_string() == "admit.selected");
  CHECK(stages[4].at("budget_ms").to_number<double>() == 60);
  CHECK(stages[4].at("breaker").at("state").as_string() == "closed");
}

TEST_CASE("safe sets every flag to its safe value, by HTTP without a key and by signal",
          "[smoke]") {
  const Sparkd host;
  const auto flag = [&] {
    return host.json("admin", "GET", "/admin/v1/status").at("flags").at(0).at("value").as_int64();
  };
  REQUIRE(flag() == 1);
  const auto answer = json::parse(host.client("admin").call("POST", "/admin/v1/safe").value().body);
  CHECK(answer.at("flags_changed").as_int64() == 1);
  CHECK(answer.at("recorded").as_bool());
  CHECK(flag() == 0);

  host.json("executor", "POST", "/shadow/enable", R"({"confirm":true})");
  REQUIRE(flag() == 1);
  host.signal(SIGUSR2);
  for (int i = 0; i < 2000 && flag() != 0; ++i) std::this_thread::yield();
  CHECK(flag() == 0);
}

TEST_CASE("sparkctl shows the host and passes its verdict on as exit code", "[smoke]") {
  const Sparkd host;
  const std::vector<std::string> ctl = {binary("sparkctl").string(), "--admin", host.url("admin"),
                                        "--token-file",
                                        (host.state_dir() / "admin.token").string()};
  const auto call = [&](std::vector<std::string> words) {
    std::vector<std::string> command = ctl;
    command.insert(command.end(), words.begin(), words.end());
    return run(command);
  };
  for (const char* word : {"status", "plugins", "models", "routes", "graph"}) {
    const Ended ended = call({word});
    INFO(ended.output);
    CHECK(ended.exit_code == 0);
    CHECK(ended.output.size() > 40);
  }
  CHECK(call({"models"}).output.find("v1.8-b0") != std::string::npos);
  CHECK(call({"graph", "predict-with-shadow"}).output.find("candidate") != std::string::npos);
  CHECK(call({"graph", "predict-with-shadow", "--dot"}).output.find("digraph") !=
        std::string::npos);
  CHECK(call({"shadow", "disable"}).exit_code == 0);
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("flags").at(0).at("value").as_int64() ==
        0);
  CHECK(call({"no-such-command"}).exit_code == 2);

  const Ended smoke = run({binary("sparkctl").string(), "smoke", "--help"});
  CHECK(smoke.exit_code == 0);
}
