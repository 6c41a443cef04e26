// "waiting for the host… 3 s": a line that counts the seconds until a slow response comes.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace spark::ctl {

[[nodiscard]] std::string waiting_line(std::chrono::seconds waited);

class Waiting {
 public:
  // Draws the given line; "" clears it. Called on the object's own thread, and by the destructor
  // for the last time.
  using Draw = std::function<void(std::string_view)>;

  // Draws after each `period`; never without `draw`.
  explicit Waiting(Draw draw, std::chrono::milliseconds period = std::chrono::seconds(1));
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  void run(const std::stop_token& stop);

  Draw draw_;
  std::chrono::milliseconds period_;
  bool drawn_ = false;
  std::jthread thread_;
};

// Draws on standard error if that is a terminal; otherwise empty.
[[nodiscard]] Waiting::Draw draw_on_terminal();

}  // namespace spark::ctl
