// Documents that name files name files that exist.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "support/catch.h"

namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// Paths in backticks that begin with a folder of the repository; a trailing .* means any ending.
std::vector<std::string> named_files(const std::string& text) {
  static const std::regex pattern("`((?:host|plugins|sdk|tests|configs|packaging|docs)/[^` ]+)`");
  std::vector<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), pattern);
       at != std::sregex_iterator(); ++at) {
    found.push_back((*at)[1]);
  }
  return found;
}

bool exists(const std::string& named) {
  const std::filesystem::path root = SPARK_SOURCE_DIR;
  if (!named.ends_with(".*")) return std::filesystem::exists(root / named);
  const auto stem = named.substr(0, named.size() - 1);
  return std::filesystem::exists(root / (stem + "h")) ||
         std::filesystem::exists(root / (stem + "cc"));
}

}  // namespace

TEST_CASE("the files that the documents name exist") {
  size_t checked = 0;
  for (const char* document : {"README.md", "docs/life_of_a_request.md", "docs/operating.md"}) {
    for (const auto& named :
         named_files(read(std::filesystem::path(SPARK_SOURCE_DIR) / document))) {
      INFO(document << " names " << named);
      CHECK(exists(named));
      ++checked;
    }
  }
  CHECK(checked > 20);
}
