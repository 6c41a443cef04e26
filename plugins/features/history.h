// The minutes of one symbol: a ring of the last 25 hours, and the windows over them.
//
// spark::Keyed holds it: a worker changes it under its entry's lock, and others copy it meanwhile.
// So what is kept is made of cells. What is computed from that is a worker's own, and left out of a
// copy. Nothing allocates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sorted_values.h"
#include "spark/per_worker.h"
#include "timestamp.h"
#include "windows.h"

namespace features {

class History {
 public:
  static constexpr int64_t minutes_max = 1'500;  // the windows need 1,445

  History() = default;
  History(const History& other) : kept_(other.kept_) {}
  History& operator=(const History& other);
  ~History() = default;

  // The newest minute: the open one, which its next snapshot replaces. `never`: there is none.
  [[nodiscard]] int64_t newest() const { return kept_.newest; }
  // The time of the snapshot that it has the values of.
  [[nodiscard]] int64_t newest_ts() const { return kept_.newest_ts; }
  // The oldest minute that is kept; none before it counts. Only where there is a newest one.
  [[nodiscard]] int64_t oldest() const;
  // The values of a minute; without a mid if it is missing.
  [[nodiscard]] Minute at(int64_t minute) const;
  // The mids of the last two minutes before `minute` that are there, the later one first; NaN for
  // one that is not.
  [[nodiscard]] std::array<double, 2> mids_before(int64_t minute) const;
  // Whether a snapshot of `minute` begins another history: there is none, or the gap is too wide.
  [[nodiscard]] bool ends_before(int64_t minute) const {
    return newest() == never || minute - newest() - 1 > gap_minutes_max;
  }

  // Takes the values for the minute of `ts`: the newest one, whose values they replace, or a later
  // one, which closes it.
  void put(int64_t ts, const Minute& values);
  // Begins another history with them, whatever there was.
  void restart(int64_t ts, const Minute& values);

  // The windows that end at `minute`, the newest or a later one. Computed once for each minute,
  // which takes some microseconds.
  const Windows& windows_at(int64_t minute);

  // How many histories began here, this one included; a later one has a larger number.
  [[nodiscard]] uint64_t life() const { return kept_.life; }
  void set_life(uint64_t life) { kept_.life = life; }
  // Whether requests have given minutes since the object was made.
  [[nodiscard]] bool is_live() const { return kept_.is_live; }
  void set_live() { kept_.is_live = true; }
  // Minutes until the windows over mids are ready, as windows_at() found last; 0: they are.
  [[nodiscard]] int64_t minutes_left() const { return kept_.minutes_left; }

  // Counts minutes far off the newest one: of a source that has gone on or back far. Each is later
  // than the one before, without a wide gap; one that is not begins the count anew, and put() ends
  // it. Returns how many there are.
  uint32_t count_astray(int64_t minute);

 private:
  using Ring = std::array<spark::Cell<double>, minutes_max>;

  struct Kept {
    spark::Cell<int64_t> newest{never};
    spark::Cell<int64_t> newest_ts{never};
    spark::Cell<int64_t> first{never};  // of this history
    spark::Cell<int64_t> astray_minute{never};
    spark::Cell<uint32_t> astray_count;
    spark::Cell<uint64_t> life;
    spark::Cell<bool> is_live;
    spark::Cell<int64_t> minutes_left{window_minutes_min};
    Ring mids, log_volumes, spreads_bp;
    Ring returns, rv5s;  // of closed minutes
  };

  static size_t slot_of(int64_t minute) { return static_cast<size_t>(minute % minutes_max); }
  // The slots of those minutes, in their order: use(minute, slot).
  template <class Use>
  static void each(int64_t from, int64_t until, Use&& use) {
    size_t slot = slot_of(from);
    for (int64_t minute = from; minute < until; ++minute) {
      use(minute, slot);
      if (++slot == minutes_max) slot = 0;
    }
  }
  void store(int64_t minute, const Minute& values);
  void close_newest();
  [[nodiscard]] double squares(int64_t last, int64_t minutes) const;
  void sum_up(int64_t from, int64_t until);
  void sort(int64_t from, int64_t until);

  Kept kept_;
  Windows windows_;
  // The values of sorted_from_ to before sorted_until_, in order.
  SortedValues sorted_spreads_;
  SortedValues sorted_rv5s_;
  int64_t sorted_from_ = 0;
  int64_t sorted_until_ = 0;
};

// What docs/features.md promises for one symbol.
static_assert(sizeof(History) <= size_t{84} * 1024);

}  // namespace features
