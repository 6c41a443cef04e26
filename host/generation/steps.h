// The timed steps of a change. The change's response lists them, and errors and dead trials name
// the present one.
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

  // Ends the present step. A step that is begun again adds to its own time.
  void begin(std::string_view name);
  // Tells the watcher of the change how far the present step has come.
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
