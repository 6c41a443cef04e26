// A copy of configs/models/v1.8-b0 in a folder of its own, to be damaged.
#pragma once

#include <filesystem>
#include <string>

namespace spark::testing {

[[nodiscard]] std::string shipped_artefact();

class ArtefactCopy {
 public:
  ArtefactCopy();
  ~ArtefactCopy();
  ArtefactCopy(const ArtefactCopy&) = delete;
  ArtefactCopy& operator=(const ArtefactCopy&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string read(const std::string& file) const;
  void write(const std::string& file, const std::string& text) const;
  void remove(const std::string& file) const;
  // Replaces the first `from`; throws if there is none.
  void replace(const std::string& file, const std::string& from, const std::string& to) const;
  // Writes SHA256SUMS anew for the files that are there, as somebody would who signs what they
  // changed.
  void sign() const;

 private:
  std::string parent_;
  std::string path_;
};

}  // namespace spark::testing
