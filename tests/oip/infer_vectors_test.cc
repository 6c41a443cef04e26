// infer_vectors.txt through the parser, a model of three features, and the renderer.
#include "oip/infer.h"

#include "oip/scored.h"
#include "support/body_vectors.h"
#include "support/catch.h"

using namespace spark;

namespace {

uint32_t answer_to(std::string_view body, std::string& answer) {
  return oip::test::answer_to(oip::parse_infer({body, {}}, oip::test::dimension), answer);
}

}  // namespace

TEST_CASE("every request is scored row by row, or refused with its field named") {
  test::check_body_vectors("tests/oip/infer_vectors.txt", "inference", answer_to);
}

TEST_CASE("an answer has exactly the protocol's members") {
  std::string out;
  SECTION("with the request's id, whatever it holds") {
    const std::vector<double> scores = {0.25, 1e-6};
    oip::InferRequest request;
    request.id = "a\"\n\xff";
    const size_t json_size = oip::render_scores(out, "m", "v\"1", request, scores);
    CHECK(json_size == out.size());
    CHECK(out ==
          R"({"model_name":"m","model_version":"v\"1","id":"a\"\n)"
          "\xEF\xBF\xBD"
          R"(","outputs":[{"name":"score","datatype":"FP64","shape":[2,1],"data":[0.25,1e-06]}]})");
  }
  SECTION("without one") {
    const std::vector<double> scores = {1};
    const size_t json_size = oip::render_scores(out, "m", "v1", {}, scores);
    CHECK(json_size == out.size());
    CHECK(out == R"({"model_name":"m","model_version":"v1",)"
                 R"("outputs":[{"name":"score","datatype":"FP64","shape":[1,1],"data":[1]}]})");
  }
}
