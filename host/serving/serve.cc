// Serving one request of a pipeline.
#include "serving/serve.h"

#include <memory>

#include "base/assert.h"
#include "base/clock.h"
#include "base/worker.h"
#include "serving/noted.h"
#include "serving/request_texts.h"

namespace spark::serving {
namespace {

// What the plan reads of the request beside its body. The sequence is unique among all workers, and
// increases on each of them, without a count that they share.
void describe(const http::Exchange& exchange, const generation::Served& served,
              pipeline::Call& call) {
  const frame::RequestSlots& read = served.plan->request;
  call.sequence = sequence_of(exchange, served);
  if (read.id != frame::no_slot) call.id = sane_id(only_header(exchange.request(), "X-Request-Id"));
  if (read.traceparent != frame::no_slot)
    call.traceparent = valid_traceparent(only_header(exchange.request(), "traceparent"));
}

// Whether the pipeline is ready now, as its newest request says. A probe says nothing of it, nor
// does a request that was wrong.
void note_readiness(generation::Served& served, const pipeline::Runner& runner) {
  if (runner.is_synthetic() || (runner.code() != 200 && runner.code() != 422)) return;
  const uint64_t word = runner.not_ready().word();
  if (served.not_ready.load(std::memory_order_relaxed) != word)
    served.not_ready.store(word, std::memory_order_relaxed);
}

void record(const generation::Served& served, const generation::PipelineWorker& own) {
  const pipeline::Runner& runner = *own.runner;
  if (!own.notes.is_noted())
    return served.metrics.record(runner.code(), runner.elapsed_ns(), runner.traces());
  const metrics::Exemplar exemplar{own.notes.request_id(), own.notes.trace_id(), base::utc_ms()};
  served.metrics.record(runner.code(), runner.elapsed_ns(), runner.traces(), &exemplar);
}

// What can wait until the answer is on its way: observers, series, log records.
void finish(void* subject) noexcept {
  auto& served = *static_cast<generation::Served*>(subject);
  generation::PipelineWorker& own = served.workers[base::this_worker];
  pipeline::Runner& runner = *own.runner;
  runner.observe();
  if (runner.code() == 200) own.answers.add();
  record(served, own);
  note_readiness(served, runner);
  if (runner.has_failures() || own.notes.is_slow()) log_noted(served, own);
}

}  // namespace

void serve(generation::Served& served, http::Exchange& exchange) {
  SPARK_ASSERT(base::this_worker < served.workers.size(), "requests are served by workers");
  generation::PipelineWorker& own = served.workers[base::this_worker];
  const http::Request& request = exchange.request();
  const uint32_t flags = request.header("X-Spark-Synthetic") == "1" ? frame::synthetic : 0;
  const std::string_view body =
      request.method == http::Method::post ? request.body : std::string_view();

  pipeline::Call call{body, flags};
  if (served.plan->reads_request) describe(exchange, served, call);
  http::Response& response = exchange.response();
  response.status(own.runner->handle(call, response.body()));
  // By which the client finds its row later; where no row has one, there is nothing to find.
  if (const auto id = own.runner->request_id(); !id.empty()) response.header("X-Request-Id", id);
  note(exchange, served, own);
  exchange.follow_up({&finish, &served});
}

http::Handler pipeline_handler(const generation::GenerationPtr& generation,
                               const std::string& pipeline) {
  generation::Served* served = generation->find_served(pipeline);
  return [kept = std::shared_ptr<generation::Served>(generation, served)](
             http::Exchange& exchange) { serve(*kept, exchange); };
}

}  // namespace spark::serving
