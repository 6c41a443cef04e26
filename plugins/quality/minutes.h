// What was predicted in each minute, and the mids that tell later what came true: a ring of 32 days
// for each symbol. Workers write it, others read it meanwhile; what is found out about it is
// computed from it alone.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "arrival.h"
#include "spark/keyed.h"

namespace quality {

enum class Role : uint8_t { production, candidate };
inline constexpr size_t role_count = 2;
inline constexpr std::array<const char*, role_count> role_names = {"production", "candidate"};

// The longest window, and the day before it that the labels of its first minutes need.
inline constexpr int64_t kept_minutes = 32 * day_minutes;

// What a model said; `model` is JudgedModel::key, 0: it said nothing.
struct Prediction {
  uint64_t model = 0;
  double score = 0;
};

struct Minute {
  int64_t ts_ms = 0;  // of its last snapshot; 0: none
  double mid = 0;
  std::array<Prediction, role_count> said;
};

// Minutes of one symbol as a value: ascending, missing ones left out.
struct Stretch {
  std::string symbol;
  uint64_t life = 0;
  int64_t first = 0;  // minute of this life
  std::vector<Minute> minutes;
};

class Minutes {
 public:
  explicit Minutes(uint32_t symbols_max);

  // One snapshot with a plausible time and a mid. Takes no memory. [worker]
  Arrival add(std::string_view symbol, const Minute& snapshot, int64_t now_ms) noexcept;

  struct Symbol {
    std::string name;
    uint32_t number = 0;
    uint64_t life = 0;
    int64_t first = 0;
    int64_t last_ms = 0;  // of the last snapshot; its minute is the open one

    [[nodiscard]] int64_t open() const { return minute_of(last_ms); }
    // The oldest minute that counts.
    [[nodiscard]] int64_t oldest() const;
  };
  // In the order of their numbers. [any but workers]
  [[nodiscard]] std::vector<Symbol> symbols() const;

  // The minutes from `from` to before `until` that the symbol has, ascending. [any but workers]
  [[nodiscard]] std::vector<Minute> read(const Symbol& symbol, int64_t from, int64_t until) const;

  // Lets a symbol have the minutes of both, the later snapshot's values where both have one. Where
  // the own minutes begin long before the end of the others, their source has gone back, and the
  // own ones alone count. False if there is no room. [control, builder]
  bool join(const Stretch& other);

  // Forgets all. No worker uses it. [builder]
  void reset();

 private:
  struct Free {
    void operator()(void* words) const { std::free(words); }
  };
  using Word = std::atomic<uint64_t>;
  static constexpr size_t words_per_minute = 2 + 2 * role_count;

  [[nodiscard]] Word* place(uint32_t number, int64_t minute) const {
    return words_.get() +
           (size_t{number - 1} * kept_minutes + static_cast<size_t>(minute % kept_minutes)) *
               words_per_minute;
  }
  static void write(Word* at, const Minute& values) noexcept;
  // Without a time if the place holds none, or is being written.
  static Minute read(const Word* at) noexcept;
  void number(Last& last) noexcept;
  void put_back(Last& last, const Stretch& other, const Minute& minute) noexcept;

  const uint32_t symbols_max_;
  spark::Keyed<Last> symbols_;
  std::atomic<uint32_t> numbers_{0};
  std::unique_ptr<Word[], Free> words_;
};

}  // namespace quality
