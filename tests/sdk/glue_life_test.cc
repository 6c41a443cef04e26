// What the glue makes of a plugin class that is told when it acts, and of one that lists its
// schemas.
#include <stdexcept>
#include <string>

#include "odd_plugin.h"
#include "spark/plugin.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

std::string told;

class Sleeper : public spark::Plugin {
 public:
  static constexpr const char* summary = "Acts and rests";
  Sleeper(spark::Host, const spark::Config&) {}
  void act() { told += "act "; }
  void rest() {
    told += "rest ";
    throw spark::Error("not tired", SPARK_E_UNSUPPORTED);
  }
};

class Keeper : public spark::Plugin {
 public:
  static constexpr const char* summary = "Lists what it keeps";
  static constexpr const char* durable_schemas[] = {"keeper.a/1", "keeper.b/1"};
  Keeper(spark::Host, const spark::Config&) {}
};

constexpr spark_entry_v1 keeper_entry = spark::glue::entry<Keeper>("keeper", "1.0.0");
constexpr spark_entry_v1 sleeper_entry = spark::glue::entry<Sleeper>("sleeper", "1.0.0");

}  // namespace

TEST_CASE("a class that has act and rest is told, and others are not") {
  told.clear();
  FakeHost host;
  PluginRig sleeper(host, sleeper_entry);
  CHECK(told.empty());
  sleeper.act();
  CHECK(told == "act ");
  CHECK_THROWS_WITH(sleeper.rest(), Catch::Matchers::ContainsSubstring("not tired"));
  CHECK(told == "act rest ");
  CHECK(sleeper.raw()->extension(sleeper.raw(), "spark.life/2") == nullptr);
  const PluginRig odd(host, odd_entry());
  CHECK(odd.raw()->extension(odd.raw(), SPARK_EXT_LIFE) == nullptr);
}

TEST_CASE("a class that lists the schemas of its durable values offers them, and others do not") {
  FakeHost host;
  const PluginRig keeper(host, keeper_entry);
  const auto* keeps =
      static_cast<const spark_ext_keeps*>(keeper.raw()->extension(keeper.raw(), SPARK_EXT_KEEPS));
  REQUIRE(keeps != nullptr);
  REQUIRE(keeps->count == 2);
  CHECK(std::string(keeps->schemas[0]) == "keeper.a/1");
  CHECK(std::string(keeps->schemas[1]) == "keeper.b/1");
  const PluginRig sleeper(host, sleeper_entry);
  CHECK(sleeper.raw()->extension(sleeper.raw(), SPARK_EXT_KEEPS) == nullptr);
}
