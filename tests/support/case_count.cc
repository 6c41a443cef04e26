#include "support/case_count.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace spark::test {

void report_cases(std::string_view kind, std::size_t passed, std::size_t total,
                  std::string_view note) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(SPARK_BUILD_DIR) / "case-counts";
  fs::create_directories(folder);
  // Written beside and renamed, since a test may be ended at any moment.
  const fs::path draft = folder / ("." + std::string(kind) + "." + std::to_string(::getpid()));
  std::ofstream out(draft, std::ios::trunc);
  out << kind << " cases: " << passed << " of " << total << " passed";
  if (!note.empty()) out << " (" << note << ')';
  out << '\n';
  out.close();
  fs::rename(draft, folder / (std::string(kind) + ".txt"));
}

}  // namespace spark::test
