// What the server's owner is told when a guarded route is refused to somebody, so that attempts can
// be put on record.
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
  std::string_view text;    // what the caller is told
  bool loopback = false;
};

// Called before the answer goes out, on the worker that read the request. Anybody can cause it as
// often as he likes: it is cheap, bounded, and does not throw. [worker]
using OnDenied = std::function<void(const Denial&)>;

}  // namespace spark::http
