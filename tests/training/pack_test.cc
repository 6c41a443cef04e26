// `sparkctl models pack`: what somebody's Python has becomes an artefact, or a refusal that names
// the file and the place.
#include "pack.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include "number_table.h"
#include "plugins/plugin_file.h"
#include "spark/offline/artefact_model.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/temporary_folder.h"
#include "trees/tiny_xgboost.h"
#include "trees/trained.h"

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using spark::offline::ArtefactModel;

namespace {

struct PackFixture {
  spark::test::TemporaryFolder home;
  models::PackRequest request{.from = home.path() / "model.json",
                              .features = home.path() / "names.txt",
                              .rows = {},
                              .scores = {},
                              .version = "v3",
                              .target = {"up-move", "5min", "mid"},
                              .accepts_missing = false,
                              .out = home.path() / "v3",
                              .is_replacing = false,
                              .plugin_file = spark::testing::plugin_file("ml-model")};

  PackFixture() {
    write("model.json", spark::test::tiny_xgboost_json());
    write("names.txt", "# in the order of the columns\na\n b \n");
  }
  void write(const char* name, const std::string& text) const {
    std::ofstream(home.path() / name, std::ios::binary) << text;
  }
  void give(const std::string& rows, const std::string& scores) {
    write("rows.csv", rows);
    write("scores.csv", scores);
    request.rows = home.path() / "rows.csv";
    request.scores = home.path() / "scores.csv";
  }
  [[nodiscard]] std::string refusal() const {
    const auto packed = models::pack(request);
    return packed ? "packed" : packed.error().text;
  }
  [[nodiscard]] std::string manifest() const {
    return spark::test::read_file((request.out / "training_manifest.json").string());
  }
  [[nodiscard]] ArtefactModel opened() const {
    return ArtefactModel::open(request.out, request.plugin_file).value();
  }
};

// A number as numpy.savetxt() writes it.
std::string saved(double value) {
  char digits[40];
  std::snprintf(digits, sizeof digits, "%.18e", value);
  return digits;
}

}  // namespace

TEST_CASE_METHOD(PackFixture, "a model that libxgboost trained is packed if its scores agree") {
  if (!spark::test::has_xgboost()) {
    WARN("skipped: no libxgboost");
    return;
  }
  const spark::test::Shape shape{3, 12, 4, "binary:logistic", 0.1};
  const spark::test::Trained trained(shape);
  const auto rows = spark::test::training_rows(shape, 1'500, 9);
  const float* const predicted = trained.predict(rows.data(), 1'500, false);
  std::string row_text, score_text;
  for (size_t i = 0; i < 1'500; ++i) {
    for (size_t j = 0; j < 3; ++j) {
      row_text += (j == 0 ? "" : ",") + saved(static_cast<double>(rows[3 * i + j]));
    }
    row_text += "\n";
    score_text += saved(static_cast<double>(predicted[i])) + "\n";
  }
  write("names.txt", "x\ny\nz\n");
  request.accepts_missing = true;
  for (const char* const format : {"json", "ubj"}) {
    write("model.json", trained.saved(format));
    give(row_text, score_text);
    request.is_replacing = true;
    const models::Packed packed = models::pack(request).value();
    CHECK(packed.compared_rows == 1'500);
    CHECK(packed.largest_difference < 1e-7);
    CHECK(packed.trees == 12);
    CHECK(opened().about().probes == 1'024);
    CHECK(opened().about().has_exact_probes);
    CHECK(fs::exists(request.out / (std::string("trees.") + format)));
    CHECK_THAT(manifest(), ContainsSubstring("\"origin\": \"given\""));
  }
  // One score that another model gave: the first row that disagrees is named.
  request.out = home.path() / "v4";
  const size_t line = score_text.find('\n', 700 * 25) + 1;
  give(row_text,
       score_text.substr(0, line) + "0.123\n" + score_text.substr(score_text.find('\n', line) + 1));
  const auto number = std::to_string(
      1 + std::count(score_text.begin(), score_text.begin() + static_cast<ptrdiff_t>(line), '\n'));
  CHECK_THAT(refusal(), ContainsSubstring("rows.csv:" + number + ": scores ") &&
                            ContainsSubstring("scores.csv:" + number + " has 0.123. Are the "));
  CHECK_FALSE(fs::exists(request.out));
}

TEST_CASE_METHOD(PackFixture, "without scores probes are computed, and are marked so") {
  const models::Packed packed = models::pack(request).value();
  CHECK(packed.compared_rows == 0);
  CHECK(packed.probes == 64);
  CHECK_THAT(manifest(), ContainsSubstring("\"origin\": \"computed\""));
  CHECK(opened().about().features == std::vector<std::string>{"a", "b"});
  CHECK(opened().about().target.event == "up-move");
}

TEST_CASE_METHOD(PackFixture, "a LightGBM text is known by its first line") {
  const std::string text =
      "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\n"
      "objective=binary sigmoid:1\nfeature_names=a b\nfeature_infos=none none\ntree_sizes=1\n\n"
      "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=1\nsplit_gain=1\nthreshold=0.5\n"
      "decision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=-1 2\nshrinkage=1\n\n\n"
      "end of trees\n";
  write("model.json", text);
  request.features.clear();  // the file has them
  give("0 0\n0 1\n", saved(1 / (1 + std::exp(1))) + "\n" + saved(1 / (1 + std::exp(-2))) + "\n");
  const models::Packed packed = models::pack(request).value();
  CHECK(packed.type == "lightgbm");
  CHECK(packed.largest_difference < 1e-15);
  CHECK(fs::exists(request.out / "trees.txt"));
}

TEST_CASE_METHOD(PackFixture, "given names and the model's own must be the same in one order") {
  const std::string named = [] {
    std::string text = spark::test::tiny_xgboost_json();
    const std::string none = "\"feature_names\":[]";
    return text.replace(text.find(none), none.size(), R"("feature_names":["a","b"])");
  }();
  write("model.json", named);
  CHECK(refusal() == "packed");
  request.out = home.path() / "v4";
  const std::string model = (home.path() / "model.json").string();
  const std::pair<const char*, std::string> all[] = {
      {"b\na\n", "names.txt: feature 0 is 'b', in " + model + " it is 'a'"},
      {"a\n", "names.txt: feature 1 is nothing, in " + model + " it is 'b'"},
      {"a\nb\nc\n", "names.txt: feature 2 is 'c', in " + model + " it is nothing"},
      {"a b\n", "names.txt:1: expected one name a line, found \"a b\""},
      {"# none\n", "names.txt: has no name"},
  };
  for (const auto& [names, said] : all) {
    write("names.txt", names);
    CHECK_THAT(refusal(), ContainsSubstring(said));
  }
  request.features.clear();
  CHECK(refusal() == "packed");
  write("model.json", spark::test::tiny_xgboost_json());
  CHECK_THAT(refusal(), ContainsSubstring("model.json has no names of features"));
}

TEST_CASE_METHOD(PackFixture, "what no artefact can have is refused by the place that said it") {
  const auto model_with = [](const std::string& names) {
    std::string text = spark::test::tiny_xgboost_json();
    const std::string none = "\"feature_names\":[]";
    return text.replace(text.find(none), none.size(), "\"feature_names\":" + names);
  };
  fs::rename(request.from, home.path() / "saved.json");
  request.from = home.path() / "saved.json";
  request.version = "v/3";
  CHECK_THAT(refusal(), StartsWith("--version 'v/3': expected 1 to 64 of "));
  request.version = "v3";
  write("names.txt", "a\nb$\n");
  CHECK_THAT(refusal(), ContainsSubstring("names.txt: the feature 'b$' has a name that no "));
  write("names.txt", "a\na\n");
  CHECK_THAT(refusal(), ContainsSubstring("names.txt: the feature 'a' is there twice"));
  write("names.txt", "a\n");
  CHECK_THAT(refusal(), ContainsSubstring("saved.json: learner.learner_model_param.num_feature: 2 "
                                          "features, the list of features has 1"));
  request.features.clear();
  write("saved.json", model_with(R"(["a", "of b"])"));
  CHECK_THAT(refusal(), ContainsSubstring("saved.json: the feature 'of b' has a name that no "));
  CHECK_FALSE(fs::exists(request.out));
}

TEST_CASE_METHOD(PackFixture, "wrong rows and scores are refused with their line") {
  struct Wrong {
    const char* rows;
    const char* scores;
    const char* said;
  };
  const Wrong all[] = {
      {"0,0\n1\n", "0\n0\n", "rows.csv:2: expected 2 numbers, found 1"},
      {"0,0\n1,x\n", "0\n0\n", "rows.csv:2: expected a number, found \"x\""},
      {"b,a\n0,0\n", "0\n", "rows.csv:1: expected numbers, or a header with the names as given"},
      {"a,b\n0,0\n", "0\n0\n", "scores.csv: 2 scores for 1 rows in "},
      {"\n# nothing\n", "0\n", "rows.csv: has no row"},
      {"0,0\n", "score\n", "scores.csv: has no row"},
      {"0,0\n1,nan\n", "0.47536690521389\n0\n", "rows.csv:2: lacks a value"},
      {"inf,0\n", "0.4\n", "rows.csv: no row can be a probe: each holds an infinity or a gap"},
      {"0,0\n", "nan\n", "rows.csv:1: scores 0.475"},
  };
  for (const Wrong& wrong : all) {
    give(wrong.rows, wrong.scores);
    CAPTURE(wrong.said);
    CHECK_THAT(refusal(), ContainsSubstring(wrong.said));
    CHECK_FALSE(fs::exists(request.out));
  }
  request.rows = "/nowhere/rows.csv";
  CHECK_THAT(refusal(), ContainsSubstring("/nowhere/rows.csv: cannot be read"));
}

TEST_CASE_METHOD(PackFixture, "a hostile model file is refused with the place inside it") {
  const std::pair<const char*, const char*> all[] = {
      {"", "model.json: "},
      {"{}", "model.json: learner: missing"},
      {"{\"version\": [1, 7, 4], \"learner\": 1}", "model.json: learner"},
      {"tree\n", "model.json: ends before 'end of trees'"},
      {"{L", "model.json: "},
      {"PK\3\4", "model.json: neither JSON nor UBJSON"},
  };
  for (const auto& [bytes, said] : all) {
    write("model.json", bytes);
    CAPTURE(said);
    CHECK_THAT(refusal(), ContainsSubstring(said));
  }
  fs::remove(home.path() / "model.json");
  CHECK_THAT(refusal(), ContainsSubstring("model.json: no such file"));
  CHECK_FALSE(fs::exists(request.out));
}

TEST_CASE("a target is two or three words between strokes") {
  CHECK(models::parse_target("up-move/5min") == training::Target{"up-move", "5min", ""});
  CHECK(models::parse_target("up-move/5min/mid") == training::Target{"up-move", "5min", "mid"});
  for (const char* const wrong : {"", "up-move", "up-move/", "/5min", "a/b/c/d", "a//c"}) {
    CHECK_FALSE(models::parse_target(wrong));
  }
}
