// The segment files of the chain, and a reader of their records.
//
// A segment is named after the sequence of its first record, with 20 digits, and begins with 48
// bytes: "SPKCHN1\n", that sequence (u64), and the hash of the last record before it (32 bytes;
// zeros for the first segment). Records follow until the file's end; see record.h.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "store/record.h"

namespace spark::store {

// A place where the chain is not as the host wrote it. A file that cannot be read is a flaw, too,
// since nothing vouches for it.
struct Flaw {
  std::filesystem::path file;
  uint64_t byte = 0;
  uint64_t sequence = 0;  // of the record that is there or should be; 0: not about a record
  std::string what;       // the expectation and the finding

  // "<file>: byte 48, record 1: <what>"
  [[nodiscard]] std::string text() const;
};

// Makes Result::value() throw if the result is a flaw. Tests use this.
[[noreturn]] void throw_exception_from_error(const Flaw& flaw, const boost::source_location&);

inline constexpr size_t segment_header_bytes = 48;

[[nodiscard]] std::string segment_header(uint64_t first, const Hash& previous);
[[nodiscard]] std::string segment_name(uint64_t first);

struct SegmentFile {
  uint64_t first = 0;  // sequence, as the name has it
  std::filesystem::path path;
};

// In order. A file that ends in ".seg" and is not named like a segment is a flaw; other files are
// ignored.
[[nodiscard]] base::Result<std::vector<SegmentFile>, Flaw> list_segments(
    const std::filesystem::path& folder);

enum class ReadProgress : unsigned char {
  record,  // the next record is in entry()
  end,     // the file ends behind the last record
  torn,    // the file ends within a record, after a crash or while a host writes
};

// Checks all that one segment can show: its header against its name, each record against its own
// hash and against the one before. Needs 2 MiB of memory. May read while a host appends, since it
// reads the file in order. By one thread at a time.
class SegmentReader {
 public:
  static base::Result<SegmentReader, Flaw> open(const SegmentFile& segment);
  // The same of a file that is open; flaws name the segment's path.
  static base::Result<SegmentReader, Flaw> read(base::File file, const SegmentFile& segment);

  base::Result<ReadProgress, Flaw> next();

  [[nodiscard]] const Entry& entry() const { return entry_; }
  // Where the record of entry() begins; before the first call, where the first record will.
  [[nodiscard]] uint64_t entry_byte() const { return entry_byte_; }
  // Behind the last whole record.
  [[nodiscard]] uint64_t end_byte() const { return end_byte_; }
  [[nodiscard]] uint64_t torn_bytes() const { return torn_bytes_; }
  // Of the last whole record: of this segment, or as the header gives it.
  [[nodiscard]] const Hash& last_hash() const { return last_hash_; }
  [[nodiscard]] uint64_t last_sequence() const { return last_sequence_; }

 private:
  SegmentReader(base::File file, SegmentFile segment)
      : file_(std::move(file)), segment_(std::move(segment)) {}

  [[nodiscard]] Flaw flaw(const std::string& what) const;
  base::Result<std::string_view, Flaw> rest();
  [[nodiscard]] base::Result<ReadProgress, Flaw> judge(std::string_view rest, size_t body,
                                                       const std::string& what);
  base::Result<ReadProgress, Flaw> take(std::string_view bytes);

  base::File file_;
  SegmentFile segment_;
  std::string buffer_;
  uint64_t buffer_byte_ = segment_header_bytes;  // where `buffer_` is in the file
  bool is_all_read_ = false;                     // the file ended where `buffer_` ends
  Entry entry_;
  uint64_t entry_byte_ = segment_header_bytes;
  uint64_t end_byte_ = segment_header_bytes;
  uint64_t torn_bytes_ = 0;
  Hash last_hash_{};
  uint64_t last_sequence_ = 0;
};

}  // namespace spark::store
