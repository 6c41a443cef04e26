#include "http/framing.h"

#include <algorithm>
#include <iterator>

#include "http/grammar.h"

namespace spark::http {
namespace {

enum Seen : uint8_t {
  seen_host = 1,
  seen_content_length = 2,
  seen_transfer_encoding = 4,
  seen_content_type = 8,
  seen_authorization = 16,
  seen_origin = 32,
  seen_expect = 64,
};

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

bool is_host(std::string_view value) {
  if (value.empty()) return false;
  if (value.front() != '[') {
    const size_t colon = value.find(':');
    return colon != 0 && all(host_char, value.substr(0, colon)) &&
           (colon == std::string_view::npos || is_port(value.substr(colon + 1)));
  }
  const size_t close = value.find(']');
  if (close == std::string_view::npos || close == 1) return false;
  for (char c : value.substr(1, close - 1)) {
    if (!is(hex_char, c) && c != ':' && c != '.') return false;
  }
  const std::string_view rest = value.substr(close + 1);
  return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
}

bool belongs_to_head(std::string_view name) {
  constexpr std::string_view names[] = {
      "host",    "content-length", "transfer-encoding", "connection",    "expect", "te",
      "trailer", "content-type",   "content-encoding",  "authorization", "origin"};
  return std::any_of(std::begin(names), std::end(names),
                     [name](std::string_view each) { return equal_ignoring_case(each, name); });
}

void Framing::begin(bool http_1_0) {
  *this = Framing();
  http_1_0_ = http_1_0;
}

// Switches on the length first: most headers are none of these, and are done with at once.
Failure Framing::header(std::string_view name, std::string_view value) {
  const auto named = [name](std::string_view known) { return equal_ignoring_case(name, known); };
  switch (name.size()) {
    case 4:
      if (!named("host")) break;
      if (!is_host(value)) return {400, "Host must be a name or address with an optional port"};
      return once(seen_host, "Host is given twice");
    case 6:
      if (named("origin")) return once(seen_origin, "Origin is given twice");
      if (!named("expect") || http_1_0_) break;
      if (!equal_ignoring_case(value, "100-continue")) {
        return {417, "the only Expect understood is 100-continue"};
      }
      expects_continue_ = true;
      return once(seen_expect, "Expect is given twice");
    case 10:
      if (named("connection")) connection_options(value);
      break;
    case 12:
      if (named("content-type")) return once(seen_content_type, "Content-Type is given twice");
      break;
    case 13:
      if (named("authorization")) return once(seen_authorization, "Authorization is given twice");
      break;
    case 14:
      if (named("content-length")) return content_length(value);
      break;
    case 17:
      if (named("transfer-encoding")) return transfer_encoding(value);
      break;
    default:
      break;
  }
  return {};
}

Failure Framing::once(uint8_t bit, std::string_view reason) {
  if ((seen_ & bit) != 0) return {400, reason};
  seen_ |= bit;
  return {};
}

Failure Framing::content_length(std::string_view value) {
  if (value.empty() || !std::all_of(value.begin(), value.end(), is_digit)) {
    return {400, "Content-Length must be one number, in digits"};
  }
  length_ = 0;
  for (char c : value) {
    const auto digit = static_cast<uint64_t>(c - '0');
    if (length_ > (UINT64_MAX - digit) / 10) return {400, "Content-Length is too large a number"};
    length_ = length_ * 10 + digit;
  }
  return once(seen_content_length, "Content-Length is given twice");
}

Failure Framing::transfer_encoding(std::string_view value) {
  if (!equal_ignoring_case(value, "chunked")) {
    if (is_token(value)) return {501, "the only Transfer-Encoding understood is chunked"};
    return {400, "Transfer-Encoding must be: chunked"};
  }
  chunked_ = true;
  return once(seen_transfer_encoding, "Transfer-Encoding is given twice");
}

void Framing::connection_options(std::string_view value) {
  while (!value.empty()) {
    const size_t comma = value.find(',');
    const std::string_view option = trim(value.substr(0, comma));
    close_asked_ = close_asked_ || equal_ignoring_case(option, "close");
    keep_alive_asked_ = keep_alive_asked_ || equal_ignoring_case(option, "keep-alive");
    value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
  }
}

bool Framing::has_host() const {
  return http_1_0_ || (seen_ & seen_host) != 0;
}

// The body's length is said by one header only.
Failure Framing::finish(const Limits& limits) {
  if (chunked_ && (seen_ & seen_content_length) != 0) {
    return {400, "Content-Length and Transfer-Encoding exclude each other"};
  }
  if (chunked_ && http_1_0_) return {400, "HTTP/1.0 has no Transfer-Encoding"};
  if (length_ > limits.body_bytes_max) return {413, "the body is too large"};
  return {};
}

}  // namespace spark::http
