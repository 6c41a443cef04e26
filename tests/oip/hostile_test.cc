// What is said of a request does not grow with it.
#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "oip/infer.h"
#include "oip/repository.h"
#include "support/catch.h"
#include "support/cpu_time.h"
#include "support/hostile_bodies.h"

using namespace spark;

namespace {

template <class T>
void check_error(const base::Result<T>& result) {
  if (result) return;
  INFO(base::cut(result.error().text, 1'000));
  CHECK(result.error().text.size() <= base::error_bytes_max);
  CHECK(base::is_utf8(result.error().text));
}

}  // namespace

TEST_CASE("whatever is wrong with a request, the error is short UTF-8") {
  for (const auto& body : test::hostile_bodies(test::Reader::any, 1, 2'000)) {
    INFO(body.family);
    check_error(oip::parse_infer({body.text, {}}, 6));
    check_error(oip::parse_index(body.text));
    check_error(oip::parse_load(body.text));
    check_error(oip::parse_unload(body.text));
  }
}

TEST_CASE("a value that is refused is shown up to where it is cut") {
  const auto error_of = [](const std::string& shape) {
    const auto request = oip::parse_infer(
        {R"({"inputs":[{"name":"features","datatype":"FP64","shape":)" + shape + "}]}", {}}, 6);
    REQUIRE_FALSE(request.has_value());
    return request.error().text;
  };
  const std::string expected = "inputs[0].shape: expected [rows,6], got ";
  CHECK(error_of("[]") == expected + "[]");
  CHECK(error_of(R"([[],{},{"a":[1,-2.5,"x"],"b":{"c":null}},true])") ==
        expected + R"([[],{},{"a":[1,-2.5,"x"],"b":{"c":null}},true])");
  std::string many = "[1";
  for (int i = 0; i < 1'000; ++i) many += ",1";
  CHECK(error_of(many + "]") == expected + many.substr(0, 64) + "…");
  CHECK(error_of("[\"" + std::string(1'000, 'x') + "\"]") ==
        expected + "[\"" + std::string(62, 'x') + "…");
}

TEST_CASE("a value that is refused costs no more than one that is passed over") {
  std::string numbers = "[0.1";
  for (int i = 0; i < 50'000; ++i) numbers += ",0.12345" + std::to_string(i);
  numbers += ']';
  const auto cpu_ms_with = [&](const std::string& name) {
    const std::string body =
        R"({"inputs":[{"name":"features","datatype":"FP64",")" + name + "\":" + numbers + "}]}";
    double best_ms = 1e9;
    for (int round = 0; round < 3; ++round)
      best_ms = std::min(best_ms, test::cpu_ms_of([&] {
                           CHECK_FALSE(oip::parse_infer({body, {}}, 6).has_value());
                         }));
    return best_ms;
  };
  const double passed_over_ms = cpu_ms_with("else");
  const double refused_ms = cpu_ms_with("shape");
  INFO(refused_ms << " ms, passed over " << passed_over_ms << " ms");
  CHECK(refused_ms < 2.5 * passed_over_ms);
}
