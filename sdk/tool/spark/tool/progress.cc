#include "spark/tool/progress.h"

#include <unistd.h>

#include <algorithm>

#include "spark/tool/format.h"
#include "spark/tool/terminal.h"

namespace spark::tool {
namespace {

constexpr auto bar_interval = std::chrono::milliseconds(100);
constexpr auto line_interval = std::chrono::seconds(5);
constexpr uint64_t bar_cells = 30;

}  // namespace

ProgressStyle progress_style(bool quiet) {
  if (quiet) return ProgressStyle::quiet;
  return isatty(STDERR_FILENO) == 1 ? ProgressStyle::bar : ProgressStyle::lines;
}

std::string progress_line(const ProgressState& state, bool bar) {
  std::string line;
  if (state.total > 0) {
    const double share =
        std::min(1.0, static_cast<double>(state.done) / static_cast<double>(state.total));
    if (bar) {
      const auto full = static_cast<size_t>(share * static_cast<double>(bar_cells));
      line += "[" + std::string(full, '#') + std::string(bar_cells - full, '-') + "]  ";
    }
    line += fixed(share * 100, 0) + " %  " + grouped(state.done) + " of " + grouped(state.total);
  } else {
    line += grouped(state.done);
  }
  line.append(" ").append(state.what);
  if (state.elapsed_s <= 0 || state.done == 0) return line;
  const double rate = static_cast<double>(state.done) / state.elapsed_s;
  line += "  " + (rate < 10 ? fixed(rate, 1) : grouped(static_cast<uint64_t>(rate))) + "/s";
  if (state.total > state.done) {
    line += "  " + duration(static_cast<double>(state.total - state.done) / rate) + " left";
  }
  return line;
}

Progress::Progress(ProgressStyle style, std::string_view what, uint64_t total)
    : style_(style), what_(what), total_(total) {}

ProgressState Progress::state(Clock::time_point now) const {
  return {what_, done_, total_, std::chrono::duration<double>(now - start_).count()};
}

void Progress::add(uint64_t count) {
  done_ += count;
  if (style_ == ProgressStyle::quiet) return;
  const Clock::time_point now = Clock::now();
  const bool bar = style_ == ProgressStyle::bar;
  if (now - shown_ < (bar ? Clock::duration(bar_interval) : Clock::duration(line_interval))) return;
  shown_ = now;
  drawn_ = bar;
  const std::string line = progress_line(state(now), bar);
  if (bar) {
    redraw(line);
  } else {
    put(stderr, line + "\n");
  }
}

void Progress::finish() {
  if (drawn_) redraw("");
  drawn_ = false;
  style_ = ProgressStyle::quiet;
}

}  // namespace spark::tool
