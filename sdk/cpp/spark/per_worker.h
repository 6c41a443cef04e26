// spark/per_worker.h: figures that every worker keeps for itself, without a lock, and anyone adds
// up.
//
//   struct Counts { spark::Cell<uint64_t> quotes, wide; };
//   spark::PerWorker<Counts> counts_{host.workers()};                 // a member of the plugin
//   counts_.of(worker).quotes.add(1);                                 // [worker]
//   uint64_t quotes = 0;
//   counts_.each([&](const Counts& one) { quotes += one.quotes; });   // [any]
//
// Figures that are read one after the other may be of different moments. Those that must agree are
// one Published value.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <type_traits>

namespace spark {

// A number that one thread writes and any reads; as cheap as a plain one. Copying copies the value.
// A thread that sees what was written to one cell sees what was written to others before it.
template <class T>
class Cell {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(uint64_t));

 public:
  Cell(T value = {}) noexcept : value_(value) {}
  Cell(const Cell& other) noexcept : value_(other.get()) {}
  Cell& operator=(const Cell& other) noexcept { return *this = other.get(); }

  // [the one writer]
  Cell& operator=(T value) noexcept {
    value_.store(value, std::memory_order_release);
    return *this;
  }
  // Safe for one writer only: another thread's add() at the same time may be lost. [the one writer]
  void add(T more) noexcept { *this = value_.load(std::memory_order_relaxed) + more; }

  // [any]
  [[nodiscard]] T get() const noexcept { return value_.load(std::memory_order_acquire); }
  operator T() const noexcept { return get(); }  // so that a cell reads like a number

 private:
  std::atomic<T> value_;
};

// A value that one thread writes and any reads whole: never half of one and half of another.
// Writing waits for nobody. Reading repeats while it meets a write, so a worker, which must not
// wait, reads only its own.
template <class T>
class Published {
  static_assert(std::is_trivially_copyable_v<T> && std::is_default_constructible_v<T>);

 public:
  Published() noexcept { write(T()); }

  // [the one writer]
  void write(const T& value) noexcept {
    Words words{};
    std::memcpy(words.data(), &value, sizeof value);
    const uint64_t before = sequence_;
    sequence_ = before + 1;  // odd while it is being written; seen by who sees a word of it
    for (size_t i = 0; i < words.size(); ++i) words_[i] = words[i];
    sequence_ = before + 2;
  }

  // The value written last, T() before that; without repeating, since nobody else writes.
  // [the one writer]
  [[nodiscard]] T own() const noexcept {
    Words words;
    for (size_t i = 0; i < words.size(); ++i) words[i] = words_[i];
    T value;
    std::memcpy(static_cast<void*>(&value), words.data(), sizeof value);
    return value;
  }

  // The same for every other thread: some value that was whole during the call. [any but workers]
  [[nodiscard]] T read() const noexcept {
    for (;;) {
      const uint64_t before = sequence_;
      const T value = own();
      if (before % 2 == 0 && sequence_ == before) return value;
    }
  }

 private:
  using Words = std::array<uint64_t, (sizeof(T) + sizeof(uint64_t) - 1) / sizeof(uint64_t)>;

  Cell<uint64_t> sequence_;
  std::array<Cell<uint64_t>, std::tuple_size_v<Words>> words_;
};

// One T for each worker, on cache lines of its own, so that workers do not slow each other down.
template <class T>
class PerWorker {
  struct alignas(64) Padded {
    template <class... Args>
    explicit Padded(const Args&... args) : value(args...) {}
    T value;
  };

 public:
  // `workers` is Host::workers(). Each T is made as T(args...), and never moved. What T's
  // constructor throws, this one throws. [builder]
  template <class... Args>
  explicit PerWorker(uint32_t workers, const Args&... args) {
    for (uint32_t i = 0; i < workers; ++i) all_.emplace_back(args...);
  }

  // The one of that worker, below the number of workers. [worker: its own]
  [[nodiscard]] T& of(uint32_t worker) noexcept { return all_[worker].value; }

  // Calls call(one) for each, in the order of the workers, to add them up. Workers go on writing
  // meanwhile: T says what of it agrees. [any]
  template <class Call>
  void each(Call&& call) const {
    for (const Padded& one : all_) call(one.value);
  }
  // How many there are. [any]
  [[nodiscard]] uint32_t size() const noexcept { return static_cast<uint32_t>(all_.size()); }

 private:
  std::deque<Padded> all_;  // which never moves them
};

}  // namespace spark
