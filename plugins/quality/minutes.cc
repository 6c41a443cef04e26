#include "minutes.h"

#include <algorithm>
#include <bit>
#include <new>

namespace quality {

Minutes::Minutes(uint32_t symbols_max) : symbols_max_(symbols_max), symbols_(symbols_max) {
  reset();
}

// Zeroed pages that the system makes when they are first written. A lock-free atomic word of zeroes
// is one that holds zero.
void Minutes::reset() {
  static_assert(Word::is_always_lock_free && sizeof(Word) == sizeof(uint64_t));
  const size_t words = size_t{symbols_max_} * kept_minutes * words_per_minute;
  void* const made = std::calloc(words, sizeof(uint64_t));
  if (made == nullptr) throw std::bad_alloc();
  words_.reset(static_cast<Word*>(made));
  symbols_.reset();
  numbers_ = 0;
}

// The time is zero while the other words are written, so that a reader who meets it knows. Release
// stores keep that order; the symbol's lock keeps others from writing.
void Minutes::write(Word* at, const Minute& values) noexcept {
  at[0].store(0, std::memory_order_relaxed);
  at[1].store(std::bit_cast<uint64_t>(values.mid), std::memory_order_release);
  for (size_t role = 0; role < role_count; ++role) {
    at[2 + 2 * role].store(values.said[role].model, std::memory_order_release);
    at[3 + 2 * role].store(std::bit_cast<uint64_t>(values.said[role].score),
                           std::memory_order_release);
  }
  at[0].store(static_cast<uint64_t>(values.ts_ms), std::memory_order_release);
}

Minute Minutes::read(const Word* at) noexcept {
  Minute out;
  const uint64_t before = at[0].load(std::memory_order_acquire);
  out.mid = std::bit_cast<double>(at[1].load(std::memory_order_acquire));
  for (size_t role = 0; role < role_count; ++role) {
    out.said[role].model = at[2 + 2 * role].load(std::memory_order_acquire);
    out.said[role].score = std::bit_cast<double>(at[3 + 2 * role].load(std::memory_order_acquire));
  }
  const uint64_t after = at[0].load(std::memory_order_acquire);
  out.ts_ms = before == after ? static_cast<int64_t>(before) : 0;
  return out;
}

void Minutes::number(Last& last) noexcept {
  if (last.number == 0) last.number = numbers_.fetch_add(1, std::memory_order_relaxed) + 1;
}

Arrival Minutes::add(std::string_view symbol, const Minute& snapshot, int64_t now_ms) noexcept {
  Arrival arrival = Arrival::no_room;
  symbols_.update(symbol, [&](Last& last) {
    arrival = arrival_of(last, snapshot.ts_ms, snapshot.mid, now_ms);
    if (!enters(arrival)) return;
    number(last);
    write(place(last.number, minute_of(snapshot.ts_ms)), snapshot);
    enter(last, arrival, snapshot.ts_ms, snapshot.mid);
  });
  return arrival;
}

int64_t Minutes::Symbol::oldest() const {
  return std::max(first, open() - kept_minutes + 1);
}

std::vector<Minutes::Symbol> Minutes::symbols() const {
  std::vector<Symbol> all;
  symbols_.each([&](std::string_view name, const Last& last) {
    if (last.number != 0)
      all.push_back({std::string(name), last.number, last.life, last.first, last.ts_ms});
  });
  std::sort(all.begin(), all.end(),
            [](const Symbol& a, const Symbol& b) { return a.number < b.number; });
  return all;
}

std::vector<Minute> Minutes::read(const Symbol& symbol, int64_t from, int64_t until) const {
  std::vector<Minute> found;
  until = std::min(until, symbol.open() + 1);
  for (int64_t minute = std::max(from, symbol.oldest()); minute < until; ++minute) {
    const Minute one = read(place(symbol.number, minute));
    // Of another minute: it is missing, or a later one has taken its place meanwhile.
    if (one.ts_ms != 0 && minute_of(one.ts_ms) == minute) found.push_back(one);
  }
  return found;
}

void Minutes::put_back(Last& last, const Stretch& other, const Minute& minute) noexcept {
  const bool is_apart = last.ts_ms != 0 && last.first != other.first;
  if (is_apart && last.life > other.life) return;
  const int64_t newest = minute_of(other.minutes.back().ts_ms);
  if (is_apart && newest - minute_of(last.ts_ms) > back_minutes_min) {
    last.life = other.life + 1;
    return;
  }
  number(last);
  last.first = last.ts_ms == 0 ? other.first : std::min(other.first, last.first.get());
  last.life = std::max(other.life, last.life.get());
  Word* const at = place(last.number, minute_of(minute.ts_ms));
  // A later snapshot's values stay, of this minute or of one that has taken its place.
  if (static_cast<int64_t>(at[0].load(std::memory_order_acquire)) < minute.ts_ms) write(at, minute);
  if (minute.ts_ms <= last.ts_ms) return;
  if (last.ts_ms != 0 && minute_of(minute.ts_ms) > minute_of(last.ts_ms)) {
    last.minute_before = minute_of(last.ts_ms);
    last.mid_before = last.mid;
  }
  last.mid = minute.mid;
  last.ts_ms = minute.ts_ms;
}

bool Minutes::join(const Stretch& other) {
  for (const Minute& minute : other.minutes)
    if (!symbols_.update(other.symbol, [&](Last& last) { put_back(last, other, minute); }))
      return false;
  return true;
}

}  // namespace quality
