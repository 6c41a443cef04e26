// The one Response of a worker: filled by a handler, then rendered behind the answers before it.
// Its strings are reused, so that a warm worker allocates nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/response.h"

namespace spark::http {

// What becomes of the connection after an answer.
enum class After : uint8_t {
  keep,      // HTTP/1.1's default goes without saying
  keep_1_0,  // said aloud, for a client of HTTP/1.0
  close
};

// How an answer goes out, whatever its handler has written.
struct Delivery {
  After after = After::keep;
  bool head_only = false;         // the length of the body, but not the body: HEAD
  std::string_view date = {};     // DateHeader::text()
  std::string_view headers = {};  // behind its own, CRLF after each
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
