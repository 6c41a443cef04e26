// Requests for a model of three features, whose score tells each element of a row and its place: 1,
// 2, 3 gives 123.
#pragma once

#include <string>
#include <vector>

#include "oip/infer.h"
#include "support/catch.h"

namespace spark::oip::test {

inline constexpr uint32_t dimension = 3;

// The response's code, and its body in `answer`, which is empty before.
inline uint32_t answer_to(const base::Result<InferRequest>& request, std::string& answer) {
  if (!request) {
    answer = request.error().text;
    return 400;
  }
  REQUIRE(request->rows.size() == size_t{request->count} * dimension);
  std::vector<double> scores;
  for (size_t at = 0; at < request->rows.size(); at += dimension)
    scores.push_back(request->rows[at] * 100 + request->rows[at + 1] * 10 + request->rows[at + 2]);
  const size_t json_size = render_scores(answer, "m", "v1", *request, scores);
  const bool binary = request->form == ScoreForm::binary;
  CHECK(answer.size() == json_size + (binary ? scores.size() * sizeof(double) : 0));
  CHECK(answer[json_size - 1] == '}');
  return 200;
}

}  // namespace spark::oip::test
