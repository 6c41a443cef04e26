// Sends what a source yields, over one connection or several, each with its own thread.
//
// Connections are for symbols: each symbol's rows go over one connection, in order, since a host
// keeps a symbol's history and passes over what goes back in time. Without pipelining each request
// waits for the answer before it and the latency is one request's; pipelining keeps the order too,
// but a latency then includes the wait for the answers before it, as it is counted from the moment
// when the batch was sent.
#pragma once

#include <cstdint>
#include <string>

#include "answers.h"
#include "sources.h"
#include "spark/tool/http_client.h"
#include "spark/tool/progress.h"

namespace spark::replay {

inline constexpr uint32_t connections_max = 64;
inline constexpr uint32_t pipeline_max = 256;

// A snapshot's body is at most about 200 bytes, its head a little more than the token.
inline constexpr size_t request_bytes_max = 512;
static_assert(pipeline_max * request_bytes_max <= tool::Client::pipeline_bytes_max);

struct Sending {
  tool::Address to;
  std::string path;
  double rate_per_s =
      0;  // 0: as fast as answers come. Batches are sent when their first request is due.
  uint32_t connections = 1;  // more than there are symbols have nothing to do
  uint32_t pipeline = 1;
};

// Returns when the source is empty and all requests are answered, or after the first error of the
// source or of a connection. In any case `tally` holds the requests sent until then.
tool::Result<void> send_all(Source& source, const Sending& sending, Tally& tally,
                            tool::Progress& progress);

}  // namespace spark::replay
