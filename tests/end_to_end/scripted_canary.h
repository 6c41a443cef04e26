// A running host in event time whose two models misbehave as each request says (museum/scripted.h),
// and canaries on it: started, fed with seeded requests, looked at after every slot of 500 ms.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "end_to_end/harness.h"
#include "museum/scripted.h"

namespace spark::test {

// What goes wrong in a canary.
struct Scene {
  std::string name = {};
  double share = 0;  // of the candidate's requests
  Script kind = Script::fail;
  bool bursts = false;        // all requests of 100 ms, or none of them
  int64_t outage_from_s = 0;  // from then on both fail on the same half of the requests
  int64_t outage_s = 0;       // for so long
  std::string plan = "full";
  int64_t step_ms = 10;         // from one request to the next
  int64_t seconds_max = 1'800;  // then the canary is left as it is
};

inline constexpr double production_share = 0.005;  // of its requests fail

// One request: when it comes and what each model is told to do.
struct Line {
  int64_t ts_ms = 0;
  bool is_pair = true;        // otherwise the candidate is not asked
  double production[4] = {};  // rows of scripted.h
  double candidate[4] = {};

  [[nodiscard]] bool production_fails() const { return hits(production); }
  [[nodiscard]] bool candidate_does(Script kind) const {
    return hits(candidate) && candidate[3] == static_cast<double>(kind);
  }
  [[nodiscard]] bool candidate_fails() const {
    return hits(candidate) && candidate[3] < static_cast<double>(Script::slow);
  }

 private:
  [[nodiscard]] static bool hits(const double (&row)[4]) {
    return script_hits(static_cast<uint64_t>(row[0]), static_cast<uint64_t>(row[1]), row[2]);
  }
};

// The request so many steps after the start, from 1.
[[nodiscard]] Line line_of(const Scene& scene, uint64_t seed, int64_t start_ms, uint64_t number);

// What a canary came to; times are event time.
struct LiveEnd {
  std::string state, hold, cause;
  bool was_common = false;  // held for a common cause, at some time
  int64_t start_ms = 0;
  int64_t end_ms = 0;
  uint64_t requests = 0;  // that were sent in between
  // Of each of them, as the host says.
  std::vector<int64_t> sequences;
  std::vector<bool> is_selected;

  [[nodiscard]] double seconds() const { return static_cast<double>(end_ms - start_ms) / 1e3; }
};

class ScriptedCanary {
 public:
  static constexpr uint64_t batch = 50;  // requests between two looks at the status

  ScriptedCanary();
  // One canary with the requests of that seed, until it is over or for `seconds_max`; then it is
  // ended. Throws std::runtime_error where the host refuses.
  LiveEnd play(const Scene& scene, uint64_t seed);
  [[nodiscard]] std::string plan(const std::string& name) const;  // its file

 private:
  void start(const Scene& scene, uint64_t seed);
  void end();
  [[nodiscard]] boost::json::value status();
  [[nodiscard]] std::string state();
  void send(const std::vector<Line>& lines, LiveEnd* told);

  TemporaryFolder folder_;
  std::unique_ptr<Sparkd> host_;
  std::unique_ptr<tool::Client> requests_, orders_;
  int64_t now_ms_ = 1'714'521'600'000;
};

}  // namespace spark::test
