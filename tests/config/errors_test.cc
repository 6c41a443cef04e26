#include "config/errors.h"

#include "read.h"
#include "support/catch.h"

namespace spark::config {

using testing::contains;

TEST_CASE("mistakes are rendered in the order of the file, each on a line") {
  Errors errors;
  errors.add({"a.yaml", 12, 7}, "pipelines.x", "third");
  errors.add({"a.yaml", 2, 9}, "", "second");
  errors.add({"a.yaml", 2, 1}, "log", "first");
  errors.add({"a.yaml", 0, 0}, "", "whole");
  errors.add({"--set", 0, 0}, "workers", "last");
  CHECK(errors.size() == 5);
  CHECK(
      errors.render() ==
      "a.yaml: whole\na.yaml:2:1: log: first\na.yaml:2:9: second\na.yaml:12:7: pipelines.x: third\n"
      "--set: workers: last\n");
}

TEST_CASE("text from the input cannot forge a line or colour the terminal") {
  Errors errors;
  errors.add({"a.yaml", 1, 1}, "x\ny", "found " + in_quotes("\x1b[31m\n"));
  CHECK(errors.render() == "a.yaml:1:1: x\\x0ay: found '\\x1b[31m\\x0a'\n");
}

TEST_CASE("long input is cut between characters") {
  const std::string fits(60, 'x');
  const std::string nearly(59, 'x');
  CHECK(shortened(fits) == fits);
  CHECK(shortened(fits + "x") == fits + "…");
  CHECK(shortened(nearly + "é!") == nearly + "…");
  CHECK(in_quotes("x") == "'x'");
}

TEST_CASE("an unknown name comes with the nearest, or with those known") {
  const std::vector<std::string> known = {"alpha", "beta"};
  Errors errors;
  errors.add_unknown({}, "", "key", "alhpa", known);
  errors.add_unknown({}, "", "key", "zzz", known);
  errors.add_unknown({}, "", "key", "zzz", {});
  errors.add_unknown({}, "", "key", "zzz", std::vector<std::string>(12, "n"));
  CHECK(errors.all()[0].text == "unknown key 'alhpa'; did you mean 'alpha'?");
  CHECK(errors.all()[1].text == "unknown key 'zzz'; known: alpha, beta");
  CHECK(errors.all()[2].text == "unknown key 'zzz'; none is known here");
  CHECK(contains(errors.all()[3].text, "known: n, n, n, n, n, n, n, n, n, n and 2 more"));
}

TEST_CASE("mistakes beyond the limit are counted") {
  Errors errors;
  for (size_t i = 0; i < mistakes_max + 3; ++i) errors.add({"a", 1, 1}, "", "x");
  errors.add_unknown({"a", 1, 1}, "", "key", "x", {});
  CHECK(errors.size() == mistakes_max);
  CHECK(errors.render().ends_with("and 4 more\n"));
}

}  // namespace spark::config
