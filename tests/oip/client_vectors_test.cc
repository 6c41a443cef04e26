// client_vectors.txt, bytes as other people's clients send them, through the reader, a model of
// three features, and the renderer.
#include <cstring>

#include "base/text.h"
#include "base/utf8.h"
#include "oip/body.h"
#include "oip/infer.h"
#include "oip/scored.h"
#include "support/body_vectors.h"
#include "support/catch.h"

using namespace spark;

namespace {

base::Result<oip::Body> split(std::string_view message) {
  const size_t end = message.find("\r\n");
  REQUIRE(end != std::string_view::npos);
  if (end == 0) return oip::split_body(message.substr(2), std::nullopt);
  const std::string name = std::string(oip::json_size_header) + ": ";
  REQUIRE(message.starts_with(name));
  REQUIRE(message.substr(end, 4) == "\r\n\r\n");
  return oip::split_body(message.substr(end + 4), message.substr(name.size(), end - name.size()));
}

uint32_t answer_to(std::string_view message, std::string& answer) {
  const auto body = split(message);
  return oip::test::answer_to(body ? oip::parse_infer(*body, oip::test::dimension)
                                   : base::Result<oip::InferRequest>(body.error()),
                              answer);
}

}  // namespace

TEST_CASE("requests of Triton's clients are scored, or refused with what does not add up") {
  test::check_body_vectors("tests/oip/client_vectors.txt", "inference client", answer_to);
}

TEST_CASE("whatever the header holds, what is said of it is short UTF-8") {
  for (const std::string& value : {std::string(10'000, '9'), std::string(10'000, 'x'),
                                   std::string("\xff\xfe"), std::string("\0", 1)}) {
    const auto body = oip::split_body("{}", value);
    REQUIRE_FALSE(body.has_value());
    CHECK(body.error().text.size() <= base::error_bytes_max);
    CHECK(base::is_utf8(body.error().text));
  }
}

TEST_CASE("scores in binary form are the doubles themselves, behind the JSON") {
  const std::vector<double> scores = {0.1, -1e-300, 123};
  oip::InferRequest request;
  request.form = oip::ScoreForm::binary;
  std::string out = "before";
  const size_t json_size = oip::render_scores(out, "m", "v1", request, scores);
  const std::string_view json = std::string_view(out).substr(6, json_size);
  CHECK(json == R"({"model_name":"m","model_version":"v1","outputs":[{"name":"score",)"
                R"("datatype":"FP64","shape":[3,1],"parameters":{"binary_data_size":24}}]})");
  std::vector<double> read(3);
  REQUIRE(out.size() == 6 + json_size + 24);
  std::memcpy(read.data(), out.data() + 6 + json_size, 24);
  CHECK(read == scores);
}
