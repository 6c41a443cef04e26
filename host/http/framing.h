// Reads the headers about the message itself: how long the body is, whether the connection goes on,
// and whether the client waits before it sends the body. Other headers are ignored, except that
// headers which decide access must not occur twice.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/limits.h"

namespace spark::http {

struct Failure {
  uint32_t status = 0;      // 0: none
  std::string_view reason;  // static, or in Context::text
  [[nodiscard]] bool failed() const { return status != 0; }
};

class Framing {
 public:
  void begin(bool http_1_0);

  // One header, its name a token and its value trimmed and without control characters.
  [[nodiscard]] Failure header(std::string_view name, std::string_view value);

  // After the last header: HTTP/1.1 asks for a Host.
  [[nodiscard]] bool has_host() const;

  // Last: whether the headers make sense together. The functions below are valid afterwards.
  [[nodiscard]] Failure finish(const Limits& limits);

  [[nodiscard]] bool http_1_0() const { return http_1_0_; }
  [[nodiscard]] bool chunked() const { return chunked_; }
  [[nodiscard]] uint32_t length() const { return static_cast<uint32_t>(length_); }  // 0 if chunked
  [[nodiscard]] bool keep_alive() const {
    return !close_asked_ && (!http_1_0_ || keep_alive_asked_);
  }
  // Before the body, if there is one.
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }

 private:
  Failure once(uint8_t bit, std::string_view reason);
  Failure content_length(std::string_view value);
  Failure transfer_encoding(std::string_view value);
  void connection_options(std::string_view value);

  bool http_1_0_ = false;
  bool chunked_ = false;
  bool close_asked_ = false;
  bool keep_alive_asked_ = false;
  bool expects_continue_ = false;
  uint8_t seen_ = 0;  // headers that may occur once, as bits
  uint64_t length_ = 0;
};

// Whether this host heeds a header of that name in a request's head. Such a header is refused
// behind the body (as a trailer), where it has no effect.
[[nodiscard]] bool belongs_to_head(std::string_view name);

// Whether a Host value is "name", "address" or "[v6]", each with an optional port.
[[nodiscard]] bool is_host(std::string_view value);

}  // namespace spark::http
