// The histories of all symbols, and what requests do with them. Shared by the stages of a plugin
// object.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrival.h"
#include "spark/bytes.h"
#include "spark/clock.h"
#include "spark/keyed.h"
#include "spark/metrics.h"
#include "stretch.h"

namespace features {

class Symbols {
 public:
  // The most that are possible: each takes 8 durable values of the 1,024 that a plugin may have.
  static constexpr uint32_t most = 120;

  // `only`: the symbols that may have a history; empty: those that come first. [builder]
  Symbols(spark::Host host, uint32_t capacity, std::vector<std::string> only);

  // Whether the symbol may have a history, as far as its name goes. [any]
  [[nodiscard]] bool admits(std::string_view symbol) const;

  struct Seen {
    Arrival arrival;
    Windows windows;  // only where the snapshot is answered
    bool is_answered = false;
  };
  // A request's snapshot with a plausible time and a mid. Where `keeps` is false it leaves the
  // histories alone. Does not allocate. [worker]
  Seen look(std::string_view symbol, int64_t ts, const Minute& values, bool keeps);
  // Counts a snapshot that has no place in a history. [worker]
  void count(Arrival arrival) const { arrivals_[static_cast<size_t>(arrival)].add(); }

  // How often a minute was closed, or a history begun. [any]
  [[nodiscard]] uint64_t changes() const { return changes_.load(std::memory_order_relaxed); }
  // Calls call(symbol, history) with copies, in the order in which the symbols came.
  // [any but workers]
  template <class Call>
  void each(Call&& call) const {
    histories_.each(call);
  }
  [[nodiscard]] std::optional<History> read(std::string_view symbol) const {
    return histories_.read(symbol);
  }
  [[nodiscard]] uint32_t capacity() const { return histories_.capacity(); }

  // See join(). False if there is no room, or the symbol is not admitted. [control, builder]
  bool join(std::string_view symbol, const Stretch& other, const Stretch& stale = {});

  // The state that an exchange of plugin objects keeps; see spark/handover.h. [builder]
  void save(spark::ByteWriter& out) const;
  void load(spark::ByteReader& in);
  void merge(spark::ByteReader& before, spark::ByteReader& after);

  // Symbols whose windows over mids are all ready, the others, and the most minutes that one of
  // these needs. [any but workers]
  struct Readiness {
    double ready = 0;
    double warming = 0;
    double minutes_left = 0;
  };
  [[nodiscard]] Readiness readiness() const;

 private:
  Arrival take(History& history, int64_t ts, const Minute& values);
  [[nodiscard]] double ready() const { return readiness().ready; }
  [[nodiscard]] double warming() const { return readiness().warming; }
  [[nodiscard]] double seconds_left() const { return 60 * readiness().minutes_left; }

  spark::Keyed<History> histories_;
  const std::vector<std::string> only_;
  const spark::Clock clock_;
  const std::array<spark::Counter, static_cast<size_t>(Arrival::count_)> arrivals_;
  std::atomic<uint64_t> changes_{0};
};

}  // namespace features
