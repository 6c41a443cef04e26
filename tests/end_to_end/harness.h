// A running sparkd, for tests: started on free ports with a state folder of its own or one that
// outlives it, ended with the object.
#pragma once

#include <sys/types.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spark/tool/http_client.h"
#include "support/market_data.h"
#include "support/temporary_folder.h"

namespace spark::test {

struct Ended {
  int exit_code = -1;  // -1: by a signal
  std::string output;  // standard output and error together
  double cpu_ms = 0;   // by run(): of the program and its children
  int signal = 0;      // that ended it
};

// Runs a program to its end.
Ended run(const std::vector<std::string>& command);
// The same, but it is killed after that time, unless it has ended.
Ended run_and_kill(const std::vector<std::string>& command, std::chrono::microseconds after);

std::filesystem::path binary(std::string_view name);  // of this build's bin/
std::filesystem::path source(std::string_view relative);

// What starts sparkd on free ports; see Sparkd.
std::vector<std::string> sparkd_command(const std::vector<std::string>& overrides,
                                        const std::filesystem::path& config,
                                        const std::filesystem::path& state_dir);

// Returns when all that was asked on this connection is counted: a host looks at a request when
// all that follows the answer before it is done.
void await_counts(tool::Client& client);

class Sparkd {
 public:
  // `overrides` are --set arguments; `config` defaults to configs/executor.yaml, `state_dir` to a
  // folder that goes with the object. Waits until it serves; throws with its output if it ends
  // instead.
  explicit Sparkd(const std::vector<std::string>& overrides = {},
                  const std::filesystem::path& config = {},
                  const std::filesystem::path& state_dir = {});
  ~Sparkd();
  Sparkd(const Sparkd&) = delete;
  Sparkd& operator=(const Sparkd&) = delete;

  [[nodiscard]] uint16_t port(const std::string& listener) const { return ports_.at(listener); }
  [[nodiscard]] tool::Client client(const std::string& listener, std::string token = {}) const;
  [[nodiscard]] std::string url(const std::string& listener) const;
  [[nodiscard]] std::string token() const;
  [[nodiscard]] const std::filesystem::path& state_dir() const { return state_dir_; }

  [[nodiscard]] pid_t pid() const { return pid_; }
  void signal(int number) const;
  Ended wait();                              // for its end
  [[nodiscard]] std::string output() const;  // so far
  // Waits until the output has `text`; false if it does not come.
  [[nodiscard]] bool prints(std::string_view text) const;

  // One call on a connection of its own; the answer's body must be JSON. Returns when the host has
  // ended the connection: then the call is counted, and observers have run.
  boost::json::value json(const std::string& listener, std::string_view method,
                          std::string_view path, std::string_view body = {},
                          uint32_t expected_status = 200) const;
  [[nodiscard]] std::string text(const std::string& listener, std::string_view path) const;
  // The value of one series of the executor's /metrics; -1 if it is absent.
  [[nodiscard]] double metric(std::string_view series) const;
  [[nodiscard]] double resident_bytes() const;  // that it has in memory now

 private:
  TemporaryFolder folder_;
  std::filesystem::path state_dir_;
  std::filesystem::path log_;
  pid_t pid_ = -1;
  std::map<std::string, uint16_t> ports_;
};

}  // namespace spark::test
