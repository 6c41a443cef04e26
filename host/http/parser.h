// A strict, bounded, incremental parser of HTTP/1.1 requests (RFC 9112).
//
// It works over the connection's contiguous buffer and remembers offsets, so that the buffer may
// grow and move between calls and no byte is looked at twice. A message that is not exactly
// well-formed is refused, never repaired: request smuggling needs two readings of one message.
// Libraries at hand accept doubled Host, obs-fold, "Content-Length: 5, 5" or "Transfer-Encoding:
// xchunked". The result does not depend on how the bytes were cut into pieces. A line is judged
// when it ends, its characters at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "http/chunks.h"
#include "http/framing.h"
#include "http/limits.h"
#include "http/request.h"

namespace spark::http {

class Parser {
 public:
  // The limits outlive the parser.
  explicit Parser(const Limits& limits) : limits_(&limits) {}

  // Goes on with the request that begins at data[0]; data[0, size) begins with the bytes of the
  // call before. While a chunked body is incomplete, size is reduced to the decoded bytes: append
  // there. Allocates only until `headers` has seen its largest request.
  //
  // Returns ParseProgress::head once for each request whose request line and Host are in order,
  // when its head has been read. A fault in the message's length, its Expect or its size fails the
  // next call only. A safe action has taken effect by then.
  ParseProgress parse(char* data, size_t& size);

  // After head: the request's views into data, its body empty.
  void view_head(const char* data, Request& request) const;

  // Whether the request is HEAD, known once the method is read: its response has no body.
  [[nodiscard]] bool is_head() const { return is_head_; }

  // After need_more:
  [[nodiscard]] bool started() const { return at_ != At::before; }  // a tolerated CRLF is no start
  [[nodiscard]] bool in_body() const { return at_ == At::body || at_ == At::chunks; }
  // True once per request, when the client waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool take_expectation();

  // After complete, until reset(): the request's views into data, the bytes it took, and whether
  // the connection may go on.
  void view(const char* data, Request& request) const;
  [[nodiscard]] size_t consumed() const { return end_; }
  [[nodiscard]] bool keep_alive() const { return framing_.keep_alive(); }
  [[nodiscard]] bool http_1_0() const { return framing_.http_1_0(); }

  // After failed: nothing further can be read from this connection.
  [[nodiscard]] Failure failure() const { return failure_; }

  void reset();

 private:
  enum class At : uint8_t { before, request_line, headers, head, body, chunks, done };
  enum class Line : uint8_t { need_more, found, bad, too_long };
  struct Span {
    uint32_t begin = 0;
    uint32_t size = 0;
    [[nodiscard]] std::string_view in(const char* data) const { return {data + begin, size}; }
  };
  struct Field {
    Span name;
    Span value;
  };

  Line find_line(const char* data, size_t size, size_t limit, uint8_t allowed);
  ParseProgress fail(const Failure& failure);
  ParseProgress skip_crlf(const char* data, size_t size);
  ParseProgress request_line(const char* data, size_t size);
  ParseProgress request_target(const char* data);
  ParseProgress absolute_target(const char* data);
  void split_target(const char* data, uint32_t path);
  ParseProgress header_line(const char* data, size_t size);
  ParseProgress head_complete();
  ParseProgress begin_body();
  ParseProgress body(char* data, size_t& size);

  const Limits* limits_;
  At at_ = At::before;
  bool expects_continue_ = false;
  bool is_head_ = false;
  Method method_ = Method::other;
  uint32_t begin_ = 0;    // of the request line: 2 after a tolerated CRLF
  uint32_t line_ = 0;     // begin of the line being read
  uint32_t scanned_ = 0;  // the first byte not looked at
  Span method_text_;
  Span target_;
  Span host_;
  Span path_;
  std::string_view bare_path_;  // when that is empty
  Span query_;
  Span body_;
  size_t end_ = 0;             // of the request
  std::vector<Field> fields_;  // capacity is reused
  Framing framing_;
  Failure fault_;  // the first one of the headers, until the head has been read
  ChunkDecoder chunks_;
  Failure failure_;
};

}  // namespace spark::http
