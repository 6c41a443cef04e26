// What `make` offers reaches what the build has.
#include <filesystem>
#include <regex>
#include <set>

#include "support/catch.h"
#include "support/file_text.h"
#include "support/shell.h"

namespace {

using Words = std::set<std::string>;

std::string read(const std::string& path) {
  return spark::test::read_file(std::filesystem::path(SPARK_SOURCE_DIR) / path);
}

// The first group of every match.
Words all(const std::string& text, const char* pattern) {
  const std::regex wanted(pattern);
  Words found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), wanted);
       at != std::sregex_iterator(); ++at)
    found.insert((*at)[1]);
  return found;
}

}  // namespace

TEST_CASE("make help lists every target that has a description") {
  const Words described =
      all(read("Makefile") + read("packaging/compat/compat.mk"), "\\n([^\\s:#]+):[^\\n]*## ");
  CHECK(described.contains("check-all"));
  const std::string help =
      spark::test::run_shell("make --no-print-directory -C " SPARK_SOURCE_DIR " help").text;
  CHECK(all(help, "\\n  ([^\\s]+) ") == described);
}

TEST_CASE("make fuzz and make check-all know every fuzz target of the build") {
  const std::string line = *all(read("Makefile"), "\\nFUZZ_TARGETS := ([^\\n]+)").begin();
  CHECK(all(line, "([a-z_]+)") == all(read("tests/fuzz/CMakeLists.txt"), "\\nspark_fuzz\\((\\w+)"));
}

TEST_CASE("continuous integration installs the clients before it runs the tests") {
  const std::string run = read(".ci/run");
  CHECK(run.find("\npackaging/install-deps.sh ci") < run.find("\nmake test\n"));
}

TEST_CASE("every table that the benchmark writes has its place in a document") {
  const Words written = all(read("tests/bench/run.sh"), "\\n  section ([a-z]+) ");
  CHECK(written.size() == 5);
  CHECK(all(read("README.md") + read("docs/performance.md") + read("docs/models.md"),
            "<!-- bench: ([a-z]+) -->") == written);
}
