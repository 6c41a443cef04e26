// A checkpoint: "the chain had come to record 512, with this hash, at this time", signed. Kept
// somewhere else, it shows later that nothing up to there was changed or cut off.
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

// What the signature is over: a line for the format and for each member but the signature, as
// "seq 512", each with a line feed.
[[nodiscard]] std::string signed_text(const Checkpoint& checkpoint);

[[nodiscard]] std::string checkpoint_json(const Checkpoint& checkpoint);

// From JSON. An error names the member, and what was expected of it. The signature is not checked.
base::Result<Checkpoint> parse_checkpoint(std::string_view json);

// The same from a file; an error names it.
base::Result<Checkpoint> read_checkpoint(const std::filesystem::path& path);

// Whether the signature is the public key's and fits the rest.
[[nodiscard]] bool is_signed(const Checkpoint& checkpoint);

// Whether the chain's folder has a key and no checkpoint, though the one is made for the other.
[[nodiscard]] bool is_key_alone(const std::filesystem::path& folder);
inline constexpr std::string_view key_alone =
    "expected a checkpoint.json beside the key that was made to sign it, found none: it was "
    "removed, unless the host ended between both";

// Where the last checkpoint was made, and where the chain is now.
struct CheckpointProgress {
  uint64_t checkpoint_sequence = 0;
  int64_t checkpoint_ns = 0;  // of the steady clock; when the chain was opened, if none was made
  uint64_t sequence = 0;
  int64_t now_ns = 0;
};

// Whether there are records without a checkpoint, and they are many or old enough.
[[nodiscard]] bool checkpoint_due(const CheckpointProgress& progress);

}  // namespace spark::store
