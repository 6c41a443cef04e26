// Head: the chain's last record, noted outside of the chain. It shows, at the next start and to a
// verifier, that the chain was cut off, deleted or written anew.
//
// The file `state_dir/chain.head` is one line of 105 bytes:
// "spark-chain-head-1 <sequence, 20 digits> <hash, 64 hex digits>\n". The host overwrites it in
// place after each record is on the disk, and saves a wait by not syncing it; checkpoints sync it.
// After a loss of power it may be older than the chain, never newer. It proves nothing against an
// attacker who can write to both; a checkpoint kept elsewhere does (checkpoint.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/file.h"

namespace spark::store {

inline constexpr std::string_view head_name = "chain.head";

struct Head {
  uint64_t sequence = 0;  // of the last record; 0: none yet
  std::string hash;       // its hash, 64 hex digits

  friend bool operator==(const Head&, const Head&) = default;
};

[[nodiscard]] std::string head_text(const Head& head);
base::Result<Head> parse_head(std::string_view text);

// The file's content; nothing if the file is missing or empty.
base::Result<std::optional<Head>> read_head(const std::filesystem::path& file);

// Compares `head`, kept in `place`, with the chain in `folder`, whose end is `tail`. Returns "" if
// the chain goes on from `head`, else the contradiction. [slow]
[[nodiscard]] std::string doubt(const std::filesystem::path& folder, const Head& tail,
                                const Head& head, std::string_view place);

class HeadFile {
 public:
  // Makes the file if it is missing. Only the process that holds the state folder may call it.
  static base::Result<HeadFile> open(const std::filesystem::path& file);

  base::Result<void> write(const Head& head);
  base::Result<void> sync() { return file_.sync_data(); }

 private:
  explicit HeadFile(base::File file) : file_(std::move(file)) {}

  base::File file_;
};

}  // namespace spark::store
