// Load for a host that is being changed: requests in an even rhythm, on connections that are kept
// and on ones that are opened for a single request; every answer is checked and timed. It all runs
// in one thread, so that the machine is left to the host.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spark::test {

// A route to ask.
struct Asked {
  std::string pipeline;
  uint16_t port = 0;
  std::string path;
  std::string body;
  // What is wrong with the body of an answer; "" if nothing is.
  std::function<std::string(std::string_view body)> wrong;
};

struct Rhythm {
  size_t kept = 64;  // connections, spread over the routes; at most one request at a time on each
  double kept_per_second = 0;    // requests on all of them together
  double opened_per_second = 0;  // connections of one request each
};

struct Measured {
  std::map<std::string, uint64_t> answered;  // by pipeline
  uint64_t opened = 0;                       // connections among them of one request each
  uint64_t refused = 0;                      // told to come later, as a starved worker does
  uint64_t failed = 0;                       // reset, closed, not answered, or answered otherwise
  std::vector<std::string> failures;         // the first few
  std::vector<double> us;                    // of each answer
  double seconds = 0;

  [[nodiscard]] double quantile_us(double q) const;
};

class Load {
 public:
  Load(std::vector<Asked> asked, Rhythm rhythm);
  ~Load();

  // Asks until `done` says so, then waits for what has not been answered yet. An answer's time is
  // from when its request was due, if an earlier one held it up, else from when it was sent.
  [[nodiscard]] Measured run(const std::function<bool()>& done);

 private:
  using Clock = std::chrono::steady_clock;
  struct Connection;

  std::unique_ptr<Connection> open(size_t route, bool is_kept);  // null, and counted, if refused
  void send_due(Clock::time_point start, Clock::time_point now, bool is_over);
  void send(Connection& connection, Clock::time_point from);
  void receive(Connection& connection);
  void answered(Connection& connection, std::string_view head, std::string_view body);
  void lost(Connection& connection, const std::string& why);
  void fail(size_t route, const std::string& why);
  void wait(Clock::time_point until);

  std::vector<Asked> asked_;
  std::vector<std::string> requests_;
  Rhythm rhythm_;
  int events_;
  std::vector<std::unique_ptr<Connection>> kept_;
  std::map<const Connection*, std::unique_ptr<Connection>> opened_;
  uint64_t kept_sent_ = 0;
  uint64_t opened_sent_ = 0;
  size_t unanswered_ = 0;
  Measured measured_;
};

}  // namespace spark::test
