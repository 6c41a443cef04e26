// Minutes that outlive the host: durable values, a block of four hours each, so that what is
// written each minute is small.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "spark/durable.h"
#include "spark/log.h"
#include "symbols.h"

namespace features {

// All functions [control].
class Keeping {
 public:
  static constexpr const char* schema = "features.minutes/1";

  Keeping(spark::Host host, Symbols& symbols) : symbols_(symbols), durable_(host), log_(host) {}

  // Joins what was kept with what the histories have, which is newer where they have it. Values
  // that are none are named in the log and left out.
  void restore();
  // Keeps the symbols that have closed a minute since the last time, or all that differ. What the
  // host refuses is tried again the next time.
  void save(bool all_that_differ = false);
  // The next save() keeps all minutes of the symbol, older ones than it has kept, too.
  void keep_whole(const std::string& symbol);

 private:
  // Blocks of a symbol have the numbers of their hours modulo 8; 7 whole ones hold 25 hours.
  static constexpr int64_t block_minutes = 240;
  static constexpr int64_t blocks = 8;

  struct Kept {
    uint32_t number = 0;  // of the symbol, in its values' keys
    int64_t newest_ts = never;
    uint64_t life = 0;
  };

  void restore(uint32_t number);
  void put(const std::string& symbol, Kept& kept, const History& history);
  [[nodiscard]] uint32_t free_number() const;

  Symbols& symbols_;
  const spark::Durable durable_;
  const spark::Log log_;
  std::map<std::string, Kept, std::less<>> kept_;  // by symbol
  uint64_t changes_kept_ = 0;
};

}  // namespace features
