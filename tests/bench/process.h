// Servers under measurement: started, pinned to a core, charged for what they use, ended.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace spark::bench {

// All threads of these processes to one core. Best effort: without the right to, nothing happens.
void pin(const std::vector<pid_t>& processes, int core);
// This thread.
void pin_self(int core);

// CPU time of all threads of these processes so far, from /proc/<pid>/task/*/schedstat.
[[nodiscard]] double cpu_ns(const std::vector<pid_t>& processes);

// The process and those it has started.
[[nodiscard]] std::vector<pid_t> with_children(pid_t process);

// A child that is ended with the object. `output` is what it prints first, up to a line end, if
// `wait_for_line`.
class Child {
 public:
  Child(const std::vector<std::string>& command, bool wait_for_line);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] const std::string& line() const { return line_; }

 private:
  pid_t pid_ = -1;
  std::string line_;
};

}  // namespace spark::bench
