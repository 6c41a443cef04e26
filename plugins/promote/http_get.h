// One bounded HTTP request to a server that the configuration names by its address.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace promote {

// "http://127.0.0.1:9090/prefix": an address in numbers, since looking up a name may take for ever.
struct HttpServer {
  std::string host;  // an IPv6 address without brackets
  uint16_t port = 0;
  std::string prefix;  // "" or "/prefix"

  // Throws spark::Error for any other text.
  [[nodiscard]] static HttpServer parse(std::string_view url);
};

struct HttpBounds {
  uint32_t wait_ms = 3'000;  // from connecting to the last byte
  size_t bytes_max = 4 * 1024 * 1024;
};

// The body of a 200. Throws spark::Error for all else, with the reason. Blocks for at most
// `wait_ms`. [jobs]
[[nodiscard]] std::string http_get(const HttpServer& server, const std::string& target,
                                   const HttpBounds& bounds);

}  // namespace promote
