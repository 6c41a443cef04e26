// LatchFile: the latches that keep flags at their safe values, in a file that never grows.
//
// The file is `state_dir/latches`: slots of latch_slot_bytes, written in place, so that a full disk
// loses no latch and a torn write damages one at most. A slot is a line of JSON for people to read,
// padded with blanks and ended by a newline:
//   {"flag":"p.weight","by":"/verb","utc_ms":1700000000000,"keyless":true,"sequence":17,
//    "check":"9f86d081884c7d65"}
// `check` is the beginning of the SHA-256 of the line without that member. An empty slot is blank.
//
// Written slots survive kill -9. They survive a loss of power once sync() has returned.
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

  // Makes the file, full of empty slots and on the disk, if it is missing. Fails if the system
  // refuses a call. A slot that cannot be read is reported, and stays as it is until write().
  static base::Result<Opened> open(const std::filesystem::path& state_dir);

  // Makes the file hold exactly these latches; writes only slots that differ. Fails for more than
  // latch_slots, for a flag's name that is too long, and if the system refuses a call; the next
  // call then writes the rest. By one thread at a time.
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
