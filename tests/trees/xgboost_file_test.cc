// XGBoost's files that are hostile, damaged, or of kinds that are not known: refused by the place.
#include <cmath>

#include "ml-model/trees/xgboost_file.h"
#include "spark/error.h"
#include "support/catch.h"
#include "support/cpu_time.h"
#include "trees/tiny_xgboost.h"

using namespace ml_model::trees;
using namespace spark::test;

namespace {

std::string outcome(const std::string& bytes, const std::vector<std::string>& features) {
  try {
    (void)read_xgboost("m", bytes, features);
  } catch (const spark::Error& refused) {
    return refused.what();
  }
  return "read";
}

std::string outcome(const std::string& bytes) {
  return outcome(bytes, {"a", "b"});
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("XGBoost's files of the versions 1.7 to 3.x are read") {
  CHECK(outcome(tiny_xgboost_json()) == "read");
  CHECK(outcome(replaced(tiny_xgboost_json(), "[1,7,4]", "[2,1,3]")) == "read");
  const std::string three =
      replaced(replaced(tiny_xgboost_json(), "[1,7,4]", "[3,1,0]"), "\"2.5E-1\"", "\"[2.5E-1]\"");
  const auto forest = read_xgboost("m", three, std::vector<std::string>{"a", "b"});
  CHECK(forest.base == static_cast<double>(-std::log(1 / 0.25F - 1)));
  CHECK(outcome(replaced(tiny_xgboost_json(), "\"size_leaf_vector\":\"0\"",
                         "\"size_leaf_vector\":\"1\"")) == "read");
}

TEST_CASE("base_score is a margin where the objective's scores are none") {
  for (const char* objective : {"reg:squarederror", "binary:logitraw"}) {
    const auto forest =
        read_xgboost("m", replaced(tiny_xgboost_json(), "binary:logistic", objective),
                     std::vector<std::string>{"a", "b"});
    CHECK(forest.base == 0.25);
  }
}

TEST_CASE("features are found by the names of an XGBoost file") {
  const auto first_feature = [](const std::string& text, std::vector<std::string> features) {
    return read_xgboost("m", text, features).trees[0].nodes[0].feature;
  };
  CHECK(first_feature(tiny_xgboost_json(), {"x", "y"}) == 1);
  const std::string named =
      replaced(tiny_xgboost_json(), "\"feature_names\":[]", "\"feature_names\":[\"a\",\"b\"]");
  CHECK(first_feature(named, {"a", "b"}) == 1);
  CHECK(first_feature(named, {"b", "a"}) == 0);
  CHECK(outcome(named, {"a", "c"}) ==
        "m: learner.feature_names: 'b' is there twice or is not in the list of features");
  CHECK(outcome(tiny_xgboost_json(), {"a"}) ==
        "m: learner.learner_model_param.num_feature: 2 features, the list of features has 1");
}

TEST_CASE("an XGBoost file that is damaged or of another kind is refused by the place") {
  struct Case {
    const char* from;
    const char* to;
    const char* said;
  };
  const auto refusal = GENERATE(values<Case>({
      {"[1,7,4]", "[1,6,2]", "version: expected 1.7 to 3.x"},
      {"[1,7,4]", "[4,0,0]", "version: expected 1.7 to 3.x"},
      {"\"gbtree\"", "\"dart\"", "learner.gradient_booster.name: expected gbtree, not 'dart'"},
      {"\"gbtree\"", "\"gblinear\"", "learner.gradient_booster.name: expected gbtree, not 'gbl"},
      {"binary:logistic", "multi:softprob", "learner.objective.name: expected one of binary:logi"},
      {"\"num_class\":\"0\"", "\"num_class\":\"3\"",
       "learner.learner_model_param.num_class: several classes are not known"},
      {"\"num_target\":\"1\"", "\"num_target\":\"2\"",
       "learner.learner_model_param.num_target: several outputs are not known"},
      {"\"2.5E-1\"", "\"[1E-1,2E-1]\"", "learner.learner_model_param.base_score: several outputs"},
      {"\"2.5E-1\"", "\"1E0\"", "learner.learner_model_param.base_score: expected a probability"},
      {"\"2.5E-1\"", "\"nan\"", "learner.learner_model_param.base_score: expected a number"},
      {"\"2.5E-1\"", "7", "learner.learner_model_param.base_score: expected a text"},
      {"\"num_trees\":\"1\"", "\"num_trees\":\"2\"", "model.trees: 1 trees, gbtree_model_param"},
      {"\"num_nodes\":\"5\"", "\"num_nodes\":\"1000000000\"",
       "tree_param.num_nodes: expected a whole number up to 1048576"},
      {"\"num_nodes\":\"5\"", "\"num_nodes\":\"0\"", "tree_param.num_nodes: expected at least 1"},
      {"\"num_nodes\":\"5\"", "\"num_nodes\":\"6\"", "trees[0].left_children: 5 elements, tree_"},
      {"[1,-1,3,-1,-1]", "[1,-1,1,-1,-1]", "trees[0].left_children[2]: another node has this"},
      {"[1,-1,3,-1,-1]", "[0,-1,3,-1,-1]", "trees[0].left_children[0]: expected a node's index"},
      {"[1,-1,3,-1,-1]", "[1,-1,5,-1,-1]", "trees[0].left_children[2]: expected a node's index"},
      {"[1,-1,3,-1,-1]", "[1.5,-1,3,-1,-1]", "trees[0].left_children[0]: expected a node's index"},
      {"[1,-1,3,-1,-1]", "[1,-1,-1,-1,-1]", "trees[0].right_children[2]: expected -1"},
      {"[1,-1,3,-1,-1]", "[1,\"x\",3,-1,-1]", "left_children[1]: numbers and other values"},
      {"[1,-1,3,-1,-1]", "7", "trees[0].left_children: expected a list of numbers"},
      {"[2,-1,4,-1,-1]", "[2,-1,2,-1,-1]", "trees[0].right_children[2]: another node has this"},
      {"[1,0,0,0,0]", "[2,0,0,0,0]", "trees[0].split_indices[0]: expected a feature's index"},
      {"[5E-1,1E0,2E0,3E0,-1E0]", "[1E39,1E0,2E0,3E0,-1E0]",
       "trees[0].split_conditions[0]: expected a finite number"},
      {"[1,0,1,0,0]", "[2,0,1,0,0]", "trees[0].default_left[0]: expected 0 or 1"},
      {"\"split_type\":[0,", "\"split_type\":[1,", "trees[0].split_type[0]: categorical splits"},
      {"\"feature_types\":[]", "\"feature_types\":[\"float\",\"c\"]",
       "learner.feature_types[1]: categorical features are not known"},
      {"\"size_leaf_vector\":\"0\"}}", "\"size_leaf_vector\":\"3\"}}",
       "tree_param.size_leaf_vector: expected a whole number up to 1"},
      {"\"tree_info\"", "\"trees\":[],\"tree_info\"", "model.trees: given twice"},
      {"\"left_children\"", "\"lef_children\"", "trees[0].left_children: missing"},
  }));
  CAPTURE(refusal.to);
  const std::string got = outcome(replaced(tiny_xgboost_json(), refusal.from, refusal.to));
  CHECK_THAT(got, Catch::Matchers::ContainsSubstring(refusal.said));
  CHECK_THAT(got, Catch::Matchers::StartsWith("m: "));
}

TEST_CASE("what is no JSON and no UBJSON is refused") {
  CHECK(outcome("") == "m: Empty: no JSON found");
  CHECK(outcome("binf\1\2") == "m: neither JSON nor UBJSON");
  CHECK_THAT(outcome("{\"a\":"), Catch::Matchers::StartsWith("m: "));
  CHECK_THAT(outcome("{\"a\":" + std::string(100'000, '[')), Catch::Matchers::StartsWith("m: "));
  CHECK_THAT(outcome("{\"version\":[NaN,7]}"), Catch::Matchers::StartsWith("m: "));
}

TEST_CASE("UBJSON is read with the same care, in time, and without room for what is not there") {
  const std::string key("{L\0\0\0\0\0\0\0\1a", 11);
  const auto count = [](uint64_t value) {
    std::string out("L");
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
    return out;
  };
  struct Case {
    std::string bytes;
    const char* said;
  };
  const std::vector<Case> cases = {
      {key, "m: a: truncated or not UBJSON at byte 12"},
      {key + "[$d#" + count(3) + "1234", "m: a[1]: truncated or not UBJSON"},
      {key + "[$d#" + count(uint64_t{1} << 40), "m: a: says that it has 1099511627776 elements"},
      {key + "[$Z#" + count(uint64_t{1} << 62), "elements"},
      {key + "[#" + count(~uint64_t{0}), "m: a: truncated or not UBJSON"},
      {key + "{#" + count(uint64_t{1} << 50), "elements"},
      {key + "S" + count(uint64_t{1} << 50) + "x", "m: a: truncated or not UBJSON"},
      {key + std::string(100'000, '['), "too deep"},
      {key + "[i\1S" + count(1) + "x]}", "m: a[1]: numbers and other values in one list"},
      {key + "i\1}" + "x", "truncated or not UBJSON"},
      {key + "i\1}", "m: version: missing"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.said);
    std::string got;
    const double spent_ms = cpu_ms_of([&] { got = outcome(c.bytes); });
    CHECK_THAT(got, Catch::Matchers::ContainsSubstring(c.said));
    CHECK(spent_ms < 500);
  }
}
