#include "support/case_count.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/case_growth.h"
#include "support/catch.h"

namespace spark::test {
namespace {

// Written beside and renamed, since a test may be ended at any moment.
void write(const char* folder_name, std::string_view kind, const std::string& text) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(SPARK_BUILD_DIR) / folder_name;
  fs::create_directories(folder);
  const fs::path draft = folder / ("." + std::string(kind) + "." + std::to_string(::getpid()));
  std::ofstream(draft, std::ios::trunc) << text;
  fs::rename(draft, folder / (std::string(kind) + ".txt"));
}

CaseCount count_of(std::string_view kind) {
  std::ifstream in(SPARK_SOURCE_DIR "/tests/case_counts.txt");
  for (CaseCount& count : read_case_counts(std::string(std::istreambuf_iterator<char>(in), {})))
    if (count.kind == kind) return std::move(count);
  return {};
}

}  // namespace

void report_cases(std::string_view kind, std::size_t passed, std::size_t total,
                  std::string_view note) {
  std::string text(kind);
  text += " cases: " + std::to_string(passed) + " of " + std::to_string(total) + " passed, ";
  const CaseCount count = count_of(kind);
  text += growth_text(total, count.baseline);
  if (!note.empty()) (text += " (").append(note) += ')';
  write("case-counts", kind, text + '\n');
  INFO("tests/case_counts.txt: " << kind);
  CHECK_FALSE(count.kind.empty());
  CHECK(total >= count.least);
}

bool is_full_soak() {
  const char* wanted = std::getenv("SPARK_SOAK");
  return wanted != nullptr && std::string_view(wanted) == "full";
}

void report_figures(std::string_view kind, std::string_view text) {
  write("figures", kind, std::string(text));
}

}  // namespace spark::test
