// What a request costs inside a worker, without sockets: body in, answer out, series recorded,
// through the shipped configuration and plugins. Rounds of the pipelines alternate, so that a
// machine whose speed drifts disturbs all alike; what to quote is the median, and the ratio to a
// pipeline without stages.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/worker.h"
#include "generation/bare_host.h"
#include "generation/build.h"
#include "generation/prepare_objects.h"

using namespace spark;

namespace {

struct Subject {
  const char* pipeline;
  std::string body;
  std::vector<double> ns_per_request;
  std::vector<double> ns_until_answer;
};

struct Cost {
  double ns_per_request = 0;
  double ns_until_answer = 0;  // of these, before the answer could go
};

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// The checksum keeps the work from being thought away.
Cost run_round(generation::Served& served, int requests, const std::string& body, std::string& out,
               size_t& checksum) {
  pipeline::Runner& runner = *served.workers[0].runner;
  const int64_t started_ns = base::steady_ns();
  int64_t until_answer_ns = 0;
  for (int i = 0; i < requests; ++i) {
    out.clear();
    const uint32_t code = runner.handle({body}, out);
    runner.observe();
    served.metrics.record(code, runner.elapsed_ns(), runner.traces());
    until_answer_ns += runner.elapsed_ns();
    checksum += code + out.size();
  }
  return {static_cast<double>(base::steady_ns() - started_ns) / requests,
          static_cast<double>(until_answer_ns) / requests};
}

// The shipped configuration as a start would build it, copying nothing.
std::unique_ptr<generation::Generation> build(generation::BareHost& bare,
                                              blueprint::Blueprint& blueprint,
                                              config::Config config, config::Errors& errors) {
  generation::SeenObjects seen;
  const auto prepared =
      generation::prepare_objects(blueprint, config, SPARK_PLUGIN_DIR, nullptr, seen, errors);
  if (!errors.empty()) return nullptr;
  generation::Steps steps;
  return generation::build_generation(blueprint, std::move(config), prepared.paths,
                                      {bare.context(), bare.registry(), steps, {}}, errors);
}

}  // namespace

// ROUNDS [REQUESTS]: how many rounds of how many requests; 31 and 20,000 are what to quote.
int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 31;
  const int requests = argc > 2 ? std::max(std::atoi(argv[2]), 1) : 20'000;
  config::Errors errors;
  config::Config config = config::load(SPARK_SOURCE_DIR "/configs/executor.yaml", {}, {}, errors);
  blueprint::Blueprint blueprint{
      config.file.string(), config.folder.string(), config.text, {}, {}, {}, {}, {}};
  generation::BareHost bare(config);
  const auto generation =
      errors.empty() ? build(bare, blueprint, std::move(config), errors) : nullptr;
  if (!generation) {
    std::fputs(errors.render().c_str(), stderr);
    return 1;
  }
  base::this_worker = 0;

  const std::string snapshot =
      R"({"symbol":"BTCUSDT","snapshot":{"ts":1700000000000,"mid":45000.5,"spreadBp":2.1,)"
      R"("vol1m":1234567.8,"rsi14":55.25}})";
  std::vector<Subject> subjects = {{"ml-health", "", {}, {}},
                                   {"ml-predict", snapshot, {}, {}},
                                   {"predict-with-shadow", snapshot, {}, {}}};
  std::string out;
  size_t checksum = 0;
  for (int round = 0; round <= rounds; ++round) {
    for (auto& subject : subjects) {
      const Cost cost = run_round(*generation->find_served(subject.pipeline), requests,
                                  subject.body, out, checksum);
      if (round == 0) continue;  // it warms up
      subject.ns_per_request.push_back(cost.ns_per_request);
      subject.ns_until_answer.push_back(cost.ns_until_answer);
    }
  }
  std::printf("```\n%-20s %12s %8s %12s %8s   (median of %d rounds of %d requests)\n", "pipeline",
              "ns/request", "ratio", "until answer", "part", rounds, requests);
  const double unit = median(subjects[0].ns_per_request);
  for (const auto& subject : subjects) {
    const double ns = median(subject.ns_per_request);
    const double until_answer = median(subject.ns_until_answer);
    std::printf("%-20s %12.0f %8.2f %12.0f %8.2f\n", subject.pipeline, ns, ns / unit, until_answer,
                until_answer / ns);
  }
  std::printf("```\n");
  return checksum == 0 ? 1 : 0;
}
