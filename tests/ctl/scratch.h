// A temporary folder that writes files, by paths as texts.
#pragma once

#include <zlib.h>

#include <fstream>
#include <string>

#include "support/temporary_folder.h"

namespace spark::test {

class Scratch {
 public:
  [[nodiscard]] std::string path(const std::string& name = "") const {
    return (folder_.path() / name).string();
  }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

  std::string write_gzip(const std::string& name, const std::string& text) const {
    const gzFile file = gzopen(path(name).c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    return path(name);
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace spark::test
