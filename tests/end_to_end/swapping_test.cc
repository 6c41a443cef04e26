// A plugin acts on the host: it swaps models, pins and leases them, and answers its routes later,
// beside operators, safe actions, exchanges and kills.
#include <chrono>
#include <csignal>
#include <fstream>
#include <future>
#include <random>
#include <set>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace json = boost::json;

namespace {

std::vector<std::string> with_swapping(const char* may = "candidate, production") {
  return {"plugins.swapping={library: " + museum("swapping").string() + ", may: {swap: [" + may +
          "]}}"};
}

struct Response {
  uint32_t status = 0;
  std::string body;
};

Response call(const Sparkd& host, const std::string& path) {
  const auto answer =
      host.client("admin", host.token()).call("POST", path, std::string(confirm_body));
  return answer ? Response{static_cast<uint32_t>(answer->status), answer->body} : Response{};
}

// What the plugin's swap came to.
Response swap_by_plugin(const Sparkd& host, const std::string& query) {
  return call(host, "/x/swapping/ask?" + query);
}

json::value told(const Sparkd& host) {
  return host.json("admin", "GET", "/x/swapping/told");
}

std::string member(const Sparkd& host, const std::string& model, std::string_view name) {
  return text_of(host.json("admin", "GET", "/x/swapping/model?name=" + model).at(name));
}

void wait_until(const std::function<bool()>& holds) {
  while (!holds()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

}  // namespace

TEST_CASE("a plugin swaps the models that its entry names, and no other") {
  const TemporaryFolder folder;
  const Sparkd host(with_swapping("candidate"));
  const std::string before = member(host, "candidate", "sha256");
  const auto artefact = make_artefact(folder.path(), 1).string();

  const auto done =
      swap_by_plugin(host, "model=candidate&artefact=" + artefact + "&expect=" + before);
  CHECK(done.status == 200);
  CHECK(done.body == R"({"code":0,"text":""})");
  CHECK(ask(host).version == "m-1");
  CHECK(member(host, "candidate", "version") == "m-1");
  CHECK(member(host, "candidate", "history") == "m-1 v1.8-b0 ");
  CHECK_THAT(member(host, "candidate", "definition"), ContainsSubstring(artefact));
  CHECK(std::filesystem::exists(member(host, "candidate", "folder") + "/model.json"));
  const auto generations = host.json("admin", "GET", "/admin/v1/generations");
  CHECK_THAT(json::serialize(generations), ContainsSubstring("swap models.candidate"));

  const auto again = swap_by_plugin(host, "model=candidate&like=fallback&expect=" + before);
  CHECK(again.status == 409);
  CHECK_THAT(again.body, ContainsSubstring(R"("code":10,"text":"models.candidate is made of )"));
  CHECK_THAT(again.body, ContainsSubstring("not of " + before + " as expected"));
  const auto refused = swap_by_plugin(host, "model=production&like=candidate");
  CHECK(refused.status == 422);
  CHECK_THAT(refused.body, ContainsSubstring("plugins.swapping.may.swap does not name it"));
  const auto wrong = swap_by_plugin(host, "model=candidate&artefact=/nowhere");
  CHECK(wrong.status == 422);
  CHECK(ask(host).version == "m-1");
  CHECK(told(host).at("asked") == told(host).at("ended"));
}

TEST_CASE("a plugin passes the configuration's pin where it may swap, an operator does not") {
  const Sparkd host(with_swapping());
  const auto pinned = post_admin(host, "/admin/v1/models/production/swap", 409,
                                 R"({"confirm":true,"like":"candidate"})");
  CHECK_THAT(text_of(pinned.at("error")), ContainsSubstring("pinned by the configuration"));
  CHECK(swap_by_plugin(host, "model=production&like=candidate").status == 200);
  CHECK(member(host, "production", "version") == "v1.8-b0");
  // The way back, after a safe action that came in between.
  post_admin(host, "/admin/v1/safe");
  CHECK(swap_by_plugin(host, "model=production&like=fallback&back").status == 200);
  CHECK(member(host, "production", "version") == member(host, "fallback", "version"));
}

TEST_CASE("an operator's swap is made only of what is expected") {
  const TemporaryFolder folder;
  const Sparkd host(with_swapping());
  const std::string now = member(host, "candidate", "sha256");
  const std::string other(64, 'a');
  const auto artefact = make_artefact(folder.path(), 1);
  const auto expect = [&](const std::string& digest) { return ",\"expect\":\"" + digest + "\""; };
  for (const char* dry : {"", ",\"dry_run\":true"}) {
    const auto refused = swap_candidate(host, artefact, 409, expect(other) + dry);
    CHECK_THAT(text_of(refused.at("error")), ContainsSubstring("as expected"));
  }
  swap_candidate(host, artefact, 400, expect("abc"));
  swap_candidate(host, artefact, 200, expect(now) + ",\"dry_run\":true");
  CHECK(ask(host).version == "v1.8-b0");
  CHECK(told(host).at("version").as_string() == "1.0.0");
  const auto set = [&](const std::string& digest) {
    return R"({"confirm":true,"models":{"candidate":{"like":"fallback"}},"expect":{"candidate":")" +
           digest + "\"}}";
  };
  post_admin(host, "/admin/v1/swap", 409, set(other));
  swap_candidate(host, artefact, 200, expect(now));
  post_admin(host, "/admin/v1/swap", 409, set(now));
  CHECK(ask(host).version == "m-1");
  post_admin(host, "/admin/v1/swap", 200, set(member(host, "candidate", "sha256")));
}

TEST_CASE("a swap that was asked for before a safe action does not apply after it") {
  const TemporaryFolder folder;
  const Sparkd host(with_swapping());
  for (const bool goes_back : {false, true}) {
    const auto bell = folder.path() / (goes_back ? "back" : "on");
    auto asked = std::async(std::launch::async, [&] {
      return swap_by_plugin(
          host, "model=production&like=" + std::string(goes_back ? "fallback&back" : "candidate") +
                    "&after=" + bell.string());
    });
    wait_until([&] { return told(host).at("waits").as_bool(); });
    post_admin(host, "/admin/v1/safe");
    write_file(bell, "");
    const Response answer = asked.get();
    INFO(answer.body);
    CHECK(answer.status == (goes_back ? 200 : 409));
    if (!goes_back) CHECK_THAT(answer.body, ContainsSubstring("superseded by /admin/v1/safe at 2"));
    CHECK(member(host, "production", "version") == member(host, "fallback", "version"));
  }
  CHECK(swap_by_plugin(host, "model=production&like=candidate").status == 200);
}

TEST_CASE("a plugin and an operator who swap the same model: each ends once, one at a time") {
  const TemporaryFolder folder;
  const Sparkd host(with_swapping());
  const auto one = make_artefact(folder.path(), 1);
  const auto two = make_artefact(folder.path(), 2).string();
  constexpr int rounds = 6;
  int done_by_plugin = 0;
  int done_by_operator = 0;
  std::thread by_operator([&] {
    auto client = host.client("admin", host.token());
    for (int i = 0; i < rounds; ++i) {
      const auto answer = client.call("POST", "/admin/v1/models/candidate/swap",
                                      R"({"confirm":true,"artefact":")" + one.string() + "\"}");
      done_by_operator += answer && answer->status == 200 ? 1 : 0;
    }
  });
  for (int i = 0; i < rounds; ++i) {
    const auto answer = swap_by_plugin(host, "model=candidate&artefact=" + two);
    CHECK((answer.status == 200 || answer.status == 409));
    done_by_plugin += answer.status == 200 ? 1 : 0;
  }
  by_operator.join();
  CHECK(done_by_plugin + done_by_operator > 0);
  CHECK(told(host).at("asked").to_number<int>() == rounds);
  CHECK(told(host).at("ended").to_number<int>() == rounds);
}

TEST_CASE("an object that rests takes its request back, and its open reply is answered") {
  const TemporaryFolder folder;
  const Sparkd host(with_swapping());
  const auto bell = folder.path() / "bell";
  auto asked = std::async(std::launch::async, [&] {
    return swap_by_plugin(host, "model=candidate&like=fallback&after=" + bell.string());
  });
  wait_until([&] { return told(host).at("waits").as_bool(); });
  upgrade(host, "swapping", museum("swapping2"));
  const Response answer = asked.get();
  CHECK(answer.status == 503);
  write_file(bell, "");
  CHECK(told(host).at("version").as_string() == "2.0.0");
  CHECK(told(host).at("asked").to_number<int>() == 0);
  CHECK(ask(host).version == "v1.8-b0");
}

TEST_CASE("a pin lets the plugin pass that it names, and has a second to answer to force") {
  const TemporaryFolder folder;
  const Sparkd host(with_swapping());
  CHECK(call(host, "/x/swapping/hold?model=candidate&lets=swapping&slow").status == 200);
  swap_candidate(host, make_artefact(folder.path(), 1), 409);
  const auto artefact = make_artefact(folder.path(), 3).string();
  CHECK(swap_by_plugin(host, "model=candidate&artefact=" + artefact).status == 200);
  wait_until([&] { return told(host).at("passed").as_string() == "swapping "; });
  CHECK(told(host).at("broken").to_number<int>() == 0);
  const auto forced = swap_candidate(host, make_artefact(folder.path(), 2), 200, ",\"force\":true");
  CHECK(told(host).at("broken").to_number<int>() == 1);
  CHECK_THAT(json::serialize(forced.at("warnings")), ContainsSubstring("did not answer within"));
  CHECK(call(host, "/x/swapping/hold?model=candidate&lets=other").status == 200);
  CHECK(swap_by_plugin(host, "model=candidate&like=fallback").status == 409);
}

TEST_CASE("a leased artefact stays through as many changes as would remove it") {
  const TemporaryFolder folder;
  const Sparkd host(with_swapping());
  swap_candidate(host, make_artefact(folder.path(), 1));
  const std::filesystem::path leased = member(host, "candidate", "folder");
  CHECK(call(host, "/x/swapping/hold?model=fallback&lets=swapping").status == 200);
  CHECK(call(host, "/x/swapping/hold?model=candidate&lets=swapping&lease").status == 200);
  std::filesystem::path unleased;
  for (uint32_t i = 2; i < 24; ++i) {
    swap_candidate(host, make_artefact(folder.path(), i), 200, ",\"force\":true");
    if (i == 2) unleased = member(host, "candidate", "folder");
  }
  CHECK(std::filesystem::exists(leased / "model.json"));
  CHECK_FALSE(std::filesystem::exists(unleased));
  upgrade(host, "swapping", museum("swapping2"));  // the lease ends with rest()
  for (uint32_t i = 24; i < 27; ++i) swap_candidate(host, make_artefact(folder.path(), i));
  CHECK_FALSE(std::filesystem::exists(leased));
}

TEST_CASE("a host that is killed while a plugin swaps comes back with one or the other, whole") {
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  const auto artefact = make_artefact(folder.path(), 1).string();
  std::mt19937 random(1);
  std::set<std::string> seen;
  for (int round = 0; round < 6; ++round) {
    Sparkd host(with_swapping(), {}, state);
    const std::string now = ask(host).version;
    seen.insert(now);
    CHECK((now == "m-1" || now == "v1.8-b0"));
    CHECK(member(host, "candidate", "version") == now);
    const std::string query =
        now == "m-1" ? "model=candidate&artefact=" + source("configs/models/v1.8-b0").string()
                     : "model=candidate&artefact=" + artefact;
    std::thread asking([&] { (void)swap_by_plugin(host, query); });
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 400'000));
    host.signal(SIGKILL);
    CHECK(host.wait().signal == SIGKILL);
    asking.join();
  }
  const Sparkd host(with_swapping(), {}, state);
  const auto verified =
      run({binary("sparkctl").string(), "evidence", "verify", "--state-dir", state.string()});
  CHECK(verified.exit_code == 0);
}

TEST_CASE("a page is sent as one, and may run no script") {
  const Sparkd host(with_swapping());
  const auto answer = host.client("admin").call("GET", "/x/swapping/page").value();
  CHECK(answer.status == 200);
  CHECK(answer.body == "<p>A page</p>");
  const auto decoded = host.client("admin").call("GET", "/x/swapping/model?name=%zz").value();
  CHECK(decoded.status == 400);
}
