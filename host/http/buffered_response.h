// The one Response of a worker: a handler fills it, then it is rendered behind earlier responses.
// Its strings are reused, so that a warm worker allocates nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/response.h"

namespace spark::http {

// Whether the connection goes on after a response.
enum class After : uint8_t {
  keep,      // HTTP/1.1's default, so no header says it
  keep_1_0,  // a header says it, for a client of HTTP/1.0
  close
};

// How a response is sent, apart from what its handler wrote.
struct Delivery {
  After after = After::keep;
  bool head_only = false;         // HEAD: sends the length of the body, but not the body
  std::string_view date = {};     // DateHeader::text()
  std::string_view headers = {};  // behind the response's own, CRLF after each
};

class BufferedResponse final : public Response {
 public:
  void begin();
  void status(uint32_t code, ContentType type) override;
  std::string& body() override { return body_; }
  void header(std::string_view name, std::string_view value) override;
  void close() override { close_ = true; }

  [[nodiscard]] bool has_status() const { return code_ != 0; }
  [[nodiscard]] uint32_t code() const { return code_; }
  [[nodiscard]] bool wants_close() const { return close_; }

  // Appends head and body to `out`.
  void render(std::string& out, const Delivery& delivery) const;

 private:
  uint32_t code_ = 0;
  ContentType type_ = ContentType::json;
  bool close_ = false;
  std::string body_;
  std::string headers_;
};

}  // namespace spark::http
