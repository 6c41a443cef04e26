#include "spark/config.h"

#include <string>
#include <vector>

#include "support/catch.h"

namespace {

spark_value of(double number) {
  spark_value value{};
  value.type = SPARK_F64;
  value.as.f64 = number;
  return value;
}

spark_value of(int64_t whole, uint32_t type = SPARK_I64) {
  spark_value value{};
  value.type = type;
  value.as.i64 = whole;
  return value;
}

// Without its NUL, as a host may give it.
spark_value of(const std::string& text) {
  spark_value value{};
  value.type = SPARK_STRING;
  value.length = static_cast<uint32_t>(text.size());
  value.as.str = text.data();
  return value;
}

// A block with one key, "key".
struct Block {
  explicit Block(std::vector<spark_value> values_)
      : values(std::move(values_)),
        setting{"key", values.data(), static_cast<uint32_t>(values.size()), 0} {}

  std::vector<spark_value> values;
  spark_setting setting;
  const spark_setting* settings[1] = {&setting};
  spark_config raw{"mine", settings, 1, 0};
  spark::Config config{raw};
};

}  // namespace

TEST_CASE("one value is read as its type") {
  const std::string text = "text and more";
  CHECK(Block({of(0.5)}).config.f64("key") == 0.5);
  CHECK(Block({of(int64_t{-7})}).config.i64("key") == -7);
  CHECK(Block({of(1, SPARK_BOOL)}).config.boolean("key"));
  CHECK_FALSE(Block({of(0, SPARK_BOOL)}).config.boolean("key"));
  spark_value part = of(text);
  part.length = 4;
  CHECK(Block({part}).config.string("key") == "text");
  CHECK(Block({of(0.5)}).config.name() == "mine");
}

TEST_CASE("a list is read as the type of its values, and an absent one is empty") {
  const std::string a = "a";
  const std::string b = "b";
  CHECK(Block({of(0.5), of(-1.0)}).config.f64s("key") == std::vector<double>{0.5, -1.0});
  CHECK(Block({of(int64_t{3})}).config.i64s("key") == std::vector<int64_t>{3});
  CHECK(Block({of(a), of(b)}).config.strings("key") == std::vector<std::string>{"a", "b"});
  CHECK(Block({}).config.f64s("key").empty());
  CHECK_THROWS_WITH(Block({of(0.5), of(a)}).config.f64s("key"), "setting 'key' has another type");
}

TEST_CASE("an absent key has no value, and a mistake names the key") {
  const Block absent({});
  CHECK_FALSE(absent.config.has("key"));
  CHECK(Block({of(0.5)}).config.has("key"));
  CHECK_THROWS_WITH(absent.config.f64("key"), "setting 'key' is not given");
  CHECK_THROWS_WITH(absent.config.has("kay"), "setting 'kay' is not declared");
  CHECK_THROWS_WITH(Block({of(0.5)}).config.i64("key"), "setting 'key' has another type");
  CHECK_THROWS_WITH(Block({of(0.5), of(1.5)}).config.f64("key"),
                    "setting 'key' has several values");
}

TEST_CASE("a predict reference has a stage, a model and perhaps a budget") {
  const std::string stage = "candidate";
  const std::string model = "v2";
  const auto with = Block({of(stage), of(model), of(60.0)}).config.predict("key");
  CHECK(with.stage == "candidate");
  CHECK(with.model == "v2");
  CHECK(with.budget_ms == 60.0);
  CHECK(with.slot("score") == "candidate.score");
  CHECK_FALSE(Block({of(stage), of(model), spark_value{}}).config.predict("key").budget_ms);
  CHECK_THROWS_WITH(Block({of(stage)}).config.predict("key"),
                    "setting 'key' is not a predict reference");
}
