// The inference protocol's bodies and paths: read into whole rows of finite numbers, or refused
// with a reason that is JSON text.
#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"
#include "base/utf8.h"
#include "fuzz/target.h"
#include "oip/infer.h"
#include "oip/path.h"
#include "oip/repository.h"

using namespace spark;

namespace {

constexpr uint32_t dimension = 3;

template <class T>
void check_reason(const base::Result<T>& result) {
  if (result) return;
  SPARK_FUZZ_CHECK(!result.error().text.empty());
  SPARK_FUZZ_CHECK(result.error().text.size() <= base::error_bytes_max);
  SPARK_FUZZ_CHECK(base::is_utf8(result.error().text));
}

// The first line is the header, what follows it the body.
void check_binary(std::string_view text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view body = text.substr(std::min(end + 1, text.size()));
  const auto split = oip::split_body(body, text.substr(0, end));
  check_reason(split);
  if (!split) return;
  SPARK_FUZZ_CHECK(split->json.size() + split->tensors.size() == body.size());
  const auto infer = oip::parse_infer(*split, dimension);
  check_reason(infer);
  if (!infer) return;
  SPARK_FUZZ_CHECK(infer->rows.size() == size_t{infer->count} * dimension);
  for (const double number : infer->rows) SPARK_FUZZ_CHECK(std::isfinite(number));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto infer = oip::parse_infer({text, {}}, dimension);
  check_reason(infer);
  if (infer) {
    SPARK_FUZZ_CHECK(infer->count >= 1 && infer->count <= oip::rows_max);
    SPARK_FUZZ_CHECK(infer->rows.size() == size_t{infer->count} * dimension);
    for (const double number : infer->rows) SPARK_FUZZ_CHECK(std::isfinite(number));
    if (infer->id) SPARK_FUZZ_CHECK(base::is_utf8(*infer->id));
  }
  check_binary(text);
  check_reason(oip::parse_index(text));
  check_reason(oip::parse_load(text));
  check_reason(oip::parse_unload(text));
  const auto path = oip::parse_model_path(text);
  if (path) SPARK_FUZZ_CHECK(!path->model.empty());
  (void)oip::parse_repository_path(text);
  return 0;
}
