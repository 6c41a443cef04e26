// The raw minutes of one lineage: what was gathered for the model, and its scores, of the last
// eight days, so that another reference can be laid over the past at once.
//
// Workers write the values of a minute where they stay: there is no queue that could overflow, and
// nothing is lost between two plugin objects. A value has a place by its name, its symbol and its
// minute; models that share a feature share its column. A word for each symbol and minute says
// which minute the place holds, and which subject wrote it, and so which of its columns hold
// anything.
//
// Memory: 92,160 bytes for each symbol and column, of features, scores and words, from the first
// minute on that is written; before that the pages are not there.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "admission.h"
#include "spark/keyed.h"
#include "subject.h"

namespace drift {

inline constexpr int64_t day_minutes = 1'440;
inline constexpr int64_t kept_minutes = 8 * day_minutes;
inline constexpr uint32_t columns_max = 256;  // names of features since the plugin object was made

// A value that a subject did not have, as distinct from one that was missing (NaN).
inline constexpr uint64_t unknown_bits = 0x7ff8'dead'0000'0001;
[[nodiscard]] inline double unknown() {
  return std::bit_cast<double>(unknown_bits);
}
[[nodiscard]] inline bool is_unknown(double value) {
  return std::bit_cast<uint64_t>(value) == unknown_bits;
}

// Closed minutes of one symbol, oldest first, as a subject sees them: values of its features, and
// its own scores.
struct ClosedMinutes {
  std::vector<int64_t> minute;
  std::vector<double> values;  // `width` for each minute: the features, then the score
  size_t width = 0;

  [[nodiscard]] size_t size() const { return minute.size(); }
  [[nodiscard]] double at(size_t row, size_t column) const { return values[row * width + column]; }
  // Those from `from` on.
  [[nodiscard]] ClosedMinutes since(int64_t from) const;
};

class Minutes {
 public:
  // A subject with the places of its columns. Lives as long as the Minutes.
  struct Layout {
    Subject subject;
    uint16_t number = 0;                          // from 1
    std::vector<std::atomic<uint64_t>*> columns;  // null where there was no room for the name
  };

  explicit Minutes(uint32_t symbols_max);

  // The layout of a subject, which is made if there is none. [builder, control]
  const Layout& layout(const Subject& subject);
  // Null if the number is none. [any but workers]
  [[nodiscard]] const Layout* layout(uint16_t number) const;
  // The layout made last for that model (Subject::model); null if there is none. [any but workers]
  [[nodiscard]] const Layout* newest(const std::string& model) const;

  // One snapshot. `row` has the subject's features. [worker]
  Admitted add(const Layout& layout, std::string_view symbol, int64_t ts_ms, int64_t now_ms,
               std::span<const double> row, double score) noexcept;
  // What add() says where the table of symbols is full.
  static constexpr auto no_room = static_cast<Admitted>(255);

  struct Symbol {
    std::string name;
    uint32_t number = 0;
    int64_t last_ms = 0;  // of the last snapshot
    int64_t open = 0;     // minutes before it are closed
  };
  // Closes the minutes that are over by that clock (is_over()). [control]
  void close_past(int64_t now_ms);
  // How often that closed one. [any]
  [[nodiscard]] uint64_t closed_by_clock() const { return closed_by_clock_; }

  // In the order of their numbers. [any but workers]
  [[nodiscard]] std::vector<Symbol> symbols() const;

  // The closed minutes from `from` up to and without `until` that the symbol has. [any but workers]
  [[nodiscard]] ClosedMinutes closed(const Symbol& symbol, const Layout& as, int64_t from,
                                     int64_t until) const;

  // Minutes from `from` on as bytes, the open one included, and back; "" if there are none. Of the
  // columns of one group only; group 0 has the scores. [any but workers]
  static constexpr size_t group_columns = 16;
  [[nodiscard]] uint32_t groups() const;
  [[nodiscard]] std::string pack(const Symbol& symbol, int64_t from, int64_t minutes,
                                 uint32_t group) const;
  // Puts minutes that are not there into their places; what is there stays. Those of group 0 come
  // first: a column whose group never comes is unknown. Throws spark::Error, with nothing changed,
  // for bytes that are none; no room for the symbol is no error. [builder, control]
  void unpack(std::string_view bytes);

  // Forgets all minutes and symbols; layouts stay. No worker uses it. [builder]
  void reset();

  // Another number than before: minutes that were closed may be others now. [any but workers]
  [[nodiscard]] uint64_t rewrites() const { return rewrites_; }

 private:
  struct Free {
    void operator()(void* words) const { std::free(words); }
  };
  using Words = std::unique_ptr<std::atomic<uint64_t>[], Free>;
  struct Last {
    spark::Cell<int64_t> ts_ms;
    spark::Cell<int64_t> came_ms;       // by the host's clock; 0: not here
    spark::Cell<int64_t> clock_closed;  // minutes before it
    spark::Cell<uint32_t> number;       // from 1; 0: none yet
    [[nodiscard]] int64_t open() const { return std::max(minute_of(ts_ms), clock_closed.get()); }
  };
  struct Column {
    std::string name;
    Words words;
  };
  // One minute in its place.
  struct Held {
    uint16_t layout = 0;  // 0: none
    int64_t minute = 0;
  };

  [[nodiscard]] Words words() const;
  [[nodiscard]] std::atomic<uint64_t>* column(const std::string& name);
  [[nodiscard]] static size_t place(uint32_t number, int64_t minute) {
    return size_t{number - 1} * kept_minutes + static_cast<size_t>(minute % kept_minutes);
  }
  [[nodiscard]] Held held(size_t place) const;
  struct Packed;
  void put(const Packed& packed, Last& last, size_t row);

  const uint32_t symbols_max_;
  spark::Keyed<Last> symbols_;
  std::atomic<uint32_t> numbers_{0};
  std::atomic<uint64_t> rewrites_{0};
  std::atomic<uint64_t> closed_by_clock_{0};
  Words tags_;                 // layout << 48 | minute; 0: none, or being written
  Words scores_;               // of the layout's model
  mutable std::mutex making_;  // of layouts and columns; no worker takes it
  std::deque<Column> columns_;
  std::deque<Layout> layouts_;
};

}  // namespace drift
