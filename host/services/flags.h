// Flags: named integers that bind every generation at once, read by workers without a lock.
//
// A flag's address is fixed for the host's life, so a stage reads the flag through the pointer that
// it got when it was made; only a flag of a dropped Flags::Draft goes. Each flag has a cache line
// of its own: setting one does not slow the reading of another.
//
// A safe action moves flags to their safe values and latches them there, in one step under one
// lock. Only a risky action moves a latched flag away again, and only one that was accepted after
// the last safe action: each safe action begins a new epoch, and a risky action carries the epoch
// of its acceptance. So no request from before a safe action applies after it. Latches outlive the
// host (actions/latch_keeper.h); values do not.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/error.h"

// The opaque type of spark/ext/draft/flag.h.
struct alignas(64) spark_flag {
  std::atomic<int64_t> value{0};
};

namespace spark::services {

inline constexpr uint32_t flags_max = 256;

// A move of one or more flags to their safe values, as others cite it.
struct SafeMove {
  std::string action;  // such as "/admin/v1/safe" or "signal"
  int64_t utc_ms = 0;
  bool keyless = false;              // no credential was asked for
  std::atomic<uint64_t> sequence{};  // of its record in the chain; 0: not recorded (yet)
};
using SafeMovePtr = std::shared_ptr<SafeMove>;

// The safe action that latched a flag.
struct Latch {
  std::string flag;  // full name
  SafeMovePtr move;
};

class Flags {
 public:
  class Draft;  // see flags_draft.h

  struct Item {
    std::string name;  // "<plugin>.<name>"
    int64_t value;
    int64_t initial;
    int64_t safe;
    SafeMovePtr latched_by;  // null: not latched
  };

  // The effect of a safe action. `move` is this action's if it moved or latched anything, otherwise
  // that of the newest action that did; null if no flag is concerned.
  struct Moved {
    SafeMovePtr move;
    bool is_repeat = false;
    std::vector<std::string> flags;  // moved or latched by this action
    uint32_t changed = 0;            // of them: had another value
  };

  // A risky action's leave to move one flag away from its safe value.
  struct Permit {
    const spark_flag* flag = nullptr;
    uint64_t epoch = 0;  // when it was accepted
  };

  enum class Set : uint8_t {
    done,
    latched,     // only a risky action that names the flag moves it
    superseded,  // a safe action came after the one that asks
  };

  // Finds `full_name`, or creates it with `initial`; with its safe value if it is latched. Fails
  // for a malformed name (base::is_flag_name), another safe value than before,
  // or too many. One that is created belongs to the calling thread's draft, if it has one, until
  // another thread declares it too. [builder, control]
  base::Result<spark_flag*> declare(std::string_view full_name, int64_t initial, int64_t safe);
  // The flag stays, even if the draft that declared it goes. [builder, control]
  void keep(const spark_flag* flag);

  // Null if there is none, or another thread's draft has it. [control, builder, jobs, writer]
  [[nodiscard]] spark_flag* find(std::string_view full_name);
  [[nodiscard]] bool is_safe_value(const spark_flag* flag, int64_t value) const;

  // In the order of declaration, without those of drafts. [control, builder, jobs, writer]
  [[nodiscard]] std::vector<Item> list() const;
  // Of all flags, those that no plugin has declared (yet) included. [control, builder, jobs,
  // writer]
  [[nodiscard]] std::vector<Latch> latches() const;
  // Grows with each change of the latches, in the same step. [any]
  [[nodiscard]] uint64_t latch_version() const {
    return latch_version_.load(std::memory_order_acquire);
  }

  // ---- The safe direction: never fails, never waits for anything slow. [any]
  Moved make_safe(spark_flag* flag, std::string_view action, bool keyless);
  // Every flag, those of drafts included; until all_declared(), also those declared later.
  Moved make_all_safe(std::string_view action, bool keyless);
  // A safe action that moves no flag. It supersedes earlier requests all the same.
  SafeMovePtr note_safe(std::string_view action, bool keyless);

  // ---- The risky direction. [any]
  [[nodiscard]] uint64_t epoch() const { return epoch_.load(std::memory_order_acquire); }
  // To the safe value always, without latching it. Away from it: `permit` is the leave of the risky
  // action on whose behalf this is, null where there is none (a timer, a job, a constructor).
  // `asked`: the epoch in which the move was asked for; nothing: now.
  Set set(spark_flag* flag, int64_t value, const Permit* permit,
          std::optional<uint64_t> asked = {});
  // Runs `apply` in one step with the comparison: no safe action comes between. False, without
  // running it, if `epoch` is over. `apply` is quick and calls no function of Flags.
  [[nodiscard]] bool apply_in(uint64_t epoch, const std::function<void()>& apply);
  // The newest safe action, which superseded all earlier requests; null: none yet.
  [[nodiscard]] SafeMovePtr last_safe() const;

  // ---- Start and survival. On the thread that starts the host.
  // The latches of the host's last run, before any flag is declared. `all`: latches every flag that
  // is declared until all_declared(), since the latched flags are not known.
  void restore(const std::vector<Latch>& latches, SafeMovePtr all);
  // The first generation is complete: flags declared later start at their initial values.
  void all_declared();
  // Opens the latch of a flag that no plugin has declared, but in a draft: there it stays at its
  // safe value. False if there is none, or `epoch` is over. [any]
  [[nodiscard]] bool open_undeclared(std::string_view full_name, uint64_t epoch);
  // Whether flags that are declared from here on are latched. [any]
  [[nodiscard]] SafeMovePtr all_latched_by() const;
  // Called, under no lock, after latches were made or opened; before any other thread runs.
  void on_latch_change(std::function<void()> tell) { tell_ = std::move(tell); }

 private:
  struct Named {
    std::string name;
    int64_t initial;
    int64_t safe;
    spark_flag* cell;
    std::optional<std::thread::id> drafted_by;  // whose draft it belongs to
  };

  [[nodiscard]] std::optional<size_t> index_of(const spark_flag* flag) const;
  [[nodiscard]] std::optional<size_t> index_of(std::string_view full_name) const;
  spark_flag* take_cell();
  std::thread::id close_draft();
  void latch_locked(size_t index, Moved& moved);
  [[nodiscard]] SafeMovePtr newest_latch_locked() const;  // each flag has one
  SafeMovePtr begin_epoch_locked(std::string_view action, bool keyless);

  mutable std::mutex mutex_;             // guards all but the cells and reading epoch_
  std::vector<Named> named_;             // in the order of declaration
  std::vector<spark_flag*> free_cells_;  // of drafts that were dropped
  std::set<std::thread::id> drafting_;
  std::map<std::string, SafeMovePtr, std::less<>> latches_;  // by full name
  SafeMovePtr all_latched_by_;
  SafeMovePtr all_moved_by_;  // the newest move of all flags that was no repeat
  SafeMovePtr last_safe_;
  bool is_starting_ = true;
  std::atomic<uint64_t> epoch_{1};          // changed under mutex_ only
  std::atomic<uint64_t> latch_version_{0};  // changed under mutex_ only
  std::function<void()> tell_;
  std::array<spark_flag, flags_max> cells_;
};

}  // namespace spark::services
