// The pairs of models that were compared within a day, each by lineage and digests: what workers
// count of them goes into their windows, and these outlive exchanges and the host.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pair_history.h"
#include "spark/durable.h"
#include "spark/handover.h"
#include "spark/log.h"

namespace shadow {

using spark::stats::PairedModel;

struct PairOf {
  std::string lineage;
  PairedModel production, candidate;
  bool same_target = false;

  friend auto operator<=>(const PairOf&, const PairOf&) = default;
};

struct WatchedPair {
  WatchedPair(PairOf identity, uint32_t workers) : of(std::move(identity)), counted(workers) {}

  const PairOf of;
  spark::PerWorker<PairCounts> counted;  // [worker: its own]
  // Guarded by the mutex of WatchedPairs.
  PairHistory history;
  PairSums taken_sums;
  Spreads<uint64_t> taken;
  std::set<int64_t> due;         // hours that are not on the disk
  std::optional<uint32_t> slot;  // of the disk's
};

class WatchedPairs {
 public:
  static constexpr const char* schema = "shadow.pair/2";
  static constexpr uint32_t slots = 16;

  WatchedPairs(uint32_t workers, spark::Durable durable, spark::Log log)
      : workers_(workers), durable_(durable), log_(log) {}

  // Kept as long as a stage has it, and a day longer. [builder]
  [[nodiscard]] std::shared_ptr<WatchedPair> made(const PairOf& of);

  // Takes what was counted since the last call into the windows that end then; true if there was
  // something. [control]
  bool take(int64_t now_ms);
  struct Told {
    PairOf of;
    std::vector<Figure> figures;
    PairDay day;  // that those of 24 hours are computed from
  };
  [[nodiscard]] std::vector<Told> told(int64_t now_ms);  // [control]

  // Of the disk: what has changed, and everything as it was kept. [control]
  void keep();
  void restore(int64_t now_ms, bool with_windows);

  // What an exchange of plugin objects keeps. [builder]
  void save(spark::ByteWriter& out, int64_t now_ms) const;
  struct Saved {
    PairHistory::Buckets hours, minutes;
  };
  using All = std::map<PairOf, Saved>;
  [[nodiscard]] static All read(spark::ByteReader& in);
  // What was counted between two saves. Throws spark::Error where that is less than nothing.
  [[nodiscard]] static All difference(const All& before, All after);
  void replace(All all);
  void add(const All& more);

 private:
  WatchedPair& of(const PairOf& of);
  void take_one(WatchedPair& pair, int64_t now_ms);
  bool number(WatchedPair& pair);
  void keep_one(WatchedPair& pair);
  void restore_one(uint32_t slot, const std::string& key, bool is_hour, All& found,
                   std::map<PairOf, uint32_t>& slots_of);

  const uint32_t workers_;
  const spark::Durable durable_;
  const spark::Log log_;
  mutable std::mutex mutex_;  // no worker takes it
  std::map<PairOf, std::shared_ptr<WatchedPair>> all_;
  bool is_full_told_ = false;
};

}  // namespace shadow
