// What a swap expects, where a way back leads, and what a plugin's request becomes.
#include "change/conditions.h"

#include "change/plugin_swaps.h"
#include "generation/live_models.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::change;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string sha_a(64, 'a');
const std::string sha_b(64, 'b');

generation::LoadedModel made_of(const std::string& name, const std::string& sha256) {
  generation::LoadedModel model;
  model.name = name;
  model.sha256 = sha256;
  return model;
}

config::Config with_model(const std::string& name, const std::string& plugin) {
  config::Config config;
  config::Model model;
  model.name = name;
  model.plugin.value = plugin;
  config.models.push_back(std::move(model));
  return config;
}

}  // namespace

TEST_CASE("a change that expects something else than what serves is refused, and says what is") {
  generation::Generation live;
  live.models.push_back(made_of("candidate", sha_a));
  live.models.push_back(made_of("production", ""));
  const struct {
    std::map<std::string, std::string> expect;
    const char* says;  // null: it is as expected
  } cases[] = {
      {{}, nullptr},
      {{{"candidate", sha_a}}, nullptr},
      {{{"candidate", sha_a}, {"production", ""}}, nullptr},
      {{{"candidate", sha_b}}, "models.candidate is made of aaaa"},
      {{{"candidate", ""}}, "not of no artefact as expected"},
      {{{"production", sha_a}}, "models.production is made of no artefact, not of aaaa"},
      {{{"other", sha_a}}, "models.other is not there"},
  };
  for (const auto& each : cases) {
    Change change;
    change.expect = each.expect;
    const auto refusal = unexpected(change, live);
    CHECK(refusal.has_value() == (each.says != nullptr));
    if (!refusal || each.says == nullptr) continue;
    CHECK(refusal->status == 409);
    CHECK_THAT(refusal->text, ContainsSubstring(each.says));
  }
}

TEST_CASE("a way back leads to what served under the name before, or is noted as previous") {
  Change change;
  change.models.push_back({});
  change.models.back().name = "m";
  const config::Config next_config = with_model("m", "one");
  const std::string line = blueprint::definitions(next_config).at("models.m");
  blueprint::Blueprint next;
  next.objects["models.m"] = sha_a;

  const auto leads = [&](const generation::Generation& live,
                         const blueprint::PreviousDefinitions& previous) {
    return leads_back(change, live, previous, next, next_config);
  };
  generation::Generation live;
  CHECK_FALSE(leads(live, {}));
  live.model_history["m"] = {{"another", "2", sha_b}, {line, "1", sha_b}};
  CHECK_FALSE(leads(live, {}));  // the definition with another artefact
  live.model_history["other"] = {{line, "1", sha_a}};
  CHECK_FALSE(leads(live, {}));
  live.model_history["m"].push_back({line, "1", sha_a});
  CHECK(leads(live, {}));
  live.model_history.clear();
  CHECK(leads(live, {{"models.m", {line, sha_a, false}}}));
  CHECK_FALSE(leads(live, {{"models.m", {line, sha_b, false}}}));

  change.models.push_back({});
  change.models.back().name = "gone";
  CHECK_FALSE(leads(live, {{"models.m", {line, sha_a, false}}}));
}

TEST_CASE("a plugin's request becomes a swap that says whose it is") {
  services::SwapRequest request{
      "canary",
      {{"production", R"({"like":"candidate"})", sha_a}, {"candidate", std::nullopt, sha_b}},
      "promotion",
      true,
      7};
  const auto change = change_of(request);
  REQUIRE(change.has_value());
  CHECK(change->title() == "swap models.production");
  CHECK(change->actor == "plugin canary");
  CHECK(change->plugin == "canary");
  CHECK(change->is_way_back);
  CHECK(change->detail == "promotion (a way back)");
  CHECK(change->expect ==
        std::map<std::string, std::string>{{"candidate", sha_b}, {"production", sha_a}});
  CHECK(change->models[0].like == "candidate");

  for (const char* wrong : {"", "[]", "{}", R"({"artefakt":"x"})", R"({"expect":"x"})"}) {
    request.models[0].definition = wrong;
    const auto refused = change_of(request);
    REQUIRE(refused.has_error());
    CHECK(refused.error().status == 400);
    CHECK_THAT(refused.error().text, ContainsSubstring("models.production"));
  }
}
