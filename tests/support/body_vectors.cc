#include "support/body_vectors.h"

#include <fstream>
#include <stdexcept>

#include "support/case_count.h"
#include "support/catch.h"
#include "support/escapes.h"

namespace spark::test {

std::vector<BodyVector> read_body_vectors(const std::string& file) {
  std::ifstream lines(SPARK_SOURCE_DIR "/" + file);
  if (!lines) throw std::runtime_error(file + " cannot be read");
  std::vector<BodyVector> all;
  std::string line;
  while (std::getline(lines, line)) {
    if (line.empty() || line[0] == '#') continue;
    const std::string key = line.substr(0, 5);
    const std::string value = line.size() > 6 ? line.substr(6) : "";
    if (key == "name:") {
      all.push_back({value, "", 0, ""});
    } else if (key == "body:") {
      all.back().body = unescape(value);
    } else if (key == "want:") {
      all.back().code = static_cast<uint32_t>(std::stoul(value));
      all.back().part = unescape(value.substr(4));
    } else {
      throw std::runtime_error(file + ": " + line);
    }
  }
  return all;
}

void check_body_vectors(
    const std::string& file, std::string_view kind,
    const std::function<uint32_t(std::string_view body, std::string& answer)>& ask) {
  size_t passed = 0;
  const auto vectors = read_body_vectors(file);
  for (const BodyVector& vector : vectors) {
    INFO(vector.name << ": " << vector.body.substr(0, 200));
    std::string answer;
    const uint32_t code = ask(vector.body, answer);
    INFO(answer.substr(0, 400));
    const bool found = answer.find(vector.part) != std::string::npos;
    CHECK(code == vector.code);
    CHECK(found);
    if (code == vector.code && found) ++passed;
  }
  report_cases(kind, passed, vectors.size());
}

}  // namespace spark::test
