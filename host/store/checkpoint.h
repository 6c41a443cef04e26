// A checkpoint: "the chain had come to record 512, with this hash, at this time", signed. A copy
// kept elsewhere shows later that no record up to there was changed or cut off.
//
// It is a small JSON text:
//   {"format":"spark-checkpoint-1","seq":512,"hash":"…","utc":"2024-05-31T23:59:59.123Z",
//    "boot":"…","public_key":"…","signature":"…"}
// in lower-case hex: the key 32 bytes, the signature (Ed25519) 64 bytes, over signed_text().
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace spark::store {

inline constexpr uint64_t checkpoint_records_max = 256;  // without a checkpoint
inline constexpr int64_t checkpoint_wait_ns_max = 3'600'000'000'000;
inline constexpr uint64_t checkpoint_bytes_max = 4 * 1024;  // of a file that may be one
inline constexpr std::string_view checkpoint_name = "checkpoint.json";

struct Checkpoint {
  uint64_t sequence = 0;
  std::string hash;        // 64 hex digits; zeros for sequence 0
  std::string utc;         // ISO 8601
  std::string boot;        // which boot of the machine
  std::string public_key;  // 64 hex digits
  std::string signature;   // 128 hex digits
};

// The text that is signed: a line for the format and for each member but the signature, such as
// "seq 512", each with a line feed.
[[nodiscard]] std::string signed_text(const Checkpoint& checkpoint);

[[nodiscard]] std::string checkpoint_json(const Checkpoint& checkpoint);

// Parses JSON. An error names the member and the expectation. Does not check the signature.
base::Result<Checkpoint> parse_checkpoint(std::string_view json);

// The same from a file; an error names it.
base::Result<Checkpoint> read_checkpoint(const std::filesystem::path& path);

// Whether the public key made the signature, over the other members.
[[nodiscard]] bool is_signed(const Checkpoint& checkpoint);

// Whether the chain's folder has a key but no checkpoint. The host makes a key only to sign one.
[[nodiscard]] bool is_key_alone(const std::filesystem::path& folder);
inline constexpr std::string_view key_alone =
    "expected a checkpoint.json beside the key that was made to sign it, found none: it was "
    "removed, unless the host ended between both";

// The last checkpoint, and the chain's present end.
struct CheckpointProgress {
  uint64_t checkpoint_sequence = 0;
  int64_t checkpoint_ns = 0;  // of the steady clock; when the chain was opened, if none was made
  uint64_t sequence = 0;
  int64_t now_ns = 0;
};

// Whether there are records without a checkpoint, and they are many or old enough.
[[nodiscard]] bool checkpoint_due(const CheckpointProgress& progress);

}  // namespace spark::store
