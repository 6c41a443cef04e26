// Which counts become which series.
#include "serving/http_metrics.h"

#include <string>

namespace spark::serving {
namespace {

struct Series {
  http::Count http::Counts::*member;
  const char* name;
  const char* help;
};

constexpr Series all_series[] = {
    {&http::Counts::accepted, "spark_http_connections_accepted_total",
     "Connections accepted, shed ones included"},
    {&http::Counts::shed, "spark_http_connections_shed_total",
     "Connections refused because there were too many"},
    {&http::Counts::yielded, "spark_http_connections_yielded_total",
     "Connections to the admin listener that were closed in favour of new ones"},
    {&http::Counts::input_refusals, "spark_http_input_refusals_total",
     "Requests refused because a worker's memory for unfinished ones was in use"},
    {&http::Counts::overloads, "spark_http_overloads_total",
     "Requests refused because they had waited too long for a worker"},
    {&http::Counts::accept_failures, "spark_http_accept_failures_total",
     "Pauses of accepting, for want of descriptors"},
    {&http::Counts::resets, "spark_http_resets_total", "Connections that broke"},
    {&http::Counts::idle_timeouts, "spark_http_idle_timeouts_total",
     "Kept-alive connections closed for idleness"},
    {&http::Counts::read_timeouts, "spark_http_read_timeouts_total",
     "Requests that did not end in time"},
    {&http::Counts::write_timeouts, "spark_http_write_timeouts_total",
     "Peers that did not take their answers"},
    {&http::Counts::deferred_timeouts, "spark_http_deferred_timeouts_total",
     "Answers that did not come in time"},
    {&http::Counts::handler_failures, "spark_http_handler_failures_total",
     "Handlers that failed to answer"},
    {&http::Counts::bytes_in, "spark_http_received_bytes_total", "Bytes received from clients"},
    {&http::Counts::bytes_out, "spark_http_sent_bytes_total", "Bytes sent to clients"},
};

}  // namespace

uint64_t requests_of(const http::Server& server) {
  uint64_t sum = 0;
  for (uint32_t worker = 0; worker < server.workers(); ++worker)
    sum += server.counts(worker).requests.get();
  return sum;
}

base::Result<HttpMetrics> HttpMetrics::create(metrics::Registry& registry) {
  HttpMetrics made;
  auto connections =
      registry.gauge({"spark_http_connections", "Open client connections", {}, {}, 0});
  if (!connections) return connections.error();
  made.connections_ = *connections;
  for (const auto& series : all_series) {
    auto counter = registry.counter({series.name, series.help, {}, {}, 0});
    if (!counter) return counter.error();
    made.counts_.push_back({series.member, {*counter, 0}});
  }
  for (size_t i = 0; i < http::refusal_codes.size(); ++i) {
    const uint16_t code = http::refusal_codes[i];
    auto counter =
        registry.counter({"spark_http_refused_total",
                          "Requests answered before any handler saw them, by status code",
                          {{"code", code == 0 ? "other" : std::to_string(code)}},
                          {},
                          0});
    if (!counter) return counter.error();
    made.refused_[i].counter = *counter;
  }
  return made;
}

void HttpMetrics::collect(const http::Server& server) {
  connections_.set(server.open_connections());
  for (auto& [member, followed] : counts_) {
    uint64_t sum = 0;
    for (uint32_t worker = 0; worker < server.workers(); ++worker)
      sum += (server.counts(worker).*member).get();
    followed.follow(sum);
  }
  for (size_t i = 0; i < http::refusal_codes.size(); ++i) {
    uint64_t sum = 0;
    for (uint32_t worker = 0; worker < server.workers(); ++worker) {
      sum += server.counts(worker).refused[i].get();
    }
    refused_[i].follow(sum);
  }
}

}  // namespace spark::serving
