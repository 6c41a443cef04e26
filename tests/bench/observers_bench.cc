// What the recorder, drift and quality add to a request, before its answer and after it: the
// shipped configuration with their stages and without, in rounds that alternate, so that a machine
// whose speed drifts disturbs all alike. Requests are a quarter of a second apart, so that one in
// 240 closes a minute. Rows go into a ring, which is written between rounds.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/worker.h"
#include "bench/without_stages.h"
#include "generation/bare_host.h"
#include "generation/build.h"
#include "generation/prepare_objects.h"
#include "services/record_logs.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

using namespace spark;

namespace {

class Host {
 public:
  Host(const char* name, const std::vector<std::string>& without)
      : name_(name), file_(bench::without_stages(folder_.path(), without)) {
    config::Errors errors;
    config::Config config = config::load(file_, {}, {}, errors);
    blueprint_ = std::make_unique<blueprint::Blueprint>(blueprint::Blueprint{
        config.file.string(), config.folder.string(), config.text, {}, {}, {}, {}, {}});
    bare_ = std::make_unique<generation::BareHost>(config);
    logs_ = std::make_unique<services::RecordLogs>(bare_->registry(), 1, &writer_);
    logs_->open(folder_.path());
    bare_->keep_rows(*logs_);
    generation::SeenObjects seen;
    generation::Steps steps;
    const auto prepared =
        generation::prepare_objects(*blueprint_, config, SPARK_PLUGIN_DIR, nullptr, seen, errors);
    if (errors.empty())
      generation_ =
          generation::build_generation(*blueprint_, std::move(config), prepared.paths,
                                       {bare_->context(), bare_->registry(), steps, {}}, errors);
    if (generation_) return;
    std::fputs(errors.render().c_str(), stderr);
    std::exit(1);
  }

  // The checksum keeps the work from being thought away.
  void run_round(int requests, bool counts, size_t& checksum) {
    pipeline::Runner& runner = *generation_->find_served("predict-with-shadow")->workers[0].runner;
    std::string body =
        R"({"symbol":"BTCUSDT","snapshot":{"ts":1700000000000,"mid":45000.5,"spreadBp":2.1,)"
        R"("vol1m":1234567.8,"rsi14":55.25}})";
    const size_t at = body.find("17000");
    std::string out;
    int64_t before_ns = 0;
    int64_t after_ns = 0;
    for (int i = 0; i < requests; ++i) {
      body.replace(at, 13, std::to_string(ts_ms_ += 250));
      out.clear();
      const int64_t started_ns = base::steady_ns();
      checksum += runner.handle({body}, out) + out.size();
      const int64_t answered_ns = base::steady_ns();
      runner.observe();
      after_ns += base::steady_ns() - answered_ns;
      before_ns += answered_ns - started_ns;
    }
    writer_.step_delayed();
    if (!counts) return;
    before_.ns.push_back(static_cast<double>(before_ns) / requests);
    after_.ns.push_back(static_cast<double>(after_ns) / requests);
  }
  // The least of all rounds: whatever else the machine does makes a round slower, never faster.
  struct Part {
    std::vector<double> ns;
    [[nodiscard]] double least() const { return *std::min_element(ns.begin(), ns.end()); }
  };
  [[nodiscard]] const Part& before() const { return before_; }
  [[nodiscard]] const Part& after() const { return after_; }
  [[nodiscard]] const char* name() const { return name_; }

 private:
  const char* name_;
  const test::TemporaryFolder folder_;
  const std::filesystem::path file_;
  std::unique_ptr<blueprint::Blueprint> blueprint_;
  test::ManualQueue writer_;
  std::unique_ptr<generation::BareHost> bare_;
  std::unique_ptr<services::RecordLogs> logs_;
  std::unique_ptr<generation::Generation> generation_;
  Part before_, after_;
  int64_t ts_ms_ = 1'700'000'000'000;
};

}  // namespace

// ROUNDS [REQUESTS]: 101 and 2,000 are what to quote; a ring holds no more rows than that.
int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 101;
  const int requests = argc > 2 ? std::max(std::atoi(argv[2]), 1) : 2'000;
  base::this_worker = 0;
  Host none("none of them", {"drift", "quality", "recorder"});
  Host recorder("recorder", {"drift", "quality"});
  Host drift("recorder, drift", {"quality"});
  Host quality("recorder, quality", {"drift"});
  Host both("all three", {});
  size_t checksum = 0;
  for (int round = 0; round <= rounds; ++round)
    for (Host* each : {&none, &recorder, &drift, &quality, &both})
      each->run_round(requests, round > 0, checksum);
  std::printf("```\n%-18s %10s %6s %10s %6s   (ns a request; least of %d rounds of %d)\n", "with",
              "to answer", "adds", "after it", "adds", rounds, requests);
  for (const Host* each : {&none, &recorder, &drift, &quality, &both})
    std::printf("%-18s %10.0f %6.0f %10.0f %6.0f\n", each->name(), each->before().least(),
                each->before().least() - none.before().least(), each->after().least(),
                each->after().least() - none.after().least());
  std::printf("```\n");
  return checksum == 0 ? 1 : 0;
}
