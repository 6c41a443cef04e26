// One record of the chain, and its bytes: canonical, so that one record has one hash.
//
// All numbers are big-endian. A text is u32 length, then its bytes.
//   u32 length       of the bytes behind the next field, the hash included
//   u32 ~length      so that a changed length is not taken for a record that was cut short
//   u64 sequence     from 1, without gaps
//   i64 utc          milliseconds since 1970
//   i64 steady       nanoseconds of the monotonic clock, comparable within one boot
//   text boot, actor, action, object
//   u32 count of digests, for each: text name, 32 bytes SHA-256
//   text result, detail
//   32 bytes         hash of the record before; 32 zero bytes for the first record
//   32 bytes         SHA-256 of all bytes above, the first length included
// docs/chain.md has an example.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"

namespace spark::store {

// Longer texts are cut and end in "…"; more digests are refused, since each stands for a file.
inline constexpr size_t field_bytes_max = 4 * 1024;
inline constexpr size_t detail_bytes_max = 256 * 1024;
inline constexpr size_t digest_name_bytes_max = 256;
inline constexpr size_t digests_max = 256;

using Hash = base::Sha256Bytes;

struct Digest {
  std::string name;    // of the file or library
  std::string sha256;  // 64 lower-case hex digits
};

struct Record {
  std::string actor;            // who asked: "http", "user <name>", "loopback", "signal" …
  std::string action;           // the verb, such as "swap"
  std::string object;           // the thing acted on, such as a model's name
  std::vector<Digest> digests;  // of the files involved
  std::string result;           // "asked", "done", "refused", "failed"
  std::string detail;           // for people, or a document of evidence; may be ""
};

// A record with its place in the chain.
struct Entry {
  uint64_t sequence = 0;
  int64_t utc_ms = 0;
  int64_t steady_ns = 0;
  std::string boot;  // which boot `steady_ns` belongs to
  Record record;
  Hash previous{};
  Hash hash{};
};

inline constexpr size_t frame_bytes = 8;  // both lengths
// Of the bytes behind the lengths.
inline constexpr size_t body_bytes_min = 3 * 8 + 7 * 4 + 2 * 32;
inline constexpr size_t body_bytes_max = body_bytes_min + 5 * field_bytes_max + detail_bytes_max +
                                         digests_max * (4 + digest_name_bytes_max + 32);

// Why the chain refuses the record; a success if it accepts the record.
[[nodiscard]] base::Result<void> check(const Record& record);

// Returns the record's bytes. The hash comes last and is also put into `entry.hash`. Texts are cut
// to their limits. The record must pass check().
[[nodiscard]] std::string encode(Entry& entry);

// The body's length according to the first `frame_bytes` of a record; 0 if the two lengths disagree
// or are out of bounds.
[[nodiscard]] size_t body_bytes_of(std::string_view frame);

// Decodes all bytes of a record; the caller has compared the hash. An error names the byte of the
// record, counted from 0, that does not follow the format.
[[nodiscard]] base::Result<Entry> decode(std::string_view bytes);

}  // namespace spark::store
