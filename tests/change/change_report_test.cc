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
