// A state folder of its own for one test, and what tests do with files.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "store/chain.h"
#include "store/verify.h"
#include "support/catch.h"
#include "support/file_text.h"

namespace spark::store {

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/spark-store-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::filesystem::path path() const { return path_; }
  [[nodiscard]] std::filesystem::path chain() const { return path_ / "chain"; }
  [[nodiscard]] std::filesystem::path segment(uint64_t first) const {
    return chain() / segment_name(first);
  }
  // What shows without the note beside the chain.
  void forget_head() const { std::filesystem::remove(path_ / head_name); }
  [[nodiscard]] VerifyReport verified() const { return verify({chain(), {}, {}}); }

 private:
  std::filesystem::path path_;
};

using spark::test::read_file;

inline void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

// In place, since file systems sync a file that is truncated and written again.
inline void write_byte(const std::filesystem::path& path, size_t at, char byte) {
  std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(static_cast<std::streamoff>(at));
  out.put(byte);
}

inline Record swap_of(const std::string& object) {
  return {"admin", "swap", object, {}, "done", ""};
}

// One record to a segment.
inline const ChainOptions tiny_segments{"boot-of-the-test", 1};

// Opens, appends one record for each object, and closes.
inline void append_all(const Folder& folder, const std::vector<std::string>& objects,
                       const ChainOptions& options = {}) {
  auto opened = Chain::open(folder.path(), options).value();
  for (const std::string& object : objects) opened.chain.append(swap_of(object)).value();
}

inline Checkpoint make_checkpoint(const Folder& folder) {
  return Chain::open(folder.path()).value().chain.checkpoint().value();
}

// Every record, in order; the chain must be whole.
inline std::vector<Entry> entries_of(const Folder& folder) {
  std::vector<Entry> entries;
  for (const SegmentFile& file : list_segments(folder.chain()).value()) {
    auto reader = SegmentReader::open(file).value();
    while (reader.next().value() == ReadProgress::record) entries.push_back(reader.entry());
  }
  return entries;
}

}  // namespace spark::store
