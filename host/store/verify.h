// Whether a chain is as the host wrote it. Works offline, read-only, and beside a running host.
//
// Any edit, removal, addition or reordering breaks the hashes. Hashes cannot show that the last
// records were cut off, or that the whole chain was written anew. Signed checkpoints and the head
// file show the first; a checkpoint or a public key that was kept elsewhere shows the second.
//
// A chain may begin behind records that are archived, if archived.json says so with the key's
// signature, and a later record names that very statement (archived_prefix.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/archived_prefix.h"
#include "store/checkpoint.h"
#include "store/head.h"
#include "store/segment.h"

namespace spark::store {

struct VerifyInput {
  std::filesystem::path chain;       // the folder with the segments
  std::filesystem::path checkpoint;  // exported before; "": only the chain's own
  std::filesystem::path key;         // PEM with the public key to trust; "": the chain's own
  // With the archived segments, which are then verified, too; "": the statement stands for them.
  std::filesystem::path archive = {};
  // Whether to give up, asked for each record; the report then has a flaw that says so.
  std::function<bool()> is_stopped = {};
};

enum class CheckpointState : unsigned char {
  none,         // there is none: records cut off at the end would not be noticed
  matches,      // signed by the right key, and the chain has that record with that hash
  wrong,        // see the flaws
  not_reached,  // signed by the right key; the chain is flawed before that record
  archived,     // signed by the right key; the record is archived, and the archive was not read
};

struct CheckpointFound {
  std::filesystem::path file;
  CheckpointState state = CheckpointState::none;
  Checkpoint checkpoint;  // where it could be read
};

struct VerifyReport {
  std::vector<Flaw> flaws;  // at most one of the records, since those after it mean nothing
  uint64_t segments = 0;    // that were read
  std::optional<ArchivedPrefix> archived;  // the statement, where records are archived
  size_t leftovers = 0;                    // archived segments that an interrupted removal left
  uint64_t records = 0;  // that are whole and in their place; the last one's sequence
  int64_t first_utc_ms = 0;
  int64_t last_utc_ms = 0;
  std::string last_hash;    // 64 hex digits; zeros if there is no record
  uint64_t torn_bytes = 0;  // of a last record that a crash cut short, or that is being written
  std::vector<CheckpointFound> checkpoints;  // the chain's own, then the one given
  bool is_key_alone = false;                 // true briefly while a host makes its first checkpoint
  std::optional<Head> noted;                 // beside the chain's folder, if it is there (head.h)

  [[nodiscard]] bool is_whole() const { return flaws.empty(); }
};

// "none", "matches", "wrong", "not reached", "archived".
[[nodiscard]] constexpr std::string_view name_of(CheckpointState state) {
  constexpr std::string_view names[] = {"none", "matches", "wrong", "not reached", "archived"};
  return names[static_cast<size_t>(state)];
}

// Never fails: an unreadable file is a flaw. Needs a few MiB for a chain of any length. [slow]
[[nodiscard]] VerifyReport verify(const VerifyInput& input);

}  // namespace spark::store
