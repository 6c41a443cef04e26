// Serving one request of a pipeline.
#include "serving/serve.h"

#include <memory>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/worker.h"

namespace spark::serving {
namespace {

constexpr int64_t log_every_ns =
    1'000'000'000;  // per worker and stage: a storm is counted, not printed

void log_failures(const generation::Served& served, generation::PipelineWorker& own,
                  int64_t now_ns) {
  const auto traces = own.runner->traces();
  for (size_t i = 0; i < traces.size(); ++i) {
    using pipeline::Outcome;
    const Outcome outcome = traces[i].outcome;
    if (outcome != Outcome::failed && outcome != Outcome::late) continue;
    if (now_ns - own.logged_at_ns[i] < log_every_ns) continue;
    own.logged_at_ns[i] = now_ns;
    base::log::warn("{}.{}: {} ({} us)", served.name, served.plan->stages[i].name,
                    own.runner->failure(i), traces[i].elapsed_ns / 1000);
  }
}

}  // namespace

void serve(generation::Served& served, http::Exchange& exchange) {
  SPARK_ASSERT(base::this_worker < served.workers.size(), "requests are served by workers");
  generation::PipelineWorker& own = served.workers[base::this_worker];
  const http::Request& request = exchange.request();
  http::Response& response = exchange.response();
  const uint32_t flags = request.header("X-Spark-Synthetic") == "1" ? frame::synthetic : 0;
  const std::string_view body =
      request.method == http::Method::post ? request.body : std::string_view();

  const int64_t started_ns = base::steady_ns();
  const uint32_t code = own.runner->handle(body, flags, response.body());
  response.status(code);
  if (code == 200) own.answers.add();
  const int64_t done_ns = base::steady_ns();
  served.metrics.record(code, done_ns - started_ns, own.runner->traces());
  log_failures(served, own, done_ns);
}

http::Handler pipeline_handler(const generation::GenerationPtr& generation,
                               const std::string& pipeline) {
  generation::Served* served = generation->find_served(pipeline);
  return [kept = std::shared_ptr<generation::Served>(generation, served)](
             http::Exchange& exchange) { serve(*kept, exchange); };
}

}  // namespace spark::serving
