// json_vectors.txt through the compiled decoder.
#include <fstream>
#include <stdexcept>

#include "pipeline/fixture.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "support/escapes.h"

using namespace spark;
using pipeline::test::Fixture;

namespace {

struct Vector {
  std::string name;
  std::string body;
  uint32_t code = 0;
  std::string part;  // of the answer or the error
};

std::vector<Vector> read_vectors() {
  std::ifstream file(SPARK_SOURCE_DIR "/tests/pipeline/json_vectors.txt");
  std::vector<Vector> all;
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    const std::string key = line.substr(0, 5);
    const std::string value = line.size() > 6 ? line.substr(6) : "";
    if (key == "name:") {
      all.push_back({value, "", 0, ""});
    } else if (key == "body:") {
      all.back().body = test::unescape(value);
    } else if (key == "want:") {
      all.back().code = static_cast<uint32_t>(std::stoul(value));
      all.back().part = test::unescape(value.substr(4));
    } else {
      throw std::runtime_error("json_vectors.txt: " + line);
    }
  }
  return all;
}

}  // namespace

TEST_CASE("every JSON vector is decoded, or refused with its field or offset named") {
  Fixture fixture;
  REQUIRE(fixture.compile(R"(
    input:
      symbol: string?
      snapshot: {ts: int, mid: float}
      flags?: {on: bool}
      list: float[]?
    answer:
      symbol?: input.symbol
      ts: input.snapshot.ts
      mid: input.snapshot.mid
      on?: input.flags.on
      list?: input.list
)") == "");
  size_t passed = 0;
  const auto vectors = read_vectors();
  for (const Vector& vector : vectors) {
    INFO(vector.name << ": " << vector.body.substr(0, 200));
    const uint32_t code = fixture.ask(vector.body);
    INFO(fixture.out.substr(0, 400));
    const bool found = fixture.out.find(vector.part) != std::string::npos;
    CHECK(code == vector.code);
    CHECK(found);
    if (code == vector.code && found) ++passed;
  }
  test::report_cases("JSON", passed, vectors.size());
  CHECK(vectors.size() >= 200);
}
