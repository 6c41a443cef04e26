#include "plugin/plugin_object.h"

#include "museum.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a plugin object that cannot be made is refused with its reason") {
  CHECK_THAT(instance_refusal("create_fails"),
             ContainsSubstring("plugin 'create_fails': the moon is not full"));
  CHECK_THAT(instance_refusal("create_throws"), ContainsSubstring("no std::exception"));
  CHECK_THAT(instance_refusal("create_nothing"), ContainsSubstring("without making an object"));
  CHECK_THAT(instance_refusal("null_create_model"), ContainsSubstring("create_model is null"));
}

TEST_CASE("the host is told which call is under way") {
  const auto host = std::make_shared<BareHost>();
  auto instance = *PluginObject::create(library_of("well"), "w", {}, host);
  CHECK(host->phases == std::vector{Phase::creating, Phase::idle});
  auto stage = std::move(*instance->create_stage("one", "s", {}));
  auto model = *instance->create_model("m", {}, {});
  CHECK(host->phases == std::vector{Phase::creating, Phase::idle, Phase::creating_stage,
                                    Phase::idle, Phase::creating_model, Phase::idle});
}

TEST_CASE("a plugin object lives until its last stage and model are gone") {
  const auto host = std::make_shared<BareHost>();
  auto instance = *PluginObject::create(library_of("well"), "w", {}, host);
  auto stage = std::move(*instance->create_stage("", "s", {}));
  auto model = *instance->create_model("m", {}, {});
  instance.reset();
  stage.reset();
  CHECK(host->phases.back() == Phase::idle);
  model.reset();
  CHECK(host->phases.back() == Phase::closing);
}

TEST_CASE("a failed creation closes the host's side") {
  const auto host = std::make_shared<BareHost>();
  CHECK(PluginObject::create(library_of("create_fails"), "w", {}, host).has_error());
  CHECK(host->phases.back() == Phase::closing);
}

TEST_CASE("a stage type that does not exist is refused before the plugin is asked") {
  const auto stage = instance_of("well")->create_stage("two", "s", {});
  REQUIRE(stage.has_error());
  CHECK_THAT(stage.error().text, ContainsSubstring("no stage type 'two'"));
}
