// A blocking HTTP/1.1 client for tools: one kept-alive connection, a deadline on everything, errors
// that say what to do next.
//
// Two ways to use it. call() sends one request and waits for its response. For load,
// append_request() renders requests into a buffer, send() writes the buffer, and receive() reads
// the responses in the same order: with N requests in one buffer they are pipelined. A client is
// used by one thread at a time.
//
// Answers are parsed by Beast. The socket is non-blocking and waits by poll(), since Asio's
// blocking calls know no timeout and its asynchronous ones cost more than the request itself.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spark/tool/address.h"
#include "spark/tool/result.h"

namespace spark::tool {

// The characters of a request line: upper-case letters; "/" and then visible ASCII characters.
[[nodiscard]] bool is_method(std::string_view text);
[[nodiscard]] bool is_target(std::string_view text);

struct Header {
  std::string name;
  std::string value;
};

struct ClientOptions {
  std::string token;            // sent as a bearer credential; empty: none
  std::vector<Header> headers;  // sent with every request
  uint32_t connect_timeout_ms = 3'000;
  uint32_t write_timeout_ms = 10'000;     // from send() to the last byte taken
  uint32_t response_timeout_ms = 10'000;  // from receive() to the response's last byte
  uint64_t response_bytes_max = 64 * 1024 * 1024;
};

struct Response {
  uint32_t status = 0;
  std::string body;
};

class Client {
 public:
  explicit Client(Address address, ClientOptions options = {});
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  // Connects if there is no connection. The error is of Exit::unreachable and names the address.
  Result<void> connect();

  // One request, one response of any status. An error, with nothing sent, if method or target are
  // invalid (is_method(), is_target()). Nothing is sent twice: a connection that the server has
  // closed in between is an error, and the next call opens a new one.
  Result<Response> call(std::string_view method, std::string_view target,
                        std::string_view body = {});

  // Appends one request to `out`; method and target must be valid. A POST always carries a length
  // and the JSON content type.
  void append_request(std::string& out, std::string_view method, std::string_view target,
                      std::string_view body) const;

  // Writes whole requests, connecting first if need be. Requests without a response yet should stay
  // below pipeline_bytes_max: a server may stop reading while its responses are not taken.
  Result<void> send(std::string_view requests);
  static constexpr size_t pipeline_bytes_max = 128 * 1024;

  // The next response. After an error the connection is closed and responses still outstanding are
  // lost.
  Result<Response> receive();

  [[nodiscard]] const Address& address() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spark::tool
