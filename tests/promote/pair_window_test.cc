// Figures of pairs are what their counts give, or no finding; counts go with a verdict's record.
#include "pair_window.h"

#include "document.h"
#include "promote/made_pairs.h"
#include "spark/error.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using promote::Inputs;
using promote::Verdict;

namespace {

promote::Judged judged(const Inputs& inputs) {
  return {inputs, promote::judge_all(inputs)};
}

// A reason of the two gates that rest on pairs, with a verdict; "" where both are GO.
std::string finding(const Inputs& inputs) {
  for (const auto& judge : {promote::judge_performance, promote::judge_delta})
    for (const promote::Check& each : judge(inputs).checks)
      if (each.verdict != Verdict::go)
        return std::string(name_of(each.verdict)) + ": " + each.reason;
  return "";
}

// As it comes from another plugin: a fact with a document.
Inputs published(const std::string& basis) {
  Inputs inputs = made_inputs_with_basis();
  inputs.pairs.basis.reset();
  inputs.facts.back().basis = basis;
  promote::take_pair_basis(inputs);
  return inputs;
}

}  // namespace

TEST_CASE("a figure that its counts do not give is an error, each of them") {
  CHECK(finding(made_inputs_with_basis()) == "");
  CHECK(finding(made_inputs()) == "");  // without counts, as before
  for (const auto& [name, value] :
       std::vector<std::pair<const char*, double>>{{"shadow.pairs_24h", 1'441},
                                                   {"shadow.hours_24h", 23},
                                                   {"shadow.p95_ms_24h", 1.5},
                                                   {"shadow.error_rate_24h", 0.001},
                                                   {"shadow.match_rate_24h", 0.99},
                                                   {"shadow.delta_mean_24h", 0.0044},
                                                   {"shadow.delta_p99_24h", 0.008},
                                                   {"shadow.delta_std_24h", 0.0021}}) {
    INFO(name);
    Inputs inputs = made_inputs_with_basis();
    fact_in(inputs, name).value = value;
    CHECK_THAT(finding(inputs), ContainsSubstring(std::string("ERROR: ") + name));
    CHECK_THAT(finding(inputs), ContainsSubstring("and its counts give"));
  }
}

TEST_CASE("counts that are of others, or contradict themselves, are no basis") {
  const struct {
    void (*change)(Inputs& inputs);
    const char* finding;
  } cases[] = {
      {[](Inputs& in) { in.pairs.basis->candidate.sha256[0] = 'f'; }, "ERROR: the counts of pairs"},
      {[](Inputs& in) { in.pairs.basis->production.sha256[0] = 'f'; },
       "INCONCLUSIVE: the counts of pairs are of another production"},
      {[](Inputs& in) { in.pairs.basis->to_ms += 5'000; }, "INCONCLUSIVE: figures and counts"},
      {[](Inputs& in) { in.pairs.basis->hours.clear(); }, "ERROR: the counts of pairs: its hours"},
      {[](Inputs& in) { in.pairs.fault = "no JSON"; }, "ERROR: no JSON"},
  };
  for (const auto& each : cases) {
    Inputs inputs = made_inputs_with_basis();
    each.change(inputs);
    CHECK_THAT(finding(inputs), ContainsSubstring(each.finding));
  }
}

TEST_CASE("a verdict's record has the counts, to the last digit, and recomputes") {
  const promote::Judged was = judged(made_inputs_with_basis());
  const std::string text = promote::document_of(was).text();
  const promote::Judged read = promote::judged_of(text);
  CHECK(read.inputs.pairs == was.inputs.pairs);
  CHECK(promote::document_of(read).text() == text);
  CHECK(promote::difference(read.gates, promote::judge_all(read.inputs)) == "");
}

TEST_CASE("counts come with a fact, and what is none is said") {
  const Inputs inputs = made_inputs_with_basis();
  const std::string text = spark::stats::document_of(*inputs.pairs.basis).text();
  CHECK(published(text).pairs.basis == inputs.pairs.basis);
  CHECK(published(text).facts.back().basis == "");
  CHECK(promote::is_of_one_look(published(text)));
  const auto fault_with = [&](const std::string& from, const std::string& to) {
    std::string edited = text;
    REQUIRE(edited.find(from) != std::string::npos);
    return published(edited.replace(edited.find(from), from.size(), to)).pairs.fault;
  };
  CHECK_THAT(fault_with("\"scored\"", "\"other\""), ContainsSubstring("scored"));
  CHECK_THAT(fault_with("\"candidate\":[", "\"candidate\":[1,"), ContainsSubstring("candidate"));
  CHECK_THAT(fault_with("\"candidate\":[", "\"candidate\":[900,1,"),
             ContainsSubstring("times.candidate"));
  CHECK_THAT(fault_with("\"relative_error\":0.01", "\"relative_error\":0.02"),
             ContainsSubstring("times"));
  CHECK_THAT(published("[]").pairs.fault, ContainsSubstring("expected a JSON object"));
}

TEST_CASE("a verdict that would be larger than a record goes without its counts, and says so") {
  promote::Judged one = judged(made_inputs_with_basis());
  const size_t size = promote::document_of(one).text().size();
  CHECK_FALSE(promote::leave_out_basis(one, size));
  CHECK(promote::leave_out_basis(one, size - 1));
  CHECK_FALSE(one.inputs.pairs.basis);
  CHECK_THAT(promote::document_of(one).text(), ContainsSubstring("would not fit into a record"));
  CHECK_FALSE(promote::leave_out_basis(one, 0));
}
