// LatchFile: which switches were thrown to their safe values, in a file that never grows.
//
// The file is `state_dir/latches`: slots of slot_bytes, written in place, so that a full disk loses
// none and a torn write damages one at most. A slot is a line of JSON, padded with blanks and ended
// by a newline, for people to read:
//   {"flag":"p.weight","by":"/verb","utc_ms":1700000000000,"keyless":true,"sequence":17,
//    "check":"9f86d081884c7d65"}
// `check` is the beginning of the SHA-256 of the line without that member. An empty slot is blank.
//
// What is written is there for whoever reads the file next, kill -9 included; after a loss of power
// it is there once sync() has returned.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace spark::store {

inline constexpr size_t latch_slot_bytes = 512;
inline constexpr size_t latch_slots = 1024;

struct LatchSlot {
  std::string flag;    // at most 96 bytes
  std::string by;      // the action; cut to 128 bytes
  int64_t utc_ms = 0;  // when
  bool keyless = false;
  uint64_t sequence = 0;  // of the action's record in the chain; 0: not recorded yet

  bool operator==(const LatchSlot&) const = default;
};

class LatchFile {
 public:
  struct Opened;

  // Makes the file, full of empty slots and on the disk, if need be. Fails for what the system
  // refuses. A slot that cannot be read is reported, and is left as it is until write().
  static base::Result<Opened> open(const std::filesystem::path& state_dir);

  // Makes the file hold these, whatever it held; only slots that differ are written. Fails for what
  // the system refuses, after which the next call writes what this one did not, and for more than
  // latch_slots. By one thread at a time.
  base::Result<void> write(std::span<const LatchSlot> latches);

  // [one thread at a time; may run beside write(); slow]
  base::Result<void> sync();

 private:
  LatchFile(base::File file, std::filesystem::path path, std::vector<std::string> lines)
      : file_(std::move(file)), path_(std::move(path)), lines_(std::move(lines)) {}

  base::File file_;
  std::filesystem::path path_;
  std::vector<std::string> lines_;  // by slot, as the file has them; "": empty
};

struct LatchFile::Opened {
  LatchFile file;
  std::vector<LatchSlot> latches;
  size_t damaged = 0;  // slots that cannot be read
};

}  // namespace spark::store
