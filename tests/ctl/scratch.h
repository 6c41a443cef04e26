// A folder for one test's files, gone with it.
#pragma once

#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace spark::test {

class Scratch {
 public:
  Scratch() {
    std::random_device random;
    folder_ = std::filesystem::temp_directory_path() /
              ("spark-ctl-" + std::to_string(random()) + std::to_string(random()));
    std::filesystem::create_directory(folder_);
  }
  ~Scratch() {
    std::error_code code;
    std::filesystem::remove_all(folder_, code);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] std::string path(const std::string& name = "") const {
    return (folder_ / name).string();
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
  std::filesystem::path folder_;
};

}  // namespace spark::test
