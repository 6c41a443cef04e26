// The Date header of responses (RFC 9110, 6.6.1), rendered once a second, not for each response.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace spark::http {

class DateHeader {
 public:
  // Renders the header anew if another second has begun.
  void keep(int64_t utc_ms);

  // "Date: Sun, 06 Nov 1994 08:49:37 GMT" and CRLF; "" before the first keep().
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, 40> text_{};
  size_t size_ = 0;
  int64_t second_ = 0;
};

}  // namespace spark::http
