#include "plugins/artefact_fixture.h"

#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "base/sha256.h"
#include "support/file_text.h"

namespace spark::testing {

namespace fs = std::filesystem;

std::string shipped_artefact() {
  return SPARK_SOURCE_DIR "/configs/models/v1.8-b0";
}

ArtefactCopy::ArtefactCopy() {
  std::string name = (fs::temp_directory_path() / "spark-artefact-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  parent_ = name;
  path_ = parent_ + "/v1.8-b0";
  fs::copy(shipped_artefact(), path_);
}

ArtefactCopy::~ArtefactCopy() {
  std::error_code ignored;
  fs::remove_all(parent_, ignored);
}

std::string ArtefactCopy::read(const std::string& file) const {
  return spark::test::read_file(path_ + "/" + file);
}

void ArtefactCopy::write(const std::string& file, const std::string& text) const {
  std::ofstream(path_ + "/" + file, std::ios::binary) << text;
}

void ArtefactCopy::remove(const std::string& file) const {
  fs::remove_all(path_ + "/" + file);
}

void ArtefactCopy::replace(const std::string& file, const std::string& from,
                           const std::string& to) const {
  std::string text = read(file);
  const size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error(file + " does not contain " + from);
  write(file, text.replace(at, from.size(), to));
}

void ArtefactCopy::sign() const {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) {
    if (entry.path().filename() != "SHA256SUMS") names.insert(entry.path().filename().string());
  }
  std::string sums;
  for (const std::string& name : names) {
    sums += base::sha256_hex(read(name)) + "  " + name + "\n";
  }
  write("SHA256SUMS", sums);
}

}  // namespace spark::testing
