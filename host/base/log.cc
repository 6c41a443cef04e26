// The recording half of the log; see log.h. Each worker has a ring that only it fills; all other
// threads share one behind a mutex. A TaskThread empties the rings every delay_max_ms, and so does
// flush(). Both hold `printing` meanwhile, since a ring allows one consumer at a time.
#include "base/log.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log_print.h"
#include "base/ring.h"
#include "base/task_thread.h"
#include "base/utf8.h"
#include "base/worker.h"

namespace spark::base::log {
namespace {

struct Head {
  int64_t utc_ms;
  Level level;
  About about;
  uint32_t kept_bytes;  // of the text, for those who keep it
  uint32_t is_printed;
};

struct Waiting {
  Head head;
  std::string text;
};

struct State {
  std::atomic<Level> lowest{Level::info};
  std::atomic<bool> running{false};
  std::atomic<uint64_t> dropped{0};

  std::array<std::unique_ptr<SpscRing>, workers_max> workers;  // made by start(), kept for ever
  std::mutex sharing;  // held by the one producer of `shared`, and while `running` changes
  std::unique_ptr<SpscRing> shared;

  std::mutex printing;
  std::vector<Waiting> batch;
  std::optional<std::function<void(const Kept&)>> keep;  // a function alone is not constinit
  uint64_t dropped_reported = 0;

  std::mutex lifecycle;  // start and stop
  std::unique_ptr<TaskThread> writer;
};

constinit State state;

void take(std::string_view record) {
  Head head;
  std::memcpy(&head, record.data(), sizeof head);
  state.batch.push_back({head, std::string(record.substr(sizeof head))});
}

// Holding `printing`.
void print_and_keep(const Head& head, std::string_view text) {
  if (head.is_printed != 0) print(head.utc_ms, head.level, text);
  if (head.about != 0 && state.keep)
    (*state.keep)({head.utc_ms, head.level, head.about, text.substr(0, head.kept_bytes)});
}

// Prints what the rings hold, oldest first.
void print_waiting() {
  const std::lock_guard lock(state.printing);
  state.batch.clear();
  for (const auto& ring : state.workers)
    if (ring) ring->pop_all(take);
  if (state.shared) state.shared->pop_all(take);
  std::stable_sort(state.batch.begin(), state.batch.end(), [](const Waiting& a, const Waiting& b) {
    return a.head.utc_ms < b.head.utc_ms;
  });
  for (const Waiting& record : state.batch) print_and_keep(record.head, record.text);

  const uint64_t lost = dropped() - state.dropped_reported;
  if (lost == 0) return;
  state.dropped_reported += lost;
  print(utc_ms(), Level::warn, fmt::format("{} log records were dropped: rings were full", lost));
}

void print_again_and_again(TaskThread& writer) {
  print_waiting();
  // A thread that stops refuses the task; stop() then prints the rest itself.
  (void)writer.post_after(delay_max_ms, [&writer] { print_again_and_again(writer); });
}

void count_drop() {
  state.dropped.fetch_add(1, std::memory_order_relaxed);
}

void record(Level level, std::string_view text, About about = 0, size_t kept_bytes = 0,
            bool is_printed = true) noexcept {
  text = whole_characters(text, text_bytes_max);
  const Head head{utc_ms(), level, about, static_cast<uint32_t>(std::min(kept_bytes, text.size())),
                  is_printed};
  const std::string_view head_bytes(reinterpret_cast<const char*>(&head), sizeof head);
  if (this_worker != not_a_worker && state.running.load(std::memory_order_acquire)) {
    SpscRing* const ring = this_worker < workers_max ? state.workers[this_worker].get() : nullptr;
    if (ring == nullptr || !ring->push(head_bytes, text)) count_drop();
    return;
  }
  {
    const std::lock_guard lock(state.sharing);
    if (state.running.load(std::memory_order_relaxed)) {
      if (!state.shared->push(head_bytes, text)) count_drop();
      return;
    }
  }
  const std::lock_guard printing(state.printing);
  print_and_keep(head, text);
}

// One text of several, as long as a record may be.
class Joined {
 public:
  void add(std::string_view part) {
    const size_t taken = std::min(part.size(), bytes_.size() - size_);
    std::copy_n(part.data(), taken, bytes_.data() + size_);
    size_ += taken;
  }
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, text_bytes_max + 4> bytes_;  // so that record() sees where a character ends
  size_t size_ = 0;
};

}  // namespace

std::optional<Level> level_from(std::string_view name) {
  if (name == "debug") return Level::debug;
  if (name == "info") return Level::info;
  if (name == "warn") return Level::warn;
  if (name == "error") return Level::error;
  return std::nullopt;
}

std::string_view level_name(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "error";
}

void start(Level lowest, uint32_t workers) {
  SPARK_ASSERT(workers <= workers_max, "workers_max bounds the number of workers");
  const std::lock_guard lifecycle(state.lifecycle);
  set_level(lowest);
  if (state.running.load(std::memory_order_relaxed)) return;
  {
    const std::lock_guard printing(state.printing);
    for (uint32_t i = 0; i < workers; ++i)
      if (!state.workers[i]) state.workers[i] = std::make_unique<SpscRing>(worker_ring_bytes);
    const std::lock_guard sharing(state.sharing);
    if (!state.shared) state.shared = std::make_unique<SpscRing>(shared_ring_bytes);
    state.running.store(true, std::memory_order_release);
  }
  state.writer = std::make_unique<TaskThread>("log", 4);
  TaskThread& writer = *state.writer;
  (void)writer.post([&writer] { print_again_and_again(writer); });
}

void flush() {
  print_waiting();
}

void stop() {
  const std::lock_guard lifecycle(state.lifecycle);
  if (!state.writer) return;
  {
    const std::lock_guard sharing(state.sharing);
    state.running.store(false, std::memory_order_release);
  }
  state.writer->stop();
  state.writer.reset();
  print_waiting();
}

uint64_t dropped() noexcept {
  return state.dropped.load(std::memory_order_relaxed);
}

bool enabled(Level level) noexcept {
  return level >= state.lowest.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view source, std::string_view text) noexcept {
  if (level > Level::error) level = Level::error;  // a plugin's number; noisy is better than lost
  if (!enabled(level)) return;
  if (source.empty()) {
    record(level, text);
    return;
  }
  Joined joined;
  for (const std::string_view part : {source, std::string_view(": "), text}) joined.add(part);
  record(level, joined.view());
}

void write_about(About about, Level level, std::string_view source, std::string_view text,
                 std::string_view detail, bool is_printed) noexcept {
  if (level > Level::error) level = Level::error;
  Joined joined;
  for (const std::string_view part : {source, std::string_view(": "), text}) joined.add(part);
  const size_t kept_bytes = joined.size();
  joined.add(detail);
  record(level, joined.view(), about, kept_bytes, is_printed);
}

void keep_with(std::function<void(const Kept&)> keep) {
  const std::lock_guard printing(state.printing);
  state.keep.reset();
  if (keep) state.keep = std::move(keep);
}

void set_level(Level lowest) noexcept {
  state.lowest.store(lowest, std::memory_order_relaxed);
}

Level level() noexcept {
  return state.lowest.load(std::memory_order_relaxed);
}

void write_formatted(Level level, fmt::string_view format, fmt::format_args args) noexcept {
  if (!enabled(level)) return;
  std::array<char, text_bytes_max + 4> text;
  try {
    const auto written = fmt::vformat_to_n(text.data(), text.size(), format, args);
    record(level, {text.data(), std::min(written.size, text.size())});
  } catch (const std::exception&) {
    // The format was checked when it was compiled; a value's own formatter failed.
    record(level, {format.data(), format.size()});
  }
}

}  // namespace spark::base::log
