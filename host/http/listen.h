// Binding: one listener, one acceptor per worker.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "http/asio.h"
#include "http/listener_spec.h"

namespace spark::http {

struct Listening {
  std::string address;  // as bound; "" for a socket in the file system
  uint16_t port = 0;
  std::vector<Acceptor> acceptors;     // one per context, listening, not blocking
  std::unique_ptr<BoundSocket> bound;  // null: TCP
};

// Binds once without SO_REUSEPORT first: with it, a second instance would silently share the port.
// Errors name the listener, address and port.
[[nodiscard]] base::Result<Listening> listen(const ListenerSpec& spec,
                                             const std::vector<asio::io_context*>& contexts);

}  // namespace spark::http
