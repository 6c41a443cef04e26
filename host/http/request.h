// A request as a handler sees it: views into the connection's buffer.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace spark::http {

enum class Method : uint8_t { get, head, post, options, other };

struct Header {
  std::string_view name;   // as sent
  std::string_view value;  // without surrounding white space
};

// Valid during the handler's call only.
struct Request {
  Method method = Method::other;
  std::string_view method_text;
  std::string_view host;   // the target's in absolute form, otherwise the header's; "": neither
  std::string_view path;   // begins with '/' and goes up to '?'; not decoded; "*" with OPTIONS
  std::string_view query;  // after '?'; not decoded
  std::string_view body;
  std::vector<Header> headers;  // capacity is reused

  // The first header of that name (case-insensitive), or "". Host occurs at most once, and in a
  // request that is complete Content-Type, Authorization and Origin do, too.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

}  // namespace spark::http
