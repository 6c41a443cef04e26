// What workers read and write: the switch, and the counts.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "key.h"
#include "spark/flag.h"
#include "spark/host.h"
#include "spark/lineages.h"
#include "spark/models.h"
#include "spark/per_worker.h"
#include "spark/window.h"
#include "sums.h"
#include "times.h"

namespace canary {

// 64 s of slots: what the control thread has not read by then is lost.
using Slots = spark::Window<Sums, 128>;

struct Counted {
  Slots slots{slot_ms};    // by the requests' own time
  Times times;             // the candidate's, of selected ones
  Times production_times;  // of all pairs
  KeySample keys;
};

// The models under test, as the stage that decides names them.
struct Pair {
  std::string lineage;
  bool primary = true;
  std::string production;
  std::string candidate;
  bool same_target = false;

  friend bool operator==(const Pair&, const Pair&) = default;
};

class Arms {
 public:
  Arms(spark::Host host, std::string lineage)
      : expected_lineage(std::move(lineage)),
        weight(host, "weight", 0, 0),
        lineages(host),
        models(host),
        counted(host.workers()) {}

  // Of the stages, as the settings say; "": not said.
  const std::string expected_lineage;

  // 0, the safe value: closed. Otherwise one more than the share, in millionths, whose answers are
  // the candidate's: 1 in observe-only. An abort moves it, and binds the next request of every
  // worker of every generation.
  const spark::Flag weight;
  const spark::Lineages lineages;
  const spark::Models models;
  // Which share counts as the canary's, in millionths. Follows the flag within a moment.
  std::atomic<uint32_t> split_ppm{0};
  // What times are compared with: of the plan.
  std::atomic<double> slo_ms{80};
  std::atomic<double> limit_ms{120};

  spark::PerWorker<Counted> counted;

  // The models of a stage that decides; all of them are of one lineage, and of the one that
  // the settings name. Throws spark::Error otherwise. [builder]
  void serves(const Pair& pair);
  // Production's, of all pairs since the object was made. [control]
  [[nodiscard]] std::optional<double> production_p95_ms() const;
  // The candidate's, of selected ones since the object was made. [control]
  [[nodiscard]] std::array<uint64_t, TimeSketch::cells> times_now() const;
  // So many different keys at least. [control]
  [[nodiscard]] size_t distinct_keys() const;
  // None before the first stage was made. [any but workers]
  [[nodiscard]] std::optional<Pair> pair() const {
    const std::lock_guard held(mutex_);
    return pair_;
  }

 private:
  mutable std::mutex mutex_;  // no worker takes it
  std::optional<Pair> pair_;
};

}  // namespace canary
