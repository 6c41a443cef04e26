// The server tells its owner of each refused call of a guarded route, so that attempts can be put
// on record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace spark::http {

// A longer path, which only a prefix route can have, is cut.
inline constexpr size_t denial_path_bytes_max = 128;

// Views: valid during the call only.
struct Denial {
  uint32_t listener = 0;    // its number, in the order of opening
  uint32_t code = 0;        // 401 or 403
  std::string_view method;  // GET, HEAD or POST
  std::string_view path;    // visible ASCII, at most denial_path_bytes_max; without the query
  std::string_view text;    // the error in the response
  bool loopback = false;
  std::string_view user = {};  // who connected by a socket in the file system; "": by TCP
};

// Called before the response is sent, on the worker that read the request. Any client can cause the
// call as often as it likes, so the function is cheap, bounded, and does not throw. [worker]
using OnDenied = std::function<void(const Denial&)>;

}  // namespace spark::http
