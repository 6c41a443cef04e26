// What a request costs the real sparkd, for each byte that it asks to be worked on.
//
// The CPU time is that of the whole process, from the kernel's clock of it, so that what other
// threads do about a request counts and what other programs do does not. A route's own cost is that
// of its normal request, asked alone as the hostile ones are; what a hostile one takes beyond that
// is divided by its bytes, and compared with a normal byte's: that of predictions which arrive
// together. What comes near the bound is measured again, and its least cost counts, since the first
// request of its size also pays for memory that is kept.
#pragma once

#include <ctime>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "end_to_end/harness.h"
#include "support/hostile_bodies.h"

namespace spark::test {

inline constexpr double times_normal_max = 10;

struct Target {
  std::string listener;
  std::string method;
  std::string path;

  [[nodiscard]] std::string text() const { return method + ' ' + path; }
};

// Every route that the host lists, so that a new one is measured, too. One that serves all paths
// below its own stands for the paths that cost_meter.cc knows; a test fails where it knows none.
[[nodiscard]] std::vector<Target> targets_of(const Sparkd& host);

// Who reads bodies that are sent there.
[[nodiscard]] Reader reader_of(const Target& target);

struct Metered {
  std::string bytes;
  size_t worth = 0;  // bytes of work, which are more than are sent where a body is compressed
};

[[nodiscard]] Metered asked(const Sparkd& host, const Target& target, std::string_view path,
                            const HostileBody& body);

// What somebody who means well sends there.
[[nodiscard]] std::string normal_body(const Target& target);
[[nodiscard]] Metered asked_normally(const Sparkd& host, const Target& target);

class Meter {
 public:
  explicit Meter(const Sparkd& host);

  // The CPU time of one request, sent alone, in the middle of several.
  double us_of(const std::string& listener, const Metered& request, int times);

  // The status it is answered with.
  uint32_t answer_to(const std::string& listener, const Metered& request);

  // How many times a normal byte's CPU each of its bytes takes, beyond `own_us` in all.
  double times_normal(const std::string& listener, const Metered& request, double own_us);

 private:
  // Of one request among many that arrive together, so that waking up for them costs next to
  // nothing: the hardest measure to be compared with.
  double pipelined_us_of(const std::string& listener, const Metered& request);

  tool::Client& client(const std::string& listener);
  void send(const std::string& listener, std::string_view bytes);
  uint32_t receive(const std::string& listener);
  [[nodiscard]] double cpu_us() const;

  const Sparkd& host_;
  std::map<std::string, tool::Client> clients_;  // kept, so that no connection is paid for
  clockid_t clock_{};
  double normal_us_a_byte_ = 0;
};

// The dearest of a family, for the figures.
class Worst {
 public:
  void take(double times, const std::string& what);
  // Prints and reports it as "cost of the worst <kind>".
  void report(const std::string& kind, const std::string& origin) const;

 private:
  double times_ = 0;
  std::string what_;
};

}  // namespace spark::test
