// A worker's counts about its connections. Only the worker writes them; any thread reads them.
//
// Requests that reach a handler are counted by the handler's owner, which knows the route. Requests
// that never reach a handler are counted here, by the status of their response.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/count.h"

namespace spark::http {

using base::Count;

// Statuses that this layer answers by itself; the last place stands for all others.
inline constexpr std::array<uint16_t, 16> refusal_codes = {400, 401, 403, 404, 405, 408, 413, 414,
                                                           415, 417, 431, 500, 501, 503, 505, 0};

struct alignas(64) Counts {
  Count accepted;         // connections, shed ones included
  Count open;             // level: connections open now
  Count shed;             // connections refused because there are too many
  Count yielded;          // connections to vital listeners that made room for others
  Count accept_failures;  // accepting paused: no descriptors or memory left
  Count input_refusals;   // requests answered 503 for want of memory to read them into
  Count overloads;        // requests answered 503 because they had waited too long
  Count requests;         // well-formed requests, refused ones included
  Count parse_errors;     // connections closed because they did not speak HTTP as they should
  Count idle_timeouts;
  Count read_timeouts;      // a head or body that did not end in time
  Count write_timeouts;     // a peer that took no byte of its response
  Count deferred_timeouts;  // a deferred response that did not come
  Count resets;             // connections that broke
  Count handler_failures;   // handlers that threw, or returned without a response
  Count bytes_in;
  Count bytes_out;
  std::array<Count, refusal_codes.size()> refused;  // by refusal_codes

  void refuse(uint32_t status) {
    size_t place = 0;
    while (place + 1 < refusal_codes.size() && refusal_codes[place] != status) ++place;
    refused[place].add();
  }
  [[nodiscard]] uint64_t refused_with(uint32_t status) const {
    for (size_t i = 0; i < refusal_codes.size(); ++i) {
      if (refusal_codes[i] == status) return refused[i].get();
    }
    return 0;
  }
};

}  // namespace spark::http
