// Whether a chain is what the host wrote: offline, read-only, beside a host at work as well.
//
// Any edit, removal, addition or reordering breaks the hashes. What hashes cannot show is that the
// last records were cut off, or that all was written anew; signed checkpoints and the note of where
// the chain had come to show the first, and a checkpoint or a public key that was kept elsewhere
// the second.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "store/checkpoint.h"
#include "store/head.h"
#include "store/segment.h"

namespace spark::store {

struct VerifyInput {
  std::filesystem::path chain;       // the folder with the segments
  std::filesystem::path checkpoint;  // exported before; "": only the chain's own
  std::filesystem::path key;         // PEM with the public key to trust; "": the chain's own
};

enum class CheckpointState : unsigned char {
  none,         // there is none: records cut off at the end would not be noticed
  matches,      // signed by the right key, and the chain has that record with that hash
  wrong,        // see the flaws
  not_reached,  // signed by the right key; the chain is flawed before that record
};

struct CheckpointFound {
  std::filesystem::path file;
  CheckpointState state = CheckpointState::none;
  Checkpoint checkpoint;  // where it could be read
};

struct VerifyReport {
  std::vector<Flaw> flaws;  // at most one of the records, since those after it mean nothing
  uint64_t segments = 0;
  uint64_t records = 0;  // that are whole and in their place; the last one's sequence
  int64_t first_utc_ms = 0;
  int64_t last_utc_ms = 0;
  std::string last_hash;    // 64 hex digits; zeros if there is no record
  uint64_t torn_bytes = 0;  // of a last record that a crash cut short, or that is being written
  std::vector<CheckpointFound> checkpoints;  // the chain's own, then the one given
  bool is_key_alone = false;  // a host that makes its first checkpoint has it so for a moment
  std::optional<Head> noted;  // beside the chain's folder, if it is there (head.h)

  [[nodiscard]] bool is_whole() const { return flaws.empty(); }
};

// "none", "matches", "wrong", "not reached".
[[nodiscard]] std::string_view name_of(CheckpointState state);

// Never fails: what cannot be read is a flaw. Needs a few MiB, however long the chain is. [slow]
[[nodiscard]] VerifyReport verify(const VerifyInput& input);

}  // namespace spark::store
