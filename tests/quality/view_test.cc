// `sparkctl quality`'s table of an answer.
#include "quality_view.h"

#include "support/catch.h"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

constexpr const char* report = R"({"lineage":null,"production":{"model":"production","live":{
"version":"heuristic-v1","is_probability":false,"threshold":null,"not_computed":null,"windows":{
"1d":{"rows":1439,"hits":680,"auc":0.4919902348291,"brier":null,"reason":null}}},"earlier":{}},
"candidate":{"model":"candidate","live":{"version":"v1.8.2","is_probability":true,"threshold":0.75,
"not_computed":null,"windows":{"1d":{"rows":99,"hits":50,"auc":null,"reason":
"fewer than 100 predictions have a known label"},"7d":{"rows":10075,"hits":5384,"auc":0.7713986,
"brier":0.19405,"log_loss":0.5689,"log_loss_base_rate":0.69438,"calibration_slope":0.88929,
"calibration_intercept":0.07616,"precision":0.87662,"selected":0.24536,"reason":null}}},
"earlier":{"0123456789abcdef":{"version":"v1","is_probability":true,"threshold":0.5,
"not_computed":null,"windows":{"1d":{"rows":200,"hits":100,"auc":0.6}}}}}})";

std::string view(bool all) {
  const auto parsed = spark::tool::parse_json(report, "it");
  return quality::view_of(parsed.value(), all, 200);
}

}  // namespace

TEST_CASE("each role and window has a line, and what was not computed has its reason") {
  const std::string text = view(false);
  CHECK_THAT(text, ContainsSubstring("candidate v1.8.2         7d      10,075"));
  CHECK_THAT(text, ContainsSubstring("53.4 %  0.7714  0.1941    0.5689        0.6944  0.8893"));
  CHECK_THAT(text, ContainsSubstring("87.7 %    24.5 %"));
  CHECK_THAT(text, ContainsSubstring("candidate v1.8.2, 1d: fewer than 100 predictions"));
  CHECK_THAT(text, ContainsSubstring("production heuristic-v1: its scores are no probabilities"));
  CHECK_THAT(text, !ContainsSubstring("before"));
  CHECK_THAT(view(true), ContainsSubstring("candidate v1 (01234567, before)"));
}

TEST_CASE("a host that has kept nothing is told so") {
  const auto empty = spark::tool::parse_json(R"({"production":{},"candidate":{}})", "it");
  const std::string told = quality::view_of(empty.value(), true, 80);
  CHECK_THAT(told, StartsWith("no model's predictions are kept here yet\n"));
  CHECK_THAT(told, ContainsSubstring("`clock:`"));
  CHECK_THAT(view(true), !ContainsSubstring("`clock:`"));
}
