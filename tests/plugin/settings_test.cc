#include "plugin/settings.h"

#include "support/catch.h"

using namespace spark;
using plugin::ConfigView;

TEST_CASE("settings arrive at the plugin as values, in the declared order") {
  const base::Settings settings = {
      {"on", {true}},
      {"depth", {int64_t{7}}},
      {"keys", {std::string("a"), std::string("b\0c", 3)}},
      {"candidate", {std::string("c"), std::string("m"), std::monostate{}}},
      {"ratio", {0.25}},
      {"absent", {}},
  };
  const std::string name = "s";
  const ConfigView view(name, settings);
  const spark_config& raw = *view.raw();
  CHECK(std::string(raw.name) == "s");
  REQUIRE(raw.count == 6);
  CHECK(raw.settings[0]->values[0].type == SPARK_BOOL);
  CHECK(raw.settings[0]->values[0].as.i64 == 1);
  CHECK(raw.settings[1]->values[0].type == SPARK_I64);
  CHECK(raw.settings[1]->values[0].as.i64 == 7);
  REQUIRE(raw.settings[2]->count == 2);
  CHECK(std::string(raw.settings[2]->values[1].as.str, raw.settings[2]->values[1].length) ==
        std::string("b\0c", 3));
  REQUIRE(raw.settings[3]->count == 3);
  CHECK(raw.settings[3]->values[2].type == SPARK_NULL);
  CHECK(raw.settings[4]->values[0].type == SPARK_F64);
  CHECK(raw.settings[4]->values[0].as.f64 == 0.25);
  CHECK(std::string(raw.settings[5]->name) == "absent");
  CHECK(raw.settings[5]->count == 0);
}
