// The JSON that operators get after a change.
#include "change/change_report.h"

#include <boost/json.hpp>

#include "support/catch.h"

using namespace spark;
using namespace spark::change;
namespace json = boost::json;

namespace {

// The text of the JSON number that follows `key`.
std::string number_after(const std::string& text, const std::string& key) {
  const size_t at = text.find(key);
  REQUIRE(at != std::string::npos);
  const size_t begin = at + key.size();
  return text.substr(begin, text.find_first_of(",}", begin) - begin);
}

}  // namespace

TEST_CASE("the times of a change's steps are plain numbers of whole microseconds") {
  generation::Steps steps;
  for (const char* name : {"stage", "note", "stage"}) steps.begin(name);
  steps.end();
  const Change change;
  const std::string text = success({change, 1, 2, {}, {}, {}}, steps).json;
  INFO(text);
  const json::value answer = json::parse(text);
  CHECK(answer.at("steps").as_array().size() == 2);
  for (const std::string key : {R"("stage","ms":)", R"("note","ms":)", R"("total_ms":)"}) {
    const std::string number = number_after(text, key);
    CHECK(number.find_first_not_of("0123456789.") == std::string::npos);
    const size_t point = number.find('.');
    CHECK((point == std::string::npos || number.size() - point <= 4));
  }
}

TEST_CASE("rows of alerts that come, go or are edited are changes, and moved ones are not") {
  const auto read = [](const std::string& alerts) {
    config::Errors errors;
    config::Config config =
        config::parse("listeners: {web: {port: 1}}\nplugins: {x: {}}\nalerts: {" + alerts + "}\n",
                      "x.yaml", "/etc/spark", {}, {}, errors);
    INFO(errors.render());
    REQUIRE(errors.empty());
    return config;
  };
  const std::string a = "a: {fact: x.y, comparison: above, threshold: 1}";
  const std::string b = "b: {fact: x.y, comparison: below, threshold: 1}";
  const std::string edited = "b: {fact: x.y, comparison: below, threshold: 1, severity: info}";
  const struct {
    std::string from;
    std::string to;
    std::string words;
  } cases[] = {
      {a + ", " + b, b + ", " + a, "nothing changed"},
      {a, a + ", " + b, "alerts.b"},
      {a + ", " + b, edited, "alerts.b; alerts.a"},
  };
  for (const auto& c : cases)
    CHECK(in_words(alert_differences(read(c.from), read(c.to))) == c.words);
}
