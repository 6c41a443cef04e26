#include "http/vectors.h"

#include <fstream>
#include <stdexcept>
#include <string_view>

namespace spark::http::test {
namespace {

std::string unescape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text[0] != '\\') {
      out += text[0];
      text.remove_prefix(1);
      continue;
    }
    const char kind = text.at(1);
    size_t used = 2;
    if (kind == 'x') {
      out += static_cast<char>(std::stoi(std::string(text.substr(2, 2)), nullptr, 16));
      used = 4;
    } else if (kind == '{') {
      const size_t colon = text.find(':');
      const size_t end = text.find('}', colon);
      const std::string once = unescape(text.substr(colon + 1, end - colon - 1));
      for (int n = std::stoi(std::string(text.substr(2, colon - 2))); n > 0; --n) out += once;
      used = end + 1;
    } else {
      const size_t which = std::string_view("rnt0\\").find(kind);
      if (which == std::string_view::npos) throw std::runtime_error("unknown escape");
      out += std::string_view("\r\n\t\0\\", 5)[which];
    }
    text.remove_prefix(used);
  }
  return out;
}

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
