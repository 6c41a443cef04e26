// Writes a text as a file, plain or packed as exchanges pack theirs.
#pragma once

#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "ctl/scratch.h"
#include "support/catch.h"
#include "support/file_text.h"

namespace spark::test {

using Members = std::vector<std::pair<std::string, std::string>>;  // name, content

// A zip of those members; encrypted where a password is given.
inline std::string write_zip(const Scratch& scratch, const std::string& name,
                             const Members& members, const char* password = nullptr) {
  const std::string path = scratch.path(name);
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  REQUIRE(archive != nullptr);
  for (const auto& [member, text] : members) {
    zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
    const zip_int64_t index = zip_file_add(archive, member.c_str(), source, 0);
    REQUIRE(index >= 0);
    if (password != nullptr) {
      REQUIRE(zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256,
                                      password) == 0);
    }
  }
  REQUIRE(zip_close(archive) == 0);
  return path;
}

enum class Packing { plain, gzip, zip };

// `stem` and .csv, .csv.gz or .zip; the zip holds stem.csv.
inline std::string write_packed(const Scratch& scratch, const std::string& stem,
                                const std::string& text, Packing packing) {
  switch (packing) {
    case Packing::plain:
      return scratch.write(stem + ".csv", text);
    case Packing::gzip:
      return scratch.write_gzip(stem + ".csv.gz", text);
    case Packing::zip:
      return write_zip(scratch, stem + ".zip", {{stem + ".csv", text}});
  }
  return {};
}

}  // namespace spark::test
