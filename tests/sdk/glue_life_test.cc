// What the glue makes of a plugin class that is told when it acts.
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
