// Models of the museum: refused when made, or harmless while serving.
#include <array>
#include <cmath>
#include <limits>

#include "museum.h"
#include "plugin/model_checks.h"
#include "plugin/model_proxy.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Answer {
  int32_t code = 0;
  std::array<double, 5> scores{};
  std::array<uint8_t, 5> status{};
  frame::Failure failure;
};

// Five rows of (0.5, 0).
Answer predict(const ModelProxy& model) {
  Answer answer;
  std::array<double, 10> rows{};
  for (size_t i = 0; i < rows.size(); i += 2) rows[i] = 0.5;
  void* scratch = model.scratch_create();
  answer.code = model.predict(scratch, rows.data(), 2, 5, answer.scores.data(),
                              answer.status.data(), answer.failure);
  model.scratch_destroy(scratch);
  return answer;
}

}  // namespace

TEST_CASE("a model's description is copied") {
  const auto model = model_of("well");
  const frame::ModelInfo& info = model->info();
  CHECK(info.version == "m1");
  CHECK(info.type == "specimen");
  CHECK(info.probability);
  CHECK_FALSE(info.accepts_missing);
  CHECK(info.sha256.empty());
  CHECK(info.target == frame::Target{"up-move", "1min", "mid"});
  CHECK(info.features == std::vector<std::string>{"a", "b"});
  CHECK(info.probe_rows == std::vector<double>{0.25, 7.0, 0.5, 8.0});
  CHECK(info.probe_scores == std::vector<double>{0.25, 0.5});
  CHECK(model->raw_info()->dimension == 2);
}

TEST_CASE("a model that describes itself wrongly is refused") {
  struct Case {
    const char* specimen;
    const char* why;
  };
  const Case cases[] = {
      {"model_null_predict", "model 'm': its predict is null"},
      {"model_no_version", "version is empty"},
      {"model_bad_sha256", "'c0ffee' is not 64"},
      {"model_dimension_zero", "dimension 0"},
      {"model_too_many_features", "dimension 1025, more than 1024"},
      {"model_feature_twice", "feature 'a' twice"},
      {"model_probe_nan", "row 1 is not finite in feature 'b'"},
      {"model_probes_differ", "probe 1 expects the score 0.50000000000099998, got 0.5"},
      {"model_exact_probes_differ",
       "probe 1, which is exact, expects the score 0.50000000000000011, got 0.5"},
      {"model_probes_together", "probe 0 among the others expects the score 0.25, got 0.25"},
  };
  for (const Case& each : cases)
    CHECK_THAT(model_refusal(each.specimen), ContainsSubstring(each.why));
}

TEST_CASE("probes that other code computed may differ by their rounding, which is told") {
  const auto model = model_of("model_probes_round");
  CHECK_FALSE(model->info().exact_probes);
  CHECK(model->info().probe_difference == Approx(2.22e-16).epsilon(0.01));
  CHECK(model_of("well")->info().probe_difference == 0);
}

TEST_CASE("a probe's score is judged by its size, or by its bits") {
  struct Case {
    double computed;
    double stated;
    bool near;
    bool exact;
  };
  const double ulp = std::numeric_limits<double>::epsilon();
  const Case cases[] = {
      {0.5, 0.5, true, true},
      {1, 1 + ulp, true, false},
      {1, 1 + 0.9e-12, true, false},
      {1, 1 + 1.1e-12, false, false},
      {1e-6, 1e-6 * (1 + 0.9e-12), true, false},  // not within 1e-12 itself
      {1e-6, 1e-6 + 1e-15, false, false},
      {-3e9, -3e9 - 0.002, true, false},
      {1, -1, false, false},
      {0, 0, true, true},
      {0.0, -0.0, true, false},  // equal numbers of other bits
      {0, 1e-300, false, false},
      {std::numeric_limits<double>::max(), -std::numeric_limits<double>::max(), false, false},
  };
  for (const Case& each : cases) {
    CAPTURE(each.computed, each.stated);
    CHECK(is_probe_score(each.computed, each.stated, false) == each.near);
    CHECK(is_probe_score(each.stated, each.computed, false) == each.near);
    CHECK(is_probe_score(each.computed, each.stated, true) == each.exact);
  }
}

TEST_CASE("a well-behaved model's scores come through") {
  const Answer answer = predict(*model_of("well"));
  CHECK(answer.code == frame::ok);
  for (const double score : answer.scores) CHECK(score == 0.5);
  for (const uint8_t status : answer.status) CHECK(status == frame::row_ok);
}

TEST_CASE("a score that is none is a failed row") {
  const Answer answer = predict(*model_of("model_scores"));
  CHECK(answer.code == frame::ok);
  CHECK(answer.status == std::array<uint8_t, 5>{frame::row_error, frame::row_error, frame::row_ok,
                                                frame::row_error, frame::row_error});
  CHECK(answer.scores[2] == 0.5);
  for (const size_t i : {0, 1, 3, 4}) CHECK(std::isnan(answer.scores[i]));
}

TEST_CASE("a heuristic's scores are finite, and each has a status") {
  const Answer answer = predict(*model_of("model_not_finite"));
  CHECK(answer.status == std::array<uint8_t, 5>{frame::row_error, frame::row_error, frame::row_ok,
                                                frame::row_error, frame::row_error});
  CHECK(answer.scores[2] == 1.5);
}

TEST_CASE("a model that throws fails its rows") {
  const Answer answer = predict(*model_of("model_predict_throws"));
  CHECK(answer.code == frame::exception);
  CHECK(answer.failure.view() == "thrown by predict");
  for (const uint8_t status : answer.status) CHECK(status == frame::row_error);
  for (const double score : answer.scores) CHECK(std::isnan(score));
}
