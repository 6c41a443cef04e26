// spark/keyed.h: one T for each key, such as a symbol's rolling sums, whichever worker its request
// reaches.
//
//   struct Rolling { spark::Cell<double> last, sum; spark::Cell<uint64_t> rows; };
//   spark::Keyed<Rolling> symbols_{1'024};                            // a member of the plugin
//   const bool known = symbols_.update(symbol, [&](Rolling& one) { one.sum.add(mid); });  //
//   [worker] symbols_.each([&](std::string_view symbol, const Rolling& one) { … }); // [jobs]
//
// The table has room for so many keys and no more, and takes no memory on the path: a T is in place
// from the beginning, but touched only when its key comes. Keys stay until reset().
//
// A worker that meets a new key takes a lock that only new keys take; hence each key costs it once.
// Workers that update the same key wait for each other. Readers copy an entry, and copy it again
// if it changed meanwhile: they never hold a lock, so a reader of low priority cannot stop a
// worker.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string_view>
#include <thread>
#include <type_traits>

#include "spark/glue/brief_lock.h"
#include "spark/per_worker.h"

namespace spark {

// `T` is made of cells (per_worker.h), or arrays of cells: its copy is taken while it changes.
template <class T>
class Keyed {
  static_assert(std::is_trivially_destructible_v<T> && std::is_copy_constructible_v<T>);

 public:
  // What a key may take; longer ones are refused rather than cut, since two might become one.
  static constexpr size_t key_bytes_max = 64;

  // Room for `capacity` keys, at least 1; each takes sizeof(T) and about 100 bytes. [builder]
  explicit Keyed(uint32_t capacity)
      : capacity_(capacity),
        mask_(places_for(capacity) - 1),
        places_(std::make_unique<std::atomic<uint32_t>[]>(size_t{mask_} + 1)),
        entries_(new Entry[capacity]) {}

  // Calls change(T&) for the entry of `key`, which is made if there is none. False, and no call, if
  // the table is full, or the key is longer than key_bytes_max. `change` must neither throw nor
  // wait. [worker, control, builder]
  template <class Change>
  bool update(std::string_view key, Change&& change) noexcept {
    return change_entry(find_or_make(key), change);
  }
  // The same, but a key that has no entry gets none. [worker, control, builder]
  template <class Change>
  bool update_known(std::string_view key, Change&& change) noexcept {
    return change_entry(find(key), change);
  }

  // A copy of the entry of `key`, if there is one. Repeats while workers change it, so it takes
  // longer the larger T is and the more often it changes. [any but workers]
  [[nodiscard]] std::optional<T> read(std::string_view key) const {
    const Entry* const entry = find(key);
    return entry == nullptr ? std::nullopt : std::optional<T>(entry->copy());
  }
  // Calls call(key, copy) for each entry, in the order in which the keys came; those that come
  // meanwhile are left out. Each copy is whole, but of a moment of its own. [any but workers]
  template <class Call>
  void each(Call&& call) const {
    const uint32_t end = size();
    for (uint32_t i = 0; i < end; ++i) call(entries_[i].name(), entries_[i].copy());
  }
  // How many keys it has. [any]
  [[nodiscard]] uint32_t size() const noexcept { return used_.load(std::memory_order_acquire); }
  // How many keys it has room for. [any]
  [[nodiscard]] uint32_t capacity() const noexcept { return capacity_; }

  // Forgets everything. Nobody else uses the table meanwhile. [builder]
  void reset() noexcept {
    for (uint32_t i = 0; i <= mask_; ++i) places_[i].store(none, std::memory_order_relaxed);
    used_.store(0, std::memory_order_release);
  }

 private:
  static constexpr uint32_t none = 0;  // else the number of an entry, from 1

  struct alignas(64) Entry {
    Entry() {}  // leaves `bytes` alone: memory that nobody needs yet is not touched
    T* value() noexcept { return std::launder(reinterpret_cast<T*>(bytes)); }
    [[nodiscard]] std::string_view name() const noexcept { return {key, key_length}; }
    [[nodiscard]] T copy() const {
      for (;;) {
        const uint64_t before = sequence;
        const T out(*std::launder(reinterpret_cast<const T*>(bytes)));
        if (before % 2 == 0 && sequence == before) return out;
        std::this_thread::yield();
      }
    }

    glue::BriefLock lock;  // of those that change it
    uint32_t key_length = 0;
    Cell<uint64_t> sequence;  // odd while it changes
    char key[key_bytes_max];
    alignas(T) unsigned char bytes[sizeof(T)];
  };

  template <class Change>
  static bool change_entry(Entry* entry, Change& change) noexcept {
    if (entry == nullptr) return false;
    const std::lock_guard held(entry->lock);
    entry->sequence.add(1);  // odd while it changes
    change(*entry->value());
    entry->sequence.add(1);
    return true;
  }

  // A power of two, at least twice the keys, so that a search is short.
  static uint32_t places_for(uint32_t capacity) noexcept {
    return std::bit_ceil(2 * std::max(capacity, 1u));
  }

  // The place of `key`, or the free one where it would be. [any]
  [[nodiscard]] std::atomic<uint32_t>& place_of(std::string_view key) const noexcept {
    for (auto at = static_cast<uint32_t>(std::hash<std::string_view>()(key));; ++at) {
      std::atomic<uint32_t>& place = places_[at & mask_];
      const uint32_t number = place.load(std::memory_order_acquire);
      if (number == none || entries_[number - 1].name() == key) return place;
    }
  }
  // Null if there is none. A search ends: at least half of the places are free. [any]
  [[nodiscard]] Entry* find(std::string_view key) const noexcept {
    const uint32_t number = place_of(key).load(std::memory_order_acquire);
    return number == none ? nullptr : &entries_[number - 1];
  }
  // Null if there is none and no room. The entry is whole before its place leads to it, and its key
  // never changes, so others search without a lock. [worker, control, builder]
  Entry* find_or_make(std::string_view key) noexcept {
    if (Entry* const found = find(key)) return found;
    if (key.size() > key_bytes_max) return nullptr;
    const std::lock_guard held(growing_);
    std::atomic<uint32_t>& place = place_of(key);
    if (const uint32_t number = place.load(std::memory_order_relaxed); number != none)
      return &entries_[number - 1];  // another made it meanwhile
    const uint32_t next = used_.load(std::memory_order_relaxed);
    if (next == capacity_) return nullptr;
    Entry& entry = entries_[next];
    std::memcpy(entry.key, key.data(), key.size());
    entry.key_length = static_cast<uint32_t>(key.size());
    new (entry.bytes) T();
    place.store(next + 1, std::memory_order_release);
    used_.store(next + 1, std::memory_order_release);
    return &entry;
  }

  const uint32_t capacity_;
  const uint32_t mask_;
  std::unique_ptr<std::atomic<uint32_t>[]> places_;
  std::unique_ptr<Entry[]> entries_;
  std::atomic<uint32_t> used_{0};
  glue::BriefLock growing_;
};

}  // namespace spark
