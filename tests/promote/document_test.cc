// A verdict goes on record whole: whoever reads the record judges the same.
#include "document.h"

#include "promote/made_inputs.h"
#include "spark/error.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using promote::Inputs;

namespace {

promote::Judged judged(const Inputs& inputs) {
  return {inputs, promote::judge_all(inputs)};
}

std::vector<Inputs> samples() {
  std::vector<Inputs> all(3, made_inputs());
  Inputs& bad = all[1];
  bad.alerts.starts_ms = {made_now_ms - 5};
  bad.alerts.alerts[0].changes = {{made_now_ms - 9, true, ""}, {made_now_ms - 3, false, ""}};
  bad.offline->slope = 6.012345678901234;
  bad.candidate.expires_ms = made_now_ms - 1;
  bad.records[0].passed.reset();
  fact_in(bad, "drift.psi.overall").value = 0.1 + 0.2;
  all[2] = Inputs();
  all[2].chain.fault = "a \"quoted\" \n flaw";
  return all;
}

}  // namespace

TEST_CASE("a verdict recomputes from its record, to the last digit") {
  for (const Inputs& inputs : samples()) {
    const promote::Judged was = judged(inputs);
    const std::string text = promote::document_of(was).text();
    const promote::Judged read = promote::judged_of(text);
    CHECK(promote::document_of(read).text() == text);
    CHECK(read.gates == was.gates);
    CHECK(promote::difference(read.gates, promote::judge_all(read.inputs)).empty());
  }
}

TEST_CASE("an edited verdict or figure does not recompute") {
  std::string text = promote::document_of(judged(made_inputs())).text();
  const auto put = [&](const std::string& from, const std::string& to) {
    std::string edited = text;
    const size_t at = edited.find(from);
    REQUIRE(at != std::string::npos);
    const promote::Judged read = promote::judged_of(edited.replace(at, from.size(), to));
    return promote::difference(read.gates, promote::judge_all(read.inputs));
  };
  CHECK(put(R"("name":"psi","verdict":"GO")", R"("name":"psi","verdict":"NO_GO")") ==
        "psi: NO_GO on record, recomputed GO");
  CHECK(put(R"("value":0.03,"samples":9979,"from)", R"("value":0.31,"samples":9979,"from)") ==
        "psi: GO on record, recomputed NO_GO");
  CHECK(put(R"("auc":0.781)", R"("auc":0.782)") == "offline: auc");
}

TEST_CASE("a document that is none is refused by the member") {
  CHECK_THROWS_AS(promote::judged_of("[]"), spark::Error);
  CHECK_THROWS_WITH(promote::judged_of("{}"), ContainsSubstring("at_ms"));
  std::string text = promote::document_of(judged(made_inputs())).text();
  const std::string word = R"("name":"psi","verdict":"GO")";
  text.replace(text.find(word), word.size(), R"("name":"psi","verdict":"GOO")");
  CHECK_THROWS_AS(promote::judged_of(text), spark::Error);
}

TEST_CASE("clients that poll rows find PASS, FAIL and BLOCKED") {
  Inputs inputs = made_inputs();
  fact_in(inputs, "drift.psi.overall").value = 0.25;
  inputs.offline.reset();
  spark::Json json;
  promote::add_rows(json, judged(inputs));
  const std::string text = json.text();
  CHECK_THAT(text, ContainsSubstring(R"("allPass":false)"));
  CHECK_THAT(text,
             ContainsSubstring(R"({"id":"psi","label":"PSI, 7 days","status":"FAIL","value":0.25,)"
                               R"("threshold":"overall < 0.2")"));
  CHECK_THAT(text, ContainsSubstring(R"("id":"offlineEval","label":"Offline evaluation",)"
                                     R"("status":"BLOCKED","value":null)"));
  CHECK_THAT(text, ContainsSubstring(R"("id":"shadowDelta","label":"Shadow delta, 24 h",)"
                                     R"("status":"PASS")"));
}
