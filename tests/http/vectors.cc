#include "http/vectors.h"

#include <fstream>
#include <stdexcept>
#include <string_view>

#include "support/escapes.h"

namespace spark::http::test {
namespace {

using spark::test::unescape;

std::vector<Vector> read() {
  std::ifstream file(SPARK_SOURCE_DIR "/tests/http/vectors.txt");
  std::vector<Vector> all;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const std::string key = line.substr(0, 5);
    const std::string value = line.size() > 6 ? line.substr(6) : "";
    if (key == "name:") {
      all.push_back({value, "", "", {}});
    } else if (all.empty()) {
      throw std::runtime_error("vectors.txt:" + std::to_string(number) + ": name: must come first");
    } else if (key == "send:") {
      all.back().bytes += unescape(value);
    } else if (key == "want:") {
      all.back().want = value;
    } else if (key == "body:") {
      all.back().body = unescape(value);
    } else {
      throw std::runtime_error("vectors.txt:" + std::to_string(number) + ": unknown key");
    }
  }
  return all;
}

}  // namespace

Limits vector_limits() {
  Limits limits;
  limits.head_bytes_max = 1024;
  limits.headers_max = 16;
  limits.target_bytes_max = 128;
  limits.body_bytes_max = 100;
  return limits;
}

const std::vector<Vector>& vectors() {
  static const std::vector<Vector> all = read();
  return all;
}

}  // namespace spark::http::test
