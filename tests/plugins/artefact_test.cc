// One thing broken each: a model is loaded, or refused with file and field.
#include <filesystem>
#include <functional>

#include "plugins/artefact_fixture.h"
#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

std::string load(const std::string& folder) {
  FakeHost host;
  PluginRig plugin(host, load_entry(plugin_file("ml-model")));
  try {
    (void)plugin.model({}, folder.c_str());
  } catch (const Refusal& refused) {
    CHECK(refused.code == SPARK_E_INVALID);
    return refused.what();
  }
  return "loaded";
}

struct Damage {
  std::string said;  // part of the refusal
  std::function<void(const ArtefactCopy&)> make;
};

Damage in_model(const std::string& from, const std::string& to, const std::string& said) {
  return {"artefact v1.8-b0: model.json: " + said, [=](const ArtefactCopy& copy) {
            copy.replace("model.json", from, to);
            copy.sign();
          }};
}

Damage in_probes(const std::string& from, const std::string& to, const std::string& said) {
  return {"artefact v1.8-b0: probes.json: " + said, [=](const ArtefactCopy& copy) {
            copy.replace("probes.json", from, to);
            copy.sign();
          }};
}

void check_all(const std::vector<Damage>& damages) {
  for (const Damage& damage : damages) {
    const ArtefactCopy copy;
    damage.make(copy);
    CAPTURE(damage.said);
    const std::string got = load(copy.path());
    CAPTURE(got);
    CHECK(got != "loaded");
    CHECK(got.find(damage.said) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("an unchanged copy of an artefact loads") {
  const ArtefactCopy copy;
  CHECK(load(copy.path()) == "loaded");
  copy.sign();
  CHECK(load(copy.path()) == "loaded");
}

TEST_CASE("an artefact with other files, all listed, loads") {
  const ArtefactCopy copy;
  copy.write("training_manifest.json", "{}");
  copy.sign();
  CHECK(load(copy.path()) == "loaded");
}

// What the host verifies is not verified again: see tests/plugin/sums_test.cc and copying_test.cc.
TEST_CASE("a file that is missing or too large to be read is named") {
  check_all({
      {"model.json: missing", [](const auto& copy) { copy.remove("model.json"); }},
      {"probes.json: missing", [](const auto& copy) { copy.remove("probes.json"); }},
      {"SHA256SUMS: missing", [](const auto& copy) { copy.remove("SHA256SUMS"); }},
      {"probes.json: larger than 1048576 bytes",
       [](const auto& copy) { copy.write("probes.json", std::string(1048577, ' ')); }},
      {"model.json: ",
       [](const auto& copy) {
         copy.remove("model.json");
         std::filesystem::create_directory(copy.path() + "/model.json");
       }},
  });
}

TEST_CASE("a model.json that is signed but wrong is refused by field") {
  check_all({
      in_model("{", "", ""),
      in_model("\"kind\": \"probability\"", "\"kind\": \"oracle\"",
               "kind: expected probability or"),
      in_model("\"logistic\"", "\"forest\"",
               "type: expected lightgbm or logistic or xgboost, not 'forest'"),
      in_model("\"v1.8-b0\"", "\"\"", "version: expected 1 to 64"),
      in_model("\"v1.8-b0\"", "\"a\\\"b\"", "version: expected 1 to 64"),
      in_model("\"event\": \"up-move\", ", "", "target.event: missing"),
      in_model("\"up-move\"", "7", "target.event: expected a text"),
      in_model("\"59a0", "\"69a0", "feature_set_sha256: the features' is 59a0"),
      in_model("\"bias\", \"mid_price\"", "\"mid_price\", \"bias\"",
               "feature_set_sha256: the features' is "),
      in_model("\"bias\"", "\"mid_price\"", "features: 'mid_price' is there twice"),
      in_model("\"bias\"", "\"bi as\"", "features: 'bi as' is not a name"),
      in_model("\"bias\"", "1", "features: element 0: expected a text"),
      in_model("0.0002]", "0.0002, 1]", "weights: 7 for 6 features"),
      in_model("-3.0, ", "", "weights: 5 for 6 features"),
      in_model("-3.0", "null", "weights: element 0: expected a number"),
      in_model("-3.0", "\"NaN\"", "weights: element 0: expected a number"),
      in_model("-3.0", "1e999", ""),
      in_model("-3.0", "NaN", ""),
      in_model("\"weights\"", "\"accepts_missing\": true, \"weights\"",
               "accepts_missing: a logistic model has no score for a missing value"),
      in_model("\"weights\"", "\"accepts_missing\": 1, \"weights\"",
               "accepts_missing: expected true or false"),
      in_model("\"clip_low\": 0.000001", "\"clip_low\": -0.1", "clip_low, clip_high: expected"),
      in_model("0.999999", "1.5", "clip_low, clip_high: expected"),
      in_model("0.999999", "0.000001", "clip_low, clip_high: expected"),
      in_model("\"clip_low\": 0.000001,", "", "clip_low: missing"),
      in_model("\"clip_low\"", "\"clip_high\": 1, \"clip_low\"", "clip_high: given twice"),
      in_model("\"weights\"",
               "\"x\": " + std::string(20, '[') + std::string(20, ']') + ", \"weights\"", ""),
  });
}

TEST_CASE("probes that are not marked as exact may differ in their last bits, and no more") {
  for (const auto& [score, wanted] :
       {std::pair("0.5254385388419465", "loaded"), std::pair("0.5254385388424", "loaded"),
        std::pair("0.525438538843", "scores: row 4 scores 0.5254385388419464 here")}) {
    const ArtefactCopy copy;
    copy.replace("probes.json", "\"exact\": true,", "");
    copy.replace("probes.json", "0.5254385388419464", score);
    copy.sign();
    CAPTURE(score);
    CHECK_THAT(load(copy.path()), Catch::Matchers::ContainsSubstring(wanted));
  }
}

TEST_CASE("probes that the model does not reproduce are refused") {
  check_all({
      in_probes("0.5254385388419464", "0.5254385388419465",
                "scores: row 4 scores 0.5254385388419464 here, 0.5254385388419465 is recorded as "
                "exact"),
      in_probes("\"exact\": true", "\"exact\": 1", "exact: expected true or false"),
      in_probes("[1, 0, 0, 0, 0, 0],", "[1, 0, 0, 0, 0],",
                "rows: row 1 has 5 elements, the model 6"),
      in_probes("    0.999999,\n", "", "scores: 10 for 11 rows"),
      in_probes("\"scores\"", "\"score\"", "scores: missing"),
      in_probes("\"rows\"", "\"row\"", "rows: missing"),
      {"probes.json: rows: expected 1 to 1024",
       [](const auto& copy) {
         copy.write("probes.json", R"({"rows": [], "scores": []})");
         copy.sign();
       }},
      // A changed weight, signed again, is found out by the probes.
      {"probes.json: scores: row ",
       [](const auto& copy) {
         copy.replace("model.json", "0.01, 0.0002", "0.0100001, 0.0002");
         copy.sign();
       }},
  });
}
