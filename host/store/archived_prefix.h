// The beginning of a chain that lies in an archive: `chain/archived.json` says so, signed by the
// chain's key. The segments behind it go on from there, and the statement's own record is among
// them (archive_chain.h), so verify.h accepts a chain that begins later than its first record.
//
// It is JSON in one form only:
//   {"format":"spark-archived-1","seq":1804,"hash":"…","utc":"…","boot":"…","public_key":"…",
//    "segments":[{"first":1,"sha256":"…"},…],"signature":"…"}
// where seq and hash are those of the last archived record, and a segment's digest is of its file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/checkpoint.h"
#include "store/segment.h"

namespace spark::store {

inline constexpr std::string_view archived_name = "archived.json";
// The record of a statement: its detail has the digest of the file as `statement`.
inline constexpr const char* chain_archived_action = "evidence.chain_archived";

struct ArchivedSegment {
  uint64_t first = 0;  // sequence of its first record
  std::string sha256;  // of the segment's file

  friend bool operator==(const ArchivedSegment&, const ArchivedSegment&) = default;
};

struct ArchivedPrefix {
  Checkpoint end;  // the last archived record; the signature is over signed_text() of all of it
  std::vector<ArchivedSegment> segments;  // all of them, from record 1 on

  [[nodiscard]] bool covers(uint64_t first) const { return first <= end.sequence; }
};

[[nodiscard]] std::string signed_text(const ArchivedPrefix& prefix);
[[nodiscard]] std::string prefix_json(const ArchivedPrefix& prefix);
// What a record of the statement names.
[[nodiscard]] std::string statement_digest(const ArchivedPrefix& prefix);
// Accepts what prefix_json() writes, and nothing else. Does not check the signature.
[[nodiscard]] base::Result<ArchivedPrefix> parse_prefix(std::string_view text);
[[nodiscard]] bool is_signed(const ArchivedPrefix& prefix);

// The statement of the chain in `folder`, signed as it says; nothing if there is none. An error
// names the file. Whose key it is, verify.h compares.
[[nodiscard]] base::Result<std::optional<ArchivedPrefix>> read_prefix(
    const std::filesystem::path& folder);

// Whether the segment's file is gone because it was archived meanwhile.
[[nodiscard]] bool was_archived(const SegmentFile& segment);

// The segments of the chain that are not archived, in order: an interrupted removal leaves some
// that are. Where there is no sound statement, all.
[[nodiscard]] base::Result<std::vector<SegmentFile>, Flaw> live_segments(
    const std::filesystem::path& folder);

// How the chain's beginning contradicts its statement, or the want of one; "" if it does not.
[[nodiscard]] std::string doubt_of_beginning(const std::filesystem::path& folder);

}  // namespace spark::store
