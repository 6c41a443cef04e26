// The canary plugin with its two stages, between a production and a candidate that a test answers
// for.
#pragma once

#include <array>
#include <functional>
#include <string>

#include "plugins/plugin_file.h"
#include "spark/testing/fake_host.h"
#include "spark/testing/rig.h"

namespace spark::test {

using testing::FakeHost;
using testing::PluginRig;
using testing::Settings;
using testing::StageRig;

struct ToldPair {
  std::array<spark_model_info, 2> infos{};
  std::array<std::string, 2> digests = {std::string(64, 'a'), std::string(64, 'b')};

  explicit ToldPair(FakeHost& host, const char* candidate_event = "up-move");
};

// One request's answers.
struct BothAnswers {
  double production = 0.5;
  double candidate = 0.5;
  int64_t production_status = SPARK_STATUS_OK;
  int64_t candidate_status = SPARK_STATUS_OK;
  double candidate_ms = 1;
  const char* key = "k";
  uint32_t flags = 0;
  int64_t code = 200;
};

class CanaryRig {
 public:
  static constexpr int64_t begin_ms = 1'714'521'600'000;

  explicit CanaryRig(FakeHost& host, const std::function<void(Settings&)>& more = {});

  // Whose answer it was: true, the candidate's.
  bool ask(const BothAnswers& answered, uint32_t worker = 0);
  [[nodiscard]] bool was_selected() const { return decide.boolean("selected"); }
  // So many requests a second, for so long; the clock goes on and timers fire.
  void run(double seconds, int per_second, const std::function<BothAnswers(int)>& answer);
  // The disk: what waits is recorded and written.
  void settle();

  FakeHost::Reply post(const std::string& verb, const std::string& body = "{}");
  [[nodiscard]] std::string state();
  [[nodiscard]] int64_t weight() const { return host.flags.at("weight").value; }
  void act() { plugin.act(); }

  FakeHost& host;
  PluginRig plugin;
  StageRig decide;
  StageRig count;

 private:
  std::array<std::string, 64> keys_;
  int64_t sequence_ = 0;
};

}  // namespace spark::test
