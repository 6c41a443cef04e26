#include "minutes.h"

#include <algorithm>
#include <bit>
#include <new>

#include "spark/error.h"

namespace drift {
namespace {

constexpr uint32_t minute_bits = 48;

uint64_t tag_of(uint16_t layout, int64_t minute) {
  return uint64_t{layout} << minute_bits | static_cast<uint64_t>(minute);
}

void store(std::atomic<uint64_t>& word, double value) noexcept {
  word.store(std::bit_cast<uint64_t>(value), std::memory_order_release);
}

}  // namespace

ClosedMinutes ClosedMinutes::since(int64_t from) const {
  const auto first = std::lower_bound(minute.begin(), minute.end(), from);
  const auto row = first - minute.begin();
  return {{first, minute.end()},
          {values.begin() + row * static_cast<ptrdiff_t>(width), values.end()},
          width};
}

Minutes::Minutes(uint32_t symbols_max)
    : symbols_max_(symbols_max), symbols_(symbols_max), tags_(words()), scores_(words()) {}

// Zeroed pages that the system makes when they are first written. A lock-free atomic word of zeroes
// is one that holds zero.
Minutes::Words Minutes::words() const {
  static_assert(std::atomic<uint64_t>::is_always_lock_free &&
                sizeof(std::atomic<uint64_t>) == sizeof(uint64_t));
  void* const made = std::calloc(size_t{symbols_max_} * kept_minutes, sizeof(uint64_t));
  if (made == nullptr) throw std::bad_alloc();
  return Words(static_cast<std::atomic<uint64_t>*>(made));
}

std::atomic<uint64_t>* Minutes::column(const std::string& name) {
  for (Column& each : columns_)
    if (each.name == name) return each.words.get();
  if (columns_.size() == columns_max) return nullptr;
  columns_.push_back({name, words()});
  return columns_.back().words.get();
}

const Minutes::Layout& Minutes::layout(const Subject& subject) {
  const std::lock_guard held(making_);
  for (const Layout& each : layouts_)
    if (each.subject.is_same(subject) && each.subject.features == subject.features) return each;
  if (layouts_.size() == UINT16_MAX)
    throw spark::Error("too many models were watched since the plugin object was made",
                       SPARK_E_FAILED);
  Layout made{subject, static_cast<uint16_t>(layouts_.size() + 1), {}};
  for (const std::string& name : subject.features) made.columns.push_back(column(name));
  layouts_.push_back(std::move(made));
  return layouts_.back();
}

const Minutes::Layout* Minutes::layout(uint16_t number) const {
  const std::lock_guard held(making_);
  return number == 0 || number > layouts_.size() ? nullptr : &layouts_[number - 1];
}

const Minutes::Layout* Minutes::newest(const std::string& model) const {
  const std::lock_guard held(making_);
  for (auto each = layouts_.rbegin(); each != layouts_.rend(); ++each)
    if (each->subject.model == model) return &*each;
  return nullptr;
}

// The word is zero while the values are written, so that a reader who meets it knows. Release
// stores keep that order; the symbol's lock keeps others from writing.
Admitted Minutes::add(const Layout& layout, std::string_view symbol, int64_t ts_ms, int64_t now_ms,
                      std::span<const double> row, double score) noexcept {
  Admitted admitted = no_room;
  symbols_.update(symbol, [&](Last& last) {
    admitted = admit(last.ts_ms, last.open(), ts_ms, now_ms);
    if (!enters(admitted)) return;
    if (last.number == 0) last.number = numbers_.fetch_add(1, std::memory_order_relaxed) + 1;
    const size_t at = place(last.number, minute_of(ts_ms));
    tags_[at].store(0, std::memory_order_relaxed);
    const size_t width = std::min(row.size(), layout.columns.size());
    for (size_t i = 0; i < width; ++i)
      if (layout.columns[i] != nullptr) store(layout.columns[i][at], row[i]);
    store(scores_[at], score);
    tags_[at].store(tag_of(layout.number, minute_of(ts_ms)), std::memory_order_release);
    last.ts_ms = ts_ms;
    last.came_ms = now_ms;
  });
  return admitted;
}

void Minutes::close_past(int64_t now_ms) {
  for (const Symbol& each : symbols())
    symbols_.update_known(each.name, [&](Last& last) {
      const int64_t minute = minute_of(last.ts_ms);
      if (last.open() > minute || !is_over(last.ts_ms, last.came_ms, now_ms)) return;
      last.clock_closed = minute + 1;
      closed_by_clock_.fetch_add(1, std::memory_order_relaxed);
    });
}

std::vector<Minutes::Symbol> Minutes::symbols() const {
  std::vector<Symbol> all;
  symbols_.each([&](std::string_view name, const Last& last) {
    if (last.number != 0) all.push_back({std::string(name), last.number, last.ts_ms, last.open()});
  });
  std::sort(all.begin(), all.end(),
            [](const Symbol& a, const Symbol& b) { return a.number < b.number; });
  return all;
}

Minutes::Held Minutes::held(size_t place) const {
  const uint64_t tag = tags_[place].load(std::memory_order_acquire);
  return {static_cast<uint16_t>(tag >> minute_bits),
          static_cast<int64_t>(tag & ((uint64_t{1} << minute_bits) - 1))};
}

ClosedMinutes Minutes::closed(const Symbol& symbol, const Layout& as, int64_t from,
                              int64_t until) const {
  ClosedMinutes found;
  found.width = as.columns.size() + 1;
  until = std::min(until, symbol.open);
  from = std::max(from,
                  symbol.open - kept_minutes + day_minutes / 2);  // places that are not reused soon
  // Which of the columns each layout wrote.
  std::vector<std::vector<bool>> knows;
  std::vector<bool> is_own_score;
  const auto learn = [&](uint16_t number) {
    while (knows.size() < number) {
      const Layout& other = *layout(static_cast<uint16_t>(knows.size() + 1));
      std::vector<bool> known;
      for (const auto* column : as.columns)
        known.push_back(column != nullptr &&
                        std::count(other.columns.begin(), other.columns.end(), column) > 0);
      knows.push_back(std::move(known));
      is_own_score.push_back(other.subject.model == as.subject.model);
    }
  };
  for (int64_t minute = from; minute < until; ++minute) {
    const size_t at = place(symbol.number, minute);
    const Held before = held(at);
    if (before.layout == 0 || before.minute != minute) continue;
    learn(before.layout);
    const std::vector<bool>& known = knows[before.layout - 1];
    const size_t begin = found.values.size();
    for (size_t i = 0; i < as.columns.size(); ++i)
      found.values.push_back(
          known[i] ? std::bit_cast<double>(as.columns[i][at].load(std::memory_order_acquire))
                   : unknown());
    found.values.push_back(is_own_score[before.layout - 1]
                               ? std::bit_cast<double>(scores_[at].load(std::memory_order_acquire))
                               : unknown());
    const Held after = held(at);
    if (after.layout != before.layout || after.minute != minute) {
      found.values.resize(begin);  // a later minute took the place meanwhile
      continue;
    }
    found.minute.push_back(minute);
  }
  return found;
}

void Minutes::reset() {
  symbols_.reset();
  numbers_ = 0;
  tags_ = words();
  ++rewrites_;
}

}  // namespace drift
