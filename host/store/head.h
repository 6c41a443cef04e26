// Head: where the chain has come to, noted outside of it, so that a chain that was cut off, deleted
// or written anew since shows at the next start and to whoever verifies it.
//
// The file `state_dir/chain.head` is one line of 105 bytes that is overwritten in place with every
// record: "spark-chain-head-1 <sequence, 20 digits> <hash, 64 hex digits>\n". It is written after
// the record is on the disk and not synced itself, so that it costs no wait: after a loss of power
// it may be older than the chain, never newer. Checkpoints sync it. It proves nothing against who
// can write to both; a checkpoint kept elsewhere does (checkpoint.h).
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

// What the file says; nothing where it is missing or has nothing in it yet.
base::Result<std::optional<Head>> read_head(const std::filesystem::path& file);

// What a note of `head`, kept in `place`, shows of the chain in `folder`, which has come to `tail`:
// "" if the chain goes on from there. [slow]
[[nodiscard]] std::string doubt(const std::filesystem::path& folder, const Head& tail,
                                const Head& head, std::string_view place);

class HeadFile {
 public:
  // Makes the file if it is missing. One process at a time: the one that holds the state folder.
  static base::Result<HeadFile> open(const std::filesystem::path& file);

  base::Result<void> write(const Head& head);
  base::Result<void> sync() { return file_.sync_data(); }

 private:
  explicit HeadFile(base::File file) : file_(std::move(file)) {}

  base::File file_;
};

}  // namespace spark::store
