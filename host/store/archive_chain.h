// Archiving the beginning of a chain while its host runs: whole segments, up to a record that a
// signed checkpoint covers.
//
// The order: pack, compare, sign a statement, verify all of it from the archive, put it on record,
// write the statement beside the chain, and only then remove. So a kill at any moment leaves a
// chain that verifies: all of it, or what goes on behind the statement. The next run finishes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "store/archived_prefix.h"
#include "store/chain.h"
#include "store/segment.h"

namespace spark::store {

// Of one run, so that its record has room for their digests.
inline constexpr size_t archived_at_once_max = 400;

struct PrefixTerms {
  int64_t older_than_utc_ms = 0;  // all records of a segment must be
  uint64_t until = 0;             // and none behind this one; 0: no such limit
};

struct PrefixPlan {
  std::vector<SegmentFile> leftovers;  // archived and on record; their removal was interrupted
  std::vector<SegmentFile> segments;   // to be archived
  uint64_t from = 0;                   // the first record in them …
  uint64_t until = 0;                  // … and the last, whose …
  std::string hash;                    // … hash this is
  std::string held_by;  // why not more, in words: "record 7 is of today", …; "": by the terms
};

// What may go. The chain must be whole, and the files beside it as recorded; an error says what is
// not. Nothing is written. [slow]
[[nodiscard]] base::Result<PrefixPlan> plan_prefix(const std::filesystem::path& state_dir,
                                                   const PrefixTerms& terms);

struct PrefixHooks {
  // Puts the JSON on record as chain_archived_action by the host of this chain.
  std::function<base::Result<Receipt>(const std::string& record)> put_on_record;
  // Called before each step, with its name; for tests.
  std::function<void(std::string_view step)> before = [](std::string_view) {};
};

// Held while one run archives, so that a second one waits for nobody and fails. Another user than
// the host's is refused: the host could not read the statement.
[[nodiscard]] base::Result<base::File> lock_archiving(const std::filesystem::path& state_dir);

// Does it. An error says how far it came; what was not removed stays where it is. [slow]
[[nodiscard]] base::Result<void> archive_prefix(const std::filesystem::path& state_dir,
                                                const PrefixPlan& plan,
                                                const std::filesystem::path& archive,
                                                const PrefixHooks& hooks);

}  // namespace spark::store
