#include "bench.h"

#include <fstream>
#include <iterator>

#include "base/sha256.h"
#include "objects/sums.h"
#include "support/catch.h"

namespace spark::plugin {

namespace fs = std::filesystem;

void write_file(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  REQUIRE(out << text);
}

Bench::Bench() : objects(objects::Objects::open(folder_.path() / "state" / "objects").value()) {}

fs::path Bench::library(const std::string& text) const {
  write_file(path("x.so"), text);
  return path("x.so");
}

fs::path Bench::artefact() const {
  const objects::Sums sums = {{"model.json", base::sha256_hex("{}")},
                              {"trees/0.bin", base::sha256_hex("leaf")}};
  write_file(path("artefact/model.json"), "{}");
  write_file(path("artefact/trees/0.bin"), "leaf");
  write_file(path("artefact/SHA256SUMS"), objects::print_sums(sums));
  return path("artefact");
}

std::set<std::string> Bench::stored() const {
  std::set<std::string> names;
  for (const auto& each : fs::directory_iterator(objects.folder()))
    names.insert(each.path().filename().string());
  return names;
}

}  // namespace spark::plugin
