// Chain: the one record of actions and findings. Every later change to it is noticed.
//
// Each record holds the hash of the one before it (record.h), in append-only segment files below
// `state_dir/chain/` (segment.h). A risky action is recorded durably before it is applied, so
// append() returns only when the record is on the disk. Checkpoints, signed with a key made on
// first need, show how far the chain had come (checkpoint.h), and so does the head file beside the
// chain's folder (head.h). verify.h checks all of it offline.
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
  // The boot that the monotonic times belong to, at most 64 visible characters; "": the kernel's.
  std::string boot;
  // A record that would make a segment larger than this begins another, unless it is the first.
  uint64_t segment_bytes_max = 4 * 1024 * 1024;
};

// Names a record, so that others can cite it.
struct Receipt {
  uint64_t sequence = 0;
  std::string hash;  // 64 hex digits
};

class Chain {
 public:
  struct Opened;

  // Creates the folder and the first segment if they are missing. Takes the lock on the state
  // folder and holds it until the chain is destroyed. Cuts off a torn last record, which no caller
  // was told was recorded. Fails, naming the place, if another process holds the lock, if the last
  // segment has any other flaw, if the chain contradicts its last checkpoint, or if the system
  // refuses a call. verify.h checks earlier segments.
  static base::Result<Opened> open(const std::filesystem::path& state_dir,
                                   const ChainOptions& options = {});

  // Adds the record and waits until it is on the disk. On failure nothing was recorded: the file is
  // cut back to the last record known to be on the disk. If the cut fails, too, the next append
  // tries it again, and fails if it must. Slow; by one thread at a time.
  base::Result<Receipt> append(const Record& record);

  // The same for several records, with one wait: all are recorded or none. A crash, though, may
  // leave the first records of a batch that was not reported as recorded. They lie in one segment.
  base::Result<std::vector<Receipt>> append(std::span<const Record> records);

  // Signs the chain's last record, and writes the checkpoint to chain/checkpoint.json, whole or not
  // at all. The signed records are on the disk. Slow; by one thread at a time.
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
  bool is_noted_ = true;  // the head file has the last record
};

struct Chain::Opened {
  Chain chain;
  uint64_t cut_bytes;  // of a torn last record that was cut off; 0: the chain was whole
  // How the files beside the chain contradict it: it was cut off, removed or written anew. The
  // chain goes on all the same, since answers matter more; the caller of open() reports the doubts.
  std::vector<std::string> doubts;
};

// "unknown" if the kernel does not tell.
[[nodiscard]] std::string kernel_boot_id();

}  // namespace spark::store
