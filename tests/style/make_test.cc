// What `make` offers reaches what the build has.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "support/catch.h"

namespace {

using Words = std::set<std::string>;

std::string read(const std::string& path) {
  std::ifstream in(std::filesystem::path(SPARK_SOURCE_DIR) / path);
  return {std::istreambuf_iterator<char>(in), {}};
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

std::string output_of(const std::string& command) {
  std::string text;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  char buffer[1024];
  while (fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
  pclose(pipe);
  return text;
}

}  // namespace

TEST_CASE("make help lists every target that has a description") {
  const Words described = all(read("Makefile"), "\\n([^\\s:#]+):[^\\n]*## ");
  CHECK(described.contains("check-all"));
  const std::string help = output_of("make --no-print-directory -C " SPARK_SOURCE_DIR " help");
  CHECK(all(help, "\\n  ([^\\s]+) ") == described);
}

TEST_CASE("make fuzz and make check-all know every fuzz target of the build") {
  const std::string line = *all(read("Makefile"), "\\nFUZZ_TARGETS := ([^\\n]+)").begin();
  CHECK(all(line, "([a-z_]+)") == all(read("tests/fuzz/CMakeLists.txt"), "\\nspark_fuzz\\((\\w+)"));
}

TEST_CASE("every table that the benchmark writes has its place in a document") {
  const Words written = all(read("tests/bench/run.sh"), "\\n  section ([a-z]+) ");
  CHECK(written.size() == 2);
  CHECK(all(read("README.md") + read("docs/performance.md"), "<!-- bench: ([a-z]+) -->") ==
        written);
}
