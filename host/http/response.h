// The response as a handler writes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spark::http {

// A page (html) is sent with a policy by which browsers run no script in it and load nothing.
enum class ContentType : uint8_t { json, text_metrics, open_metrics, bytes, text, html, csv };

// Written on the worker. Call status() once, append the body to body(), and return from the
// handler; length and connection headers are filled in afterwards. A handler that neither calls
// status() nor defers is answered with 500.
class Response {
 public:
  virtual ~Response() = default;
  // 200 to 599; 204 has no body.
  virtual void status(uint32_t code, ContentType type = ContentType::json) = 0;
  virtual std::string& body() = 0;  // append only; capacity is reused
  // An additional header, such as Retry-After. Neither part may hold control characters.
  virtual void header(std::string_view name, std::string_view value) = 0;
  virtual void close() = 0;  // the connection, after this response

  // {"error": text}, in place of the body written so far. The body is JSON even if the text holds
  // arbitrary bytes.
  void error(uint32_t code, std::string_view text);
};

// "Not Found" for 404; "Status" for codes without a name here.
[[nodiscard]] std::string_view reason_phrase(uint32_t code);

}  // namespace spark::http
