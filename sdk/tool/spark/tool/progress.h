// How far a long work has come, on standard error: a bar with rate and time left where that is a
// terminal, a plain line every five seconds where it is not, nothing when asked to be quiet.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace spark::tool {

enum class ProgressStyle : unsigned char { quiet, bar, lines };

// quiet if asked, else by whether standard error is a terminal.
[[nodiscard]] ProgressStyle progress_style(bool quiet);

struct ProgressState {
  std::string_view what;  // "requests"
  uint64_t done = 0;
  uint64_t total = 0;  // 0: unknown, and then there is no bar and no time left
  double elapsed_s = 0;
};

// "[##########----------]  50 %  5,000 of 10,000 requests  2,500/s  2.0 s left"
[[nodiscard]] std::string progress_line(const ProgressState& state, bool bar);

class Progress {
 public:
  // `what` is borrowed for the object's life.
  Progress(ProgressStyle style, std::string_view what, uint64_t total);
  ~Progress() { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void add(uint64_t count);
  void finish();  // clears the bar; later calls do nothing

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] ProgressState state(Clock::time_point now) const;

  ProgressStyle style_;
  std::string_view what_;
  uint64_t total_;
  uint64_t done_ = 0;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_ = start_;
  bool drawn_ = false;
};

}  // namespace spark::tool
