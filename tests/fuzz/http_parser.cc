// Requests as bytes: however they are split, the outcome is the same, no byte outside the input is
// read (the reader parses exact copies), and each request's bytes are used once.
#include <string>

#include "fuzz/target.h"
#include "http/reader.h"
#include "http/vectors.h"

using namespace spark::http;
using namespace spark::http::test;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  // Small limits, so that they are reached.
  static const Limits limits = vector_limits();
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  Reader whole(limits);
  whole.feed(bytes);
  Reader pieces(limits);
  const size_t step = 1 + data[0] % 17;
  for (size_t at = 0; at < bytes.size(); at += step) pieces.feed(bytes.substr(at, step));
  SPARK_FUZZ_CHECK(whole.outcome() == pieces.outcome());
  SPARK_FUZZ_CHECK(whole.body() == pieces.body());
  return 0;
}
