// Every bound of the HTTP layer in one place. A request beyond one is refused with the status named
// here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace spark::http {

struct Limits {
  uint32_t head_bytes_max = 16 * 1024;    // request line and headers: 431
  uint32_t headers_max = 64;              // 431
  uint32_t target_bytes_max = 2 * 1024;   // 414
  uint32_t body_bytes_max = 1024 * 1024;  // without chunks and inflated: 413
  // For all unfinished requests of one worker, beyond each connection's first 4 KiB: 503. Requests
  // on vital listeners are counted apart.
  uint32_t input_bytes_max = 64 * 1024 * 1024;
  uint32_t vital_input_bytes_max = 8 * 1024 * 1024;
  uint32_t connections_max = 0;  // per host; 0: a little below half the descriptor limit
  uint32_t pipeline_bytes_max = 256 * 1024;  // unsent responses beyond which no request is parsed
  uint32_t head_timeout_ms = 5'000;  // from a request's first byte to the end of its headers
  uint32_t body_timeout_ms = 9'000;  // from the first byte to the end of the body
  // Between requests. Longer than the 60 s after which nginx and many load balancers let an idle
  // connection go: if the host closed first, a request might be on its way, and be lost.
  uint32_t idle_timeout_ms = 75'000;
  // The peer takes no byte for this long. The worker looks once in this time, so a peer that stops
  // right after a look gets twice as long.
  uint32_t write_timeout_ms = 2'000;
  uint32_t queue_ms_max = 100;  // a worker that comes round later than this is stuck
  // 503 for requests that waited for a stuck worker. Not where recorded data drives the time: there
  // a worker waits for others by design, and a refused row would be a row lost.
  bool refuses_late = true;
  uint32_t deferred_timeout_ms = 5'000;  // a deferred response that does not come: 503
};

// The longest that a handler may ask to wait for its deferred response.
inline constexpr uint32_t deferred_wait_ms_max = 120'000;

// The request line is the target and this much: a method, two spaces, a version, CRLF.
inline constexpr uint32_t request_line_overhead_max = 64;
// Per request, over all chunks. Extensions are legal and mean nothing here, but can hide data.
inline constexpr uint32_t chunk_extension_bytes_max = 64;
// A request as it lies in the buffer, with framing of chunks and room to read.
constexpr size_t request_bytes_max(const Limits& limits) {
  constexpr size_t slack_bytes = 4'096;
  return size_t{limits.head_bytes_max} + limits.body_bytes_max + slack_bytes;
}
// Trailers are checked and dropped.
inline constexpr uint32_t trailer_bytes_max = 4 * 1024;
// After the last response of a connection: how long and how much is read and dropped, so that the
// peer gets the response and not a reset.
inline constexpr uint32_t linger_timeout_ms = 1'000;
inline constexpr uint64_t linger_bytes_max = 16 * 1024 * 1024;
// How much of one connection's responses the kernel may hold. By default the kernel takes megabytes
// for a peer that reads nothing.
inline constexpr int send_buffer_bytes = 256 * 1024;
// A connection that is idle for this long gives back memory beyond its first buffers.
inline constexpr uint32_t shrink_after_ms = 2'000;
// While draining, a connection that has not been served yet may still send its first request for
// this long.
inline constexpr uint32_t drain_grace_ms = 500;
// Connections of vital listeners per worker, apart from connections_max. Beyond this number other
// connections make room (claim.h).
inline constexpr uint32_t vital_connections_max = 16;
// Connections beyond connections_max that are told 503 rather than just closed.
inline constexpr uint32_t shed_connections_max = 128;
// How long accepting pauses when descriptors have run out.
inline constexpr uint32_t accept_pause_ms = 100;

static_assert(shrink_after_ms < 60'000, "memory is given back before an idle connection is closed");

}  // namespace spark::http
