#include "http/buffered_response.h"

#include <algorithm>
#include <charconv>

#include "base/assert.h"
#include "http/grammar.h"

namespace spark::http {
namespace {

// A rare large response (a page of metrics, say) keeps its memory, a huge one does not.
constexpr size_t kept_bytes_max = 4 * 1024 * 1024;

void append_number(std::string& out, uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

std::string_view content_type(ContentType type) {
  switch (type) {
    case ContentType::json:
      return "application/json";
    case ContentType::text_metrics:
      return "text/plain; version=0.0.4; charset=utf-8";
    case ContentType::open_metrics:
      return "application/openmetrics-text; version=1.0.0; charset=utf-8";
    case ContentType::bytes:
      return "application/octet-stream";
    case ContentType::text:
      return "text/plain; charset=utf-8";
    case ContentType::html:
      // Its own origin's routes need no key from this machine: a page must not call them.
      return "text/html; charset=utf-8\r\n"
             "Content-Security-Policy: sandbox; default-src 'none'; style-src 'unsafe-inline'; "
             "img-src data:";
    case ContentType::csv:
      return "text/csv; charset=utf-8";
  }
  return {};
}

// What append_head() says of nearly every response, ready made.
constexpr std::string_view usual_head =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";

// Up to where the length stands, if there is content.
void append_head(std::string& out, uint32_t code, ContentType type, bool has_content) {
  out.append("HTTP/1.1 ");
  append_number(out, code);
  out.append(" ").append(reason_phrase(code)).append("\r\n");
  if (has_content)
    out.append("Content-Type: ").append(content_type(type)).append("\r\nContent-Length: ");
}

}  // namespace

void BufferedResponse::begin() {
  code_ = 0;
  type_ = ContentType::json;
  close_ = false;
  body_.clear();
  headers_.clear();
  if (body_.capacity() > kept_bytes_max) body_.shrink_to_fit();
}

void BufferedResponse::status(uint32_t code, ContentType type) {
  SPARK_ASSERT(code >= 200 && code < 600, "a final status is between 200 and 599");
  code_ = code;
  type_ = type;
}

void BufferedResponse::header(std::string_view name, std::string_view value) {
  SPARK_ASSERT(is_token(name) && all(field_char, value), "a header holds no control characters");
  headers_.append(name).append(": ").append(value).append("\r\n");
}

// A response without content has neither type nor length (RFC 9110, 8.6).
void BufferedResponse::render(std::string& out, const Delivery& delivery) const {
  const bool has_content = code_ != 204;
  if (code_ == 200 && type_ == ContentType::json) {
    out.append(usual_head);
  } else {
    append_head(out, code_, type_, has_content);
  }
  if (has_content) {
    append_number(out, body_.size());
    out.append("\r\n");
  }
  out.append(delivery.date).append(headers_).append(delivery.headers);
  if (delivery.after == After::close) out.append("Connection: close\r\n");
  if (delivery.after == After::keep_1_0) out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
  if (has_content && !delivery.head_only) out.append(body_);
}

}  // namespace spark::http
