// Counters, gauges and histograms, found or created by name and labels, and rendered as Prometheus
// text.
//
// Recording is wait-free: each worker has a shard of cells that only it writes (no lock, no shared
// cache line); every other thread shares one shard of atomics. Rendering sums the shards. Handles
// stay valid for the registry's life, so that the next generation of a stage goes on counting in
// the same series. A build that may still be refused asks within a Registry::Draft.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "metrics/cells.h"
#include "metrics/desc.h"
#include "metrics/exemplars.h"

namespace spark::metrics {

struct RegistryState;

// Small copyable handles. A default-constructed one records nothing.
class Counter {
 public:
  void add(uint64_t by = 1) const noexcept {  // [any]
    if (cells_.first != nullptr) add_count(cells_, 0, by);
  }
  // What was counted; a moment's value. [any]
  [[nodiscard]] uint64_t total() const {
    return cells_.first == nullptr ? 0 : sum_of_counts(cells_, 0);
  }
  // Equal for handles of one series, different for those of two; of Gauge and Histogram as well.
  [[nodiscard]] const void* key() const { return cells_.first; }

 private:
  friend class Registry;
  Cells cells_;
};

// A counter of amounts that are not whole numbers, such as seconds.
class RealCounter {
 public:
  // Negative and non-finite values are ignored: a counter only grows. [any]
  void add(double by) const noexcept;
  [[nodiscard]] const void* key() const { return cells_.first; }

 private:
  friend class Registry;
  Cells cells_;
};

class Gauge {
 public:
  void set(
      double value) const noexcept {  // NaN: the series is absent, as before the first set() [any]
    if (value_ != nullptr) value_->store(value, std::memory_order_relaxed);
  }
  [[nodiscard]] const void* key() const { return value_; }

 private:
  friend class Registry;
  std::atomic<double>* value_ = nullptr;
};

class Histogram {
 public:
  // NaN and infinities are ignored: one of them would spoil the sum for ever. [any]
  void observe(double value) const noexcept;
  // The same, and keeps the exemplar (null: none) of its bucket, if the histogram has any. [any]
  void observe(double value, const Exemplar* exemplar) const noexcept;
  // Appends the count of each bucket, the one above all bounds last; a moment's values. [any]
  void append_buckets(std::vector<uint64_t>& to) const;
  [[nodiscard]] const void* key() const { return cells_.first; }

 private:
  friend class Registry;
  Cells cells_;  // a bucket per bound, the bucket above all bounds, the sum
  const std::vector<double>* bounds_ = nullptr;
  Exemplars* exemplars_ = nullptr;  // null: it keeps none
};

class Registry {
 public:
  class Draft;
  class Asking;

  explicit Registry(uint32_t workers);
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Find or create; provisional while the calling thread has a draft. Fails, naming the metric, for
  // a malformed name or label, HELP that is empty or ends in a digit, a clash of type, label keys
  // or bounds with an earlier one, or too many series. The series asked for last is rendered last
  // in its family. [control, builder, jobs, writer]
  base::Result<Counter> counter(const Desc& desc);
  base::Result<RealCounter> real_counter(const Desc& desc);
  base::Result<Gauge> gauge(const Desc& desc);
  base::Result<Histogram> histogram(const Desc& desc);

  // A gauge computed when metrics are rendered, on the rendering thread; NaN leaves it out. It is
  // read only while its owner is preferred: never for a generation that does not serve (yet). The
  // same owner asking again replaces `read`. Of several preferred owners the newest that gives a
  // value counts; when that owner is forgotten or paused, the one before it counts. `owner` must be
  // forgotten before the objects that `read` uses are destroyed. `read` must not call the registry.
  // Waits for a rendering under way, as forget() does. [control, builder, jobs, writer]
  base::Result<void> computed_gauge(const Desc& desc, const void* owner,
                                    std::function<double()> read);
  // From here on the owner's gauges are read, also those that it asks for later. The owner becomes
  // the newest of each gauge that it computes, and every series that was asked for on its behalf
  // (see Asking) the newest of its family, as by asking again. Waits like forget().
  void prefer(const void* owner);
  void pause(const void* owner);   // they are not read until it is preferred; waits like forget()
  void forget(const void* owner);  // returns when no read() of this owner is running

  // Appends every family whose name begins with `prefix`, families sorted by name; a family without
  // a value is left out. OpenMetrics ends in its mark, so it is appended to nothing else. [control,
  // builder, jobs, writer]
  void render(std::string& out, std::string_view prefix, const Zeros& zeros = {},
              Format format = Format::text) const;

 private:
  std::unique_ptr<RegistryState> state_;
};

// While it lives, series that the thread asks for are asked for on behalf of `owner`, until that is
// forgotten: parts of a generation that are kept become the newest again, each in its turn, with
// the parts that were built anew. So the order of series depends on what serves, and not on what
// was built last. Asking does not nest. The registry outlives it.
class Registry::Asking {
 public:
  Asking(Registry& registry, const void* owner);
  ~Asking();
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

 private:
  RegistryState& state_;
};

// A draft makes the asks of the thread that opens it provisional, until it is committed or
// destroyed: for a build that may be refused, or is only tried.
//
// While the draft is open, the thread gets handles that record, and clashes are refused as usual,
// but none of its asks shows. New series stay out of the exposition, the others keep their place,
// none is retired, and a gauge is read as before. Series that the draft would show count against
// series_max, so that a commit cannot fail; series that it would retire still count, too.
//
// A draft destroyed without a commit leaves the exposition as if it had asked nothing, byte for
// byte. Series that only this draft asked for, and families of such series, may be asked for with
// another type, other labels or other bounds afterwards; their counts start at zero then. So the
// holders of handles from a draft must stop recording when it is dropped (late records go into
// cells that are kept, and may show in a series that is asked for later).
//
// Asks of other threads take effect at once, and stay if the draft is dropped. prefer(), pause()
// and forget() are not provisional: they hold for gauges asked for in the draft, too.
// Opened, committed and destroyed on the same thread, which has one draft at most in a registry.
// The registry outlives the draft.
class Registry::Draft {
 public:
  explicit Draft(Registry& registry);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  // All asks take effect in one step, as if made now in the same order. The draft is over: later
  // asks of the thread take effect at once. Waits like forget().
  void commit();

 private:
  RegistryState* state_;  // null: committed
};

}  // namespace spark::metrics
