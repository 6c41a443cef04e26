// Journal: what operators did, one JSON line per action, in an append-only file that survives a
// crash.
//
// A risky action is recorded durably before it is applied, so append() returns only when the line
// is on the disk. The file is `actions.jsonl` in the state folder; each line is
//   {"seq":7,"utc":"2024-05-31T23:59:59.123Z","actor":"…","action":"…","object":"…","result":"…",
//    "detail":"…"}
// (not folded), with seq from 1, without gaps. The folder belongs to one process at a time (flock
// on the file `lock`).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "store/file.h"

namespace spark::store {

inline constexpr size_t action_field_bytes_max = 4 * 1024;  // longer texts are cut
// Five such fields, at six bytes for each byte escaped, and the rest of the line.
inline constexpr size_t line_bytes_max = 128 * 1024;
static_assert(5 * 6 * action_field_bytes_max < line_bytes_max);

struct Action {
  std::string actor;   // who asked: "admin", "loopback", "signal" …
  std::string action;  // the verb, such as "swap"
  std::string object;  // what it was done to, such as a model's name
  std::string result;  // "asked", "done", "refused", "failed"
  std::string detail;  // for people; may be ""
};

class Journal {
 public:
  struct Opened;

  // Creates the folder and the file if need be, and takes the lock, which is held until the journal
  // is destroyed. Fails, naming the file, if another process holds the lock, for a last whole line
  // that is not this journal's, and for whatever the system refuses.
  static base::Result<Opened> open(const std::filesystem::path& state_dir);

  // Writes the action as the next line and waits until it is on the disk. On failure nothing was
  // recorded: what was written of the line is taken back. If even that fails, or the disk does not
  // confirm, what the file holds is not known, and every later append fails until the journal is
  // opened anew. [one thread at a time; slow]
  base::Result<void> append(const Action& action);

  // Of the last line; 0: none yet.
  [[nodiscard]] uint64_t sequence() const { return sequence_; }

 private:
  Journal(File lock, File file, std::filesystem::path path, uint64_t sequence, uint64_t bytes)
      : lock_(std::move(lock)),
        file_(std::move(file)),
        path_(std::move(path)),
        sequence_(sequence),
        bytes_(bytes) {}

  [[nodiscard]] std::string line_of(const Action& action) const;

  File lock_;
  File file_;
  std::filesystem::path path_;
  uint64_t sequence_;
  uint64_t bytes_;  // of whole lines
  bool lost_ = false;
};

struct Journal::Opened {
  Journal journal;
  uint64_t
      cut_bytes;  // of a torn last line, left by a crash, that was cut off; 0: the file was whole
};

}  // namespace spark::store
