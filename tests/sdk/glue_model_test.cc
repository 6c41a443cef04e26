// What the glue makes of model classes.
#include <cmath>
#include <string>
#include <vector>

#include "odd_plugin.h"
#include "spark/plugin.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

const double missing = std::nan("");

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, odd_entry()};
};

// Takes rows at once: the score is the row's first element, and `asked` is how it was called.
std::vector<size_t> asked;
struct Rows : spark::Model {
  explicit Rows(const spark::Config&)
      : Model({.version = "rows",
               .type = "rows",
               .kind = SPARK_MODEL_HEURISTIC,
               .target = {"any", "", ""},
               .features = {"a", "b"}}) {}
  struct Scratch {
    size_t calls = 0;
  };
  void predict_rows(Scratch& scratch, const double* rows, size_t stride, size_t count,
                    double* scores) const {
    ++scratch.calls;
    asked.push_back(count);
    for (size_t i = 0; i < count; ++i)
      scores[i] = rows[i * stride] + 100 * static_cast<double>(scratch.calls);
  }
};

class OfRows : public spark::Plugin {
 public:
  static constexpr const char* summary = "Has a model that takes rows";
  using Model = Rows;
  OfRows(spark::Host, const spark::Config&) {}
};
constexpr spark_entry_v1 rows_entry = spark::glue::entry<OfRows>("of-rows", "1.0.0");

}  // namespace

TEST_CASE("a model that takes many rows is asked once for those between missing values") {
  FakeHost host;
  PluginRig plugin(host, rows_entry);
  asked.clear();
  const auto scores = plugin.model().predict(
      {{1, 0}, {2, 0}, {3, 0}, {missing, 0}, {0, missing}, {INFINITY, 0}, {6, 0}});
  CHECK(asked == std::vector<size_t>{3, 2});
  std::string seen;
  for (const auto& [score, status] : scores)
    seen.append(status == SPARK_ROW_OK ? std::to_string(int(score)) : std::to_string(status) + "!")
        .append(" ");
  CHECK(seen == "101 102 103 " + std::to_string(SPARK_ROW_NOT_READY) + "! " +
                    std::to_string(SPARK_ROW_NOT_READY) + "! " + std::to_string(SPARK_ROW_ERROR) +
                    "! 206 ");
}

TEST_CASE_METHOD(Fixture, "a model is described by what it declares") {
  const ModelRig model = plugin.model({}, "/some/folder");
  const spark_model_info& info = model.info();
  CHECK(std::string(info.version) == "artefact:/some/folder");
  CHECK(info.kind == SPARK_MODEL_PROBABILITY);
  CHECK(info.flags == 0);
  CHECK(std::string(info.target_reference).empty());
  REQUIRE(info.dimension == 2);
  CHECK(std::string(info.features[1]) == "b");
  REQUIRE(info.probe_count == 1);
  CHECK(info.probe_rows[1] == 8);
  CHECK(info.probe_scores[0] == 1);
  CHECK(std::string(plugin.model().info().version) == "artefact:");
}

TEST_CASE_METHOD(Fixture, "every row has a score or a reason, and scratch is kept between rows") {
  const auto scores =
      plugin.model().predict({{9, 9}, {1, 0}, {2, 0}, {missing, 0}, {0, missing}, {9, 9}});
  CHECK(scores[0].status == SPARK_ROW_OK);
  CHECK(scores[0].score == 1);
  CHECK(scores[1].status == SPARK_ROW_ERROR);
  CHECK(scores[2].status == SPARK_ROW_ERROR);
  CHECK(scores[3].status == SPARK_ROW_NOT_READY);
  CHECK(std::isnan(scores[3].score));
  CHECK(scores[4].status == SPARK_ROW_NOT_READY);
  CHECK(scores[5].status == SPARK_ROW_OK);
  CHECK(scores[5].score == 2);
}

TEST_CASE_METHOD(Fixture, "a model that accepts missing values is given them") {
  const ModelRig model = plugin.model([](Settings& with) { with.set("accepts_missing", true); });
  CHECK(model.info().flags == SPARK_MODEL_ACCEPTS_MISSING);
  CHECK(model.predict({{missing, missing}})[0].status == SPARK_ROW_OK);
}

TEST_CASE_METHOD(Fixture, "what a model throws is an error of the call") {
  const ModelRig model = plugin.model();
  try {
    (void)model.predict({{9, 9}, {3, 0}});
    FAIL("no error");
  } catch (const Refusal& refused) {
    CHECK(refused.code == SPARK_E_EXCEPTION);
    CHECK(std::string(refused.what()) == "thrown in predict");
  }
}

TEST_CASE_METHOD(Fixture, "a model without scratch memory does not run") {
  const ModelRig model = plugin.model();
  const double row[] = {9, 9};
  double score = 0;
  uint8_t status = 0;
  spark_error err{};
  CHECK(model.raw()->predict(model.raw(), nullptr, row, 2, 1, &score, &status, &err) ==
        SPARK_E_FAILED);
  CHECK(std::string(err.text) == "no scratch memory");
}
