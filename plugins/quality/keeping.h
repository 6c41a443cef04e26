// What outlives the host: minutes in blocks of a day, and which models they speak of.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kept_bytes.h"
#include "spark/durable.h"
#include "spark/log.h"
#include "spark/pace.h"

namespace quality {

// All functions [control].
class Keeping {
 public:
  static constexpr const char* day_schema = "quality.day/1";
  static constexpr const char* index_schema = "quality.index/1";

  explicit Keeping(spark::Host host) : durable_(host), log_(host), pace_(host, every_ms) {}
  // A timer's period.
  static constexpr uint32_t every_ms = 1'000;

  // What is on the disk. Values that are none are named in the log and left out.
  [[nodiscard]] std::vector<Kept> restore();
  // Puts the minutes that are new, at most once a second of the machine's clock; `all`: at once.
  // What the host refuses is tried again the next time.
  void keep(const std::vector<Track*>& tracks, bool all = false);

 private:
  struct Mark {
    uint32_t number = 0;  // of the lineage's symbol, in its values' keys
    uint64_t life = 0;
    int64_t last_ms = 0;
  };

  void restore(uint32_t number, std::map<std::string, Kept>& found);
  void keep_index(const std::vector<Track*>& tracks);
  void keep_symbol(const Track& track, const Minutes::Symbol& symbol);
  [[nodiscard]] bool number(Mark& mark) const;

  const spark::Durable durable_;
  const spark::Log log_;
  spark::Pace pace_;
  std::map<std::pair<std::string, std::string>, Mark> marks_;  // by lineage and symbol
  std::string index_;                                          // as it was put last
  bool is_full_told_ = false;
};

}  // namespace quality
