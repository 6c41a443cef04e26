// What docs/writing_a_plugin.md tells its reader to try, tried.
#include <fstream>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

// The host.yaml of sdk/<folder>, with the library that this build made of it.
std::vector<std::string> with_library(const std::string& plugin) {
  return {"plugins." + plugin + ".library=" SPARK_SDK_PLUGINS "/" + plugin + ".so"};
}

}  // namespace

TEST_CASE("the template serves its model") {
  const Sparkd host(with_library("up-move"), source("sdk/template/host.yaml"));
  const auto answer =
      host.json("executor", "POST", "/score", R"({"rsi14":60,"spreadBp":10})").as_object();
  CHECK(answer.at("score").as_double() == 0.69);
  CHECK(answer.at("version").as_string() == "up-move-v1");
}

TEST_CASE("the example answers, refuses, stops and goes on as the guide says") {
  const Sparkd host(with_library("wide-spread"), source("sdk/example/host.yaml"));
  const auto quote = [&](const char* body) {
    return host.json("executor", "POST", "/quote", body).as_object();
  };
  const auto wide = quote(R"({"bid":99.9,"ask":100.1,"imbalance":0.5})");
  CHECK(wide.at("wide").as_bool());
  CHECK(wide.at("score").as_double() == Approx(0.5));
  CHECK(wide.at("version").as_string() == "linear-v1");
  CHECK(quote(R"({"bid":99.9,"imbalance":0.5})").at("spread_bp").is_null());
  CHECK(host.metric("wide_spread_wide_total") == 1);

  const auto stopped = host.json("executor", "POST", "/x/wide-spread/disable").as_object();
  CHECK_FALSE(stopped.at("enabled").as_bool());
  CHECK(quote(R"({"bid":99.9,"ask":100.1,"imbalance":0.5})").at("wide").is_null());
}

TEST_CASE("the example's totals go on when its library is upgraded") {
  const Sparkd host(with_library("wide-spread"), source("sdk/example/host.yaml"));
  host.json("executor", "POST", "/quote", R"({"bid":99.9,"ask":100.1,"imbalance":0.5})");
  const TemporaryFolder folder;
  const auto library = folder.path() / "new.so";
  std::filesystem::copy(SPARK_SDK_PLUGINS "/wide-spread.so", library);
  std::ofstream(library, std::ios::app) << '\0';  // another digest
  const auto upgraded = upgrade(host, "wide-spread", library);
  const auto* change = change_of(upgraded, "plugin", "wide-spread");
  REQUIRE(change != nullptr);
  CHECK(change->at("state").as_string() == "carried");
  const auto totals = host.json("executor", "GET", "/x/wide-spread/totals").as_object();
  CHECK(totals.at("quotes").as_int64() == 1);
}
