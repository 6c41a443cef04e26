// LightGBM's files: scored as a plain evaluator scores them, or refused by the place.
#include <bit>

#include "ml-model/trees/ensemble.h"
#include "ml-model/trees/kernel.h"
#include "ml-model/trees/lightgbm_file.h"
#include "spark/error.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "trees/naive_lightgbm.h"
#include "trees/random_forest.h"

using namespace ml_model::trees;
using namespace spark::test;

namespace {

std::vector<std::string> lightgbm_names(int count) {
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) out.push_back("f" + std::to_string(i));
  return out;
}

// Three trees, of which the first has four leaves.
const std::string small = [] {
  for (uint32_t seed = 1;; ++seed) {
    const std::string text = lightgbm_text({2, 3, 4}, seed);
    if (text.substr(text.find("num_leaves="), 12) == "num_leaves=4") return text;
  }
}();

std::string read_as(const std::string& text, const std::vector<std::string>& features) {
  try {
    (void)read_lightgbm("model.txt", text, features);
  } catch (const spark::Error& refused) {
    return refused.what();
  }
  return "read";
}

// `small` with the first line that begins with `key` replaced by `line`.
std::string with_line(const std::string& key, const std::string& line) {
  const size_t at = small.find("\n" + key) + 1;
  return small.substr(0, at) + line + small.substr(small.find('\n', at));
}

}  // namespace

TEST_CASE("LightGBM's files are scored to the bits of a plain evaluator") {
  constexpr LightgbmShape shapes[] = {
      {1, 2, 2},
      {2, 9, 5, "regression"},
      {4, 30, 31},
      {6, 50, 16, "binary sigmoid:0.5"},
      {6, 12, 64, "cross_entropy"},
      {9, 8, 200, "huber"},
      {30, 20, 31, "regression_l1"},
  };
  const size_t count = is_full_soak() ? 30'000 : 700;
  uint32_t seed = 11;
  for (const LightgbmShape& shape : shapes) {
    CAPTURE(shape.features, shape.trees, shape.leaves, shape.objective);
    const std::string text = lightgbm_text(shape, ++seed);
    const NaiveLightgbm naive(text);
    const Forest forest = read_lightgbm("model.txt", text, lightgbm_names(shape.features));
    const auto width = static_cast<uint32_t>(shape.features);
    const auto rows = random_rows(width, count, seed);
    std::vector<std::unique_ptr<const Kernel>> kernels;
    kernels.push_back(make_walk(forest));
    if (auto tables = make_rank_tables(forest)) kernels.push_back(std::move(tables));
    for (const auto& kernel : kernels) {
      CAPTURE(kernel->name());
      std::vector<double> scores(count);
      kernel->sum(rows.data(), width, count, scores.data());
      size_t wrong = 0;
      for (size_t i = 0; i < count; ++i) {
        const double score = linked(forest.link, scores[i]);
        const double wanted = naive.score(&rows[i * width]);
        if (std::bit_cast<uint64_t>(score) != std::bit_cast<uint64_t>(wanted)) ++wrong;
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("features are found by name, and by place where LightGBM made up the names") {
  CHECK(read_as(small, {"f0", "f1"}) == "read");
  const Forest other = read_lightgbm("model.txt", small, std::vector<std::string>{"f1", "f0"});
  const Forest same = read_lightgbm("model.txt", small, std::vector<std::string>{"f0", "f1"});
  CHECK(other.trees[0].nodes[0].feature == 1 - same.trees[0].nodes[0].feature);
  CHECK(read_as(with_line("feature_names=", "feature_names=Column_0 Column_1"), {"x", "y"}) ==
        "read");
  CHECK(read_as(small, {"f0", "x"}) ==
        "model.txt: feature_names: 'f1' is there twice or is not in the list of features");
  CHECK(read_as(small, {"f0", "f1", "f2"}) ==
        "model.txt: feature_names: 2 features, the list of features has 3");
}

TEST_CASE("a LightGBM file that is not as the tool writes it is refused by the place") {
  struct Case {
    const char* key;
    const char* line;
    const char* said;
  };
  const auto refusal = GENERATE(values<Case>({
      {"version=", "version=v2", "version: expected v3 or v4, not 'v2'"},
      {"version=", "versio=v4", "version: missing"},
      {"num_class=", "num_class=3", "num_class: several outputs are not known"},
      {"label_index=", "average_output", "average_output: random forests are not known"},
      {"label_index=", "version=v4", "version: given twice"},
      {"objective=", "objective=lambdarank", "objective: expected one of binary, cross_entropy"},
      {"objective=", "objective=regression sqrt", "objective: sqrt is not known"},
      {"objective=", "objective=binary sigmoid:-1", "objective: expected a positive sigmoid"},
      {"max_feature_idx=", "max_feature_idx=-1", "max_feature_idx: expected 0 to 1000000, not -1"},
      {"tree_sizes=", "tree_sizes=1 2", "tree_sizes: the file has 3 trees"},
      {"num_leaves=", "num_leaves=0", "trees[0].num_leaves: expected at least 1"},
      {"num_leaves=", "num_leaves=1000000000", "trees[0].num_leaves: expected 0 to 524288"},
      {"num_leaves=", "num_leaves=99999999999", "trees[0].num_leaves[0]: expected a whole number"},
      {"num_leaves=", "num_leaves=5", "trees[0].leaf_value: 4 elements, expected 5"},
      {"num_cat=", "num_cat=1", "trees[0].num_cat: categorical splits are not known"},
      {"is_linear=", "is_linear=1", "trees[0].is_linear: linear models in leaves are not known"},
      {"left_child=", "left_child=0 2 -1", "trees[0].left_child[0]: expected a split's index"},
      {"left_child=", "left_child=1 1 -1", "trees[0].left_child[1]: another node has this child"},
      {"left_child=", "left_child=7 -1 -2", "trees[0].left_child[0]: expected a split's index"},
      {"left_child=", "left_child=-9 -1 -2", "trees[0].left_child[0]: expected a split's index"},
      {"left_child=", "left_child=1 2", "trees[0].left_child: 2 elements, expected 3"},
      {"left_child=", "left_child=1 2 3 4", "trees[0].left_child: more than 3 elements"},
      {"left_child=", "left_child=1 x 2", "trees[0].left_child[1]: expected a whole number"},
      {"threshold=", "threshold=1 nan 2", "trees[0].threshold[1]: expected a number, not 'nan'"},
      {"threshold=", "threshold=inf 1 2", "trees[0].threshold[0]: expected a finite number"},
      {"leaf_value=", "leaf_value=inf 1 2 3", "trees[0].leaf_value[0]: expected a finite number"},
      {"split_feature=", "split_feature=2 0 0", "trees[0].split_feature[0]: expected a feature's"},
      {"split_feature=", "split_feature=-1 0 0", "trees[0].split_feature[0]: expected a feature"},
      {"decision_type=", "decision_type=1 0 0", "trees[0].decision_type[0]: categorical splits"},
      {"decision_type=", "decision_type=12 0 0", "trees[0].decision_type[0]: is not known"},
      {"end of trees", "", "ends before 'end of trees'"},
  }));
  CAPTURE(refusal.line);
  const std::string got = read_as(with_line(refusal.key, refusal.line), {"f0", "f1"});
  CHECK_THAT(got, Catch::Matchers::StartsWith("model.txt: " + std::string(refusal.said)));
}

TEST_CASE("a feature whose missing values are of two kinds is refused") {
  const std::string text = with_line("split_feature=", "split_feature=0 0 0");
  const size_t at = text.find("decision_type=");
  const std::string mixed =
      text.substr(0, at) + "decision_type=2 6 2" + text.substr(text.find('\n', at));
  CHECK_THAT(read_as(mixed, {"f0", "f1"}),
             Catch::Matchers::ContainsSubstring("another kind of missing value than elsewhere"));
}
