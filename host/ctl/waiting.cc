#include "ctl/waiting.h"

#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <utility>

#include "spark/tool/terminal.h"

namespace spark::ctl {

using std::chrono::steady_clock;

std::string waiting_line(std::chrono::seconds waited) {
  return "waiting for the host… " + std::to_string(waited.count()) + " s";
}

Waiting::Waiting(Draw draw, std::chrono::milliseconds period)
    : draw_(std::move(draw)), period_(period) {
  if (draw_) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Waiting::~Waiting() {
  if (!draw_) return;
  thread_.request_stop();
  thread_.join();
  if (drawn_) draw_("");
}

void Waiting::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;  // only a stop request ends a wait early
  std::unique_lock lock(mutex);
  const steady_clock::time_point start = steady_clock::now();
  for (steady_clock::time_point next = start + period_;; next += period_) {
    never.wait_until(lock, stop, next, [] { return false; });
    if (stop.stop_requested()) return;
    drawn_ = true;
    draw_(waiting_line(
        std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - start)));
  }
}

Waiting::Draw draw_on_terminal() {
  if (isatty(STDERR_FILENO) != 1) return {};
  return tool::redraw;
}

}  // namespace spark::ctl
