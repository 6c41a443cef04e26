// A raw client over a loopback socket. Everything waits at most wait_ms and then fails the test, so
// that a hanging server is a failure and not a hanging test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spark::http::test {

inline constexpr int wait_ms = 10'000;

struct Reply {
  int status = 0;
  std::string head;  // status line and headers
  std::string body;

  // The value of a header (case-sensitive name), or "".
  [[nodiscard]] std::string header(const std::string& name) const;
};

class Client {
 public:
  // `receive_bytes`: the size of the kernel's buffer, 0 for what it likes.
  explicit Client(uint16_t port, int receive_bytes = 0);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  Client(Client&& other) noexcept;

  void send(std::string_view bytes);
  // False if the connection broke.
  bool try_send(std::string_view bytes);
  void shut();   // our side
  void reset();  // closes so that the peer gets a reset, whatever it was about to read or send

  // The next answer; throws at the end of the stream or after the wait.
  Reply read(bool head_only = false);
  // Everything until the peer closes; throws if it does not, or resets.
  std::string read_to_end();
  // Whether the peer has closed (or does so within the wait).
  bool closed();
  // Drops some bytes, at most so many; 0 at the end.
  size_t discard(size_t bytes_max);
  // Bytes that are there now.
  std::string read_available();

  Reply get(std::string_view path);
  Reply post(std::string_view path, std::string_view body, std::string_view headers = "");

 private:
  bool fill(int timeout_ms);  // false at the end

  int socket_ = -1;
  std::string input_;
};

// All whole answers in `bytes`, for streams of known GETs.
std::vector<Reply> split(std::string_view bytes);

}  // namespace spark::http::test
