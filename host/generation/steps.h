// The steps of a change, timed: what its answer tells, what an error names, and what a trial says
// it was at when it died.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spark::generation {

struct StepTime {
  std::string name;
  double ms = 0;
};

class Steps {
 public:
  Steps();

  // Ends the step before. One that was there before goes on adding to its time.
  void begin(std::string_view name);
  // Within the present step: told to whoever watches.
  void at(const std::string& what) const;
  void end();

  [[nodiscard]] const std::string& current() const { return current_; }
  [[nodiscard]] const std::vector<StepTime>& all() const { return all_; }  // after end()
  [[nodiscard]] double total_ms() const;                                   // until now

  std::function<void(const std::string& what)> on_progress;  // may be empty

 private:
  std::string current_;
  int64_t began_ns_;
  int64_t first_ns_;
  std::vector<StepTime> all_;
};

}  // namespace spark::generation
