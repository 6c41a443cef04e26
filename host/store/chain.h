// Chain: the one record of what was done and what was found out, in which nothing can be changed
// afterwards without being noticed.
//
// Each record holds the hash of the one before it (record.h), in append-only segment files below
// `state_dir/chain/` (segment.h). A risky action is recorded durably before it is applied, so
// append() returns only when the record is on the disk. Checkpoints, signed with a key made on
// first need, show where the chain had come to (checkpoint.h), and so does a note beside the
// chain's folder (head.h); verify.h checks all of it offline.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/hex.h"
#include "store/checkpoint.h"
#include "store/head.h"
#include "store/record.h"

namespace spark::store {

struct ChainOptions {
  // What the monotonic times belong to, at most 64 visible characters; "": asked of the kernel.
  std::string boot;
  // A segment that would grow beyond is followed by another, unless it has no record yet.
  uint64_t segment_bytes_max = 4 * 1024 * 1024;
};

// What others may cite.
struct Receipt {
  uint64_t sequence = 0;
  std::string hash;  // 64 hex digits
};

class Chain {
 public:
  struct Opened;

  // Creates the folder and the first segment if need be, and takes the lock on the state folder,
  // which is held until the chain is destroyed. Cuts off a torn last record, which nobody was told
  // was recorded. Fails, naming file and byte, if another process holds the lock, if the last
  // segment is not whole otherwise, if the chain ends before its last checkpoint, and for whatever
  // the system refuses. Earlier segments are verify.h's matter.
  static base::Result<Opened> open(const std::filesystem::path& state_dir,
                                   const ChainOptions& options = {});

  // Adds the record and waits until it is on the disk. On failure nothing was recorded: the file is
  // taken back to the last record that is known to be on the disk. Where even that fails, it is
  // tried again before the next append, which fails if it must. Slow; by one thread at a time.
  base::Result<Receipt> append(const Record& record);

  // The same for several, with one wait: all are recorded or none. A crash, though, may leave the
  // first ones of a batch that nobody was told was recorded. They lie in one segment.
  base::Result<std::vector<Receipt>> append(std::span<const Record> records);

  // Signs where the chain is, and writes that to chain/checkpoint.json, whole or not at all. What
  // is signed is on the disk. Slow; by one thread at a time.
  base::Result<Checkpoint> checkpoint();

  // Of the last record; 0: none yet.
  [[nodiscard]] Head head() const { return {tail_.sequence, hash()}; }
  [[nodiscard]] uint64_t sequence() const { return tail_.sequence; }
  [[nodiscard]] std::string hash() const { return base::to_hex(tail_.hash); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  struct Tail {
    uint64_t sequence = 0;
    Hash hash{};
    uint64_t bytes = 0;    // of the segment, up to where it is known to be on the disk
    bool is_empty = true;  // no record in this segment yet
  };

  Chain(base::File lock, std::filesystem::path folder, ChainOptions options)
      : lock_(std::move(lock)), folder_(std::move(folder)), options_(std::move(options)) {}

  base::Result<uint64_t> find_tail();
  [[nodiscard]] base::Error contradiction(const std::string& found, uint64_t covered) const;
  base::Result<void> begin_segment();
  base::Result<void> write(std::string_view bytes);
  base::Result<void> settle();
  std::vector<std::string> compare_with_notes(const std::filesystem::path& state_dir);
  void note_head();

  base::File lock_;
  std::filesystem::path folder_;  // state_dir/chain
  ChainOptions options_;
  base::File segment_;
  Tail tail_;
  bool is_settled_ = true;  // the segment ends where `tail_` says
  std::optional<HeadFile> head_file_;
  bool is_noted_ = true;  // the last record, in the head file
};

struct Chain::Opened {
  Chain chain;
  uint64_t cut_bytes;  // of a torn last record that was cut off; 0: the chain was whole
  // What lies beside the chain and contradicts it: it was cut off, removed or written anew. It goes
  // on from what is there all the same, since answers matter more; whoever opened it says so.
  std::vector<std::string> doubts;
};

// "unknown" if the kernel does not tell.
[[nodiscard]] std::string kernel_boot_id();

}  // namespace spark::store
