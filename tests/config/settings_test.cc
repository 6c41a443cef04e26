#include "config/settings.h"

#include "read.h"
#include "support/catch.h"

namespace spark::config {
namespace {

using base::Param;
using base::ParamType;
using base::Scalar;
using base::Schema;
using testing::contains;

struct Checked {
  base::Settings settings;
  std::string report;
};

Checked check(const std::string& block, const Schema& schema) {
  Errors errors;
  const Node with = parse_yaml(block, "t", errors);
  REQUIRE(errors.empty());
  Checked checked;
  checked.settings = check_settings(with, schema, "stages.s.with", "/etc/spark", errors);
  checked.report = errors.render();
  return checked;
}

Param param(std::string name, ParamType type, double min = 0, double max = 0) {
  Param made;
  made.name = std::move(name);
  made.type = type;
  made.min = min;
  made.max = max;
  return made;
}

// The one value of `x: text`, or the report's text after the path if it was refused.
std::variant<Scalar, std::string> value_of(const std::string& text, const Param& declared) {
  const Checked checked = check("x: " + text, {declared});
  if (!checked.report.empty()) return checked.report;
  REQUIRE(checked.settings.at(0).values.size() == 1);
  return checked.settings[0].values[0];
}

}  // namespace

TEST_CASE("each type of setting takes its spelling") {
  struct Row {
    ParamType type;
    const char* text;
    Scalar expected;
  };
  const std::vector<Row> table = {
      {ParamType::boolean, "true", true},
      {ParamType::i64, "-3", int64_t{-3}},
      {ParamType::f64, "0.5", 0.5},
      {ParamType::f64, "3", 3.0},
      {ParamType::ratio, "25%", 0.25},
      {ParamType::ratio, "0.25", 0.25},
      {ParamType::duration, "1.5s", 1500.0},
      {ParamType::size, "64KiB", int64_t{65'536}},
      {ParamType::string, "v1.8", std::string("v1.8")},
      {ParamType::string, "010", std::string("010")},
      {ParamType::string, "\"\"", std::string()},
      {ParamType::path, "../a/./b", std::string("/etc/a/b")},
      {ParamType::path, "/x", std::string("/x")},
      {ParamType::slot, "input.mid", std::string("input.mid")},
      {ParamType::slot_f64, "a.b-c", std::string("a.b-c")},
      {ParamType::group, "input.snapshot", std::string("input.snapshot")},
      {ParamType::group, "input", std::string("input")},
      {ParamType::predict, "production", std::string("production")},
      {ParamType::model, "candidate", std::string("candidate")},
  };
  for (const Row& row : table) {
    INFO(row.text);
    const auto value = value_of(row.text, param("x", row.type));
    REQUIRE(std::holds_alternative<Scalar>(value));
    CHECK((std::get<Scalar>(value) == row.expected));
  }
}

TEST_CASE("each type of setting says what it expected") {
  struct Row {
    Param declared;
    const char* text;
    const char* expected;
  };
  const std::vector<Row> table = {
      {param("x", ParamType::boolean), "yes", "expected true or false, found 'yes'"},
      {param("x", ParamType::i64), "1.5", "expected a whole number, found '1.5'"},
      {param("x", ParamType::i64), "\"1\"", "expected a whole number, found the text '1'"},
      {param("x", ParamType::i64, 1, 5), "6", "expected 1 to 5, found '6'"},
      {param("x", ParamType::f64), ".nan", "a number must be finite"},
      {param("x", ParamType::f64, -1, 0.5), "0.6", "expected -1 to 0.5, found '0.6'"},
      {param("x", ParamType::ratio), "120%", "expected 0 to 1, found '120%'"},
      {param("x", ParamType::duration), "60", "the unit is missing"},
      {param("x", ParamType::duration), "200000d", "at most 3650d"},
      {param("x", ParamType::duration, 1, 1e300), "200000d", "at most 3650d"},
      {param("x", ParamType::size), "8388608GiB", "at most 1024GiB"},
      {param("x", ParamType::duration, 1, 1000), "2s", "expected 1 to 1000 ms, found '2s'"},
      {param("x", ParamType::size), "1MB", "unknown unit 'MB'"},
      {param("x", ParamType::string), "[a]", "expected text, found a list"},
      {param("x", ParamType::string), "", "expected text, found nothing"},
      {param("x", ParamType::path), "{}", "expected a path, found an empty map"},
      {param("x", ParamType::slot), "mid", "expected a slot such as"},
      {param("x", ParamType::group), "1.2", "expected the beginning of slots"},
      {param("x", ParamType::model), "A", "expected a name"},
      {param("x", static_cast<ParamType>(99)), "1", "does not know"},
  };
  for (const Row& row : table) {
    INFO(row.text);
    const auto value = value_of(row.text, row.declared);
    REQUIRE(std::holds_alternative<std::string>(value));
    CHECK(contains(std::get<std::string>(value), "stages.s.with.x: "));
    CHECK(contains(std::get<std::string>(value), row.expected));
  }
}

TEST_CASE("a ratio's own bounds replace those of a share") {
  CHECK(std::holds_alternative<Scalar>(value_of("150%", param("x", ParamType::ratio, 0, 2))));
}

TEST_CASE("settings come in the schema's order, with defaults filled in") {
  Param wait = param("wait", ParamType::duration);
  wait.fallback = "2s";
  Param keys = param("keys", ParamType::slot);
  keys.list = true;
  keys.fallback = "[input.a, input.b]";
  const Schema schema = {wait, param("absent", ParamType::i64), keys,
                         param("given", ParamType::string)};
  const Checked checked = check("given: here", schema);
  CHECK(checked.report.empty());
  REQUIRE(checked.settings.size() == 4);
  CHECK(checked.settings[0].name == "wait");
  CHECK((checked.settings[0].values == std::vector<Scalar>{2000.0}));
  CHECK(checked.settings[1].values.empty());
  CHECK((checked.settings[2].values ==
         std::vector<Scalar>{std::string("input.a"), std::string("input.b")}));
  CHECK((checked.settings[3].values == std::vector<Scalar>{std::string("here")}));
}

TEST_CASE("a block that is absent is an empty one") {
  Param must = param("must", ParamType::i64);
  must.required = true;
  CHECK(contains(check("", {must}).report, "stages.s.with: missing key 'must'"));
  CHECK(check("{}", {param("may", ParamType::i64)}).report.empty());
  CHECK(contains(check("[]", {}).report, "expected a map of settings, found an empty list"));
}

TEST_CASE("all mistakes of a block are reported, each at its place") {
  Param must = param("must", ParamType::i64);
  must.required = true;
  const Checked checked =
      check("\nwiat: 1s\nsize: big\n",
            {must, param("wait", ParamType::duration), param("size", ParamType::size)});
  CHECK(contains(checked.report, "t:2:1: stages.s.with: missing key 'must'\n"));
  CHECK(
      contains(checked.report, "t:2:1: stages.s.with: unknown key 'wiat'; did you mean 'wait'?\n"));
  CHECK(contains(checked.report, "t:3:7: stages.s.with.size: expected a size"));
}

TEST_CASE("a list is checked value by value") {
  Param list = param("x", ParamType::f64, 0, 10);
  list.list = true;
  CHECK(check("x: [1, 2.5]", {list}).settings[0].values.size() == 2);
  CHECK(check("x: []", {list}).report.empty());
  CHECK(contains(check("x: 1", {list}).report, "expected a list, such as [a, b], found '1'"));
  CHECK(contains(check("x: [1, 11, y]", {list}).report,
                 "t:1:8: stages.s.with.x[1]: expected 0 to 10, found '11'"));
  CHECK(contains(check("x: [1, 11, y]", {list}).report,
                 "t:1:12: stages.s.with.x[2]: expected a number"));
  list.required = true;
  CHECK(contains(check("x: []", {list}).report, "expected at least one value"));
}

TEST_CASE("a default that its own type refuses is the plugin's mistake") {
  Param wait = param("wait", ParamType::duration);
  wait.fallback = "2";
  CHECK(contains(check("{}", {wait}).report,
                 "the plugin's own default of 'wait' is wrong: expected a duration"));
}

TEST_CASE("a setting's place is its key, or the block where it has none") {
  Errors errors;
  const Node with = parse_yaml("a: 1\nb: 2\n", "t", errors);
  CHECK(place_of(with, "b").line == 2);
  CHECK(place_of(with, "c").line == 1);
}

}  // namespace spark::config
