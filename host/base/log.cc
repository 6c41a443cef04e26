// The recording half of the log; see log.h. Each worker has a ring that only it fills; all other
// threads share one behind a mutex. A TaskThread empties the rings every delay_max_ms, and so does
// flush(). Both hold `printing` meanwhile, since a ring allows one consumer at a time.
#include "base/log.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
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
  uint32_t reserved;
};

struct Waiting {
  int64_t utc_ms;
  Level level;
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
  uint64_t dropped_reported = 0;

  std::mutex lifecycle;  // start and stop
  std::unique_ptr<TaskThread> writer;
};

constinit State state;

void take(std::string_view record) {
  Head head;
  std::memcpy(&head, record.data(), sizeof head);
  state.batch.push_back({head.utc_ms, head.level, std::string(record.substr(sizeof head))});
}

// Prints what the rings hold, oldest first.
void print_waiting() {
  const std::lock_guard lock(state.printing);
  state.batch.clear();
  for (const auto& ring : state.workers)
    if (ring) ring->pop_all(take);
  if (state.shared) state.shared->pop_all(take);
  std::stable_sort(state.batch.begin(), state.batch.end(),
                   [](const Waiting& a, const Waiting& b) { return a.utc_ms < b.utc_ms; });
  for (const Waiting& record : state.batch) print(record.utc_ms, record.level, record.text);

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

void record(Level level, std::string_view text) noexcept {
  const Head head{utc_ms(), level, 0};
  const std::string_view head_bytes(reinterpret_cast<const char*>(&head), sizeof head);
  text = whole_characters(text, text_bytes_max);
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
  print(head.utc_ms, level, text);
}

}  // namespace

std::optional<Level> level_from(std::string_view name) {
  if (name == "debug") return Level::debug;
  if (name == "info") return Level::info;
  if (name == "warn") return Level::warn;
  if (name == "error") return Level::error;
  return std::nullopt;
}

void start(Level lowest, uint32_t workers) {
  SPARK_ASSERT(workers <= workers_max, "workers_max bounds the number of workers");
  const std::lock_guard lifecycle(state.lifecycle);
  state.lowest.store(lowest, std::memory_order_relaxed);
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
  std::array<char, text_bytes_max + 4> joined;  // so that record() sees where a character ends
  size_t size = 0;
  for (const std::string_view part : {source, std::string_view(": "), text}) {
    const size_t taken = std::min(part.size(), joined.size() - size);
    std::copy_n(part.data(), taken, joined.data() + size);
    size += taken;
  }
  record(level, {joined.data(), size});
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
