// The facts by which a listener's connections are judged. Built when the listener is opened, and
// never changed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/peers.h"

namespace spark::http {

// An origin whose pages may call.
struct CorsOrigin {
  std::string origin;   // as browsers write it: https://console.example
  std::string headers;  // additional headers of responses to it, CRLF after each
};

struct Door {
  std::string token;              // empty: the listener has no credential
  std::string address;            // as bound, such as 127.0.0.1, ::1 or 0.0.0.0
  bool vital = false;             // see ListenerSpec
  uint16_t port = 0;              // as bound
  bool trusts_forwarded = false;  // see ListenerSpec
  std::vector<CorsOrigin> cors = {};
  std::shared_ptr<const Peers> peers = nullptr;  // of a socket in the file system; null: TCP
};

}  // namespace spark::http
