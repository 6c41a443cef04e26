// Every file of wrong/ says in its first lines what must be said about it, line by line and nothing
// else:
//   # expect: 12:7: pipelines.x: …
// Line numbers count these lines too.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/config.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "support/cpu_time.h"

namespace spark::config {
namespace {

constexpr std::string_view marker = "# expect: ";

std::vector<std::string> lines_of(std::istream& stream) {
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> expectations_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> expected;
  for (const std::string& line : lines_of(stream)) {
    if (!line.starts_with(marker)) break;
    expected.push_back(file.string() + ": " + line.substr(marker.size()));
    const bool placed = line[marker.size()] >= '0' && line[marker.size()] <= '9';
    if (placed) expected.back() = file.string() + ':' + line.substr(marker.size());
  }
  return expected;
}

std::vector<std::filesystem::path> wrong_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(SPARK_SOURCE_DIR "/tests/config/wrong")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("every mistake of every wrong file is reported where it is") {
  const auto files = wrong_files();
  size_t passed = 0;
  double slowest_ms = 0;
  for (const auto& file : files) {
    INFO(file);
    const auto expected = expectations_of(file);
    CHECK_FALSE(expected.empty());
    Errors errors;
    const double ms = test::cpu_ms_of([&] { (void)load(file, {}, {}, errors); });
    slowest_ms = std::max(slowest_ms, ms);
    std::istringstream report(errors.render());
    const auto reported = lines_of(report);
    CHECK(reported == expected);
    if (reported == expected) ++passed;
  }
  char note[64];
  std::snprintf(note, sizeof note, "wrong files; the slowest takes %.1f ms", slowest_ms);
  test::report_cases("config", passed, files.size(), note);
#ifndef SPARK_SANITIZED
  CHECK(slowest_ms < 100);
#endif
}

}  // namespace spark::config
