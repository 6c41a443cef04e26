#include "http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

namespace spark::http::test {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what);
}

// Takes one answer off the front of `bytes`, if it is there as a whole.
std::optional<Reply> take(std::string& bytes, bool head_only) {
  const size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  Reply reply;
  reply.head = bytes.substr(0, end + 2);
  reply.status = std::stoi(reply.head.substr(9, 3));
  const bool bodiless = head_only || reply.status == 100 || reply.status == 204;
  const size_t length = bodiless ? 0 : std::stoul(reply.header("Content-Length"));
  if (bytes.size() < end + 4 + length) return std::nullopt;
  reply.body = bytes.substr(end + 4, length);
  bytes.erase(0, end + 4 + length);
  return reply;
}

}  // namespace

std::string Reply::header(const std::string& name) const {
  const size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const size_t begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

Client::Client(uint16_t port, int receive_bytes) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_bytes > 0) {
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    const std::string why = std::strerror(errno);
    ::close(socket_);
    fail("connect: " + why);
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Client::Client(Client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), input_(std::move(other.input_)) {}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

bool Client::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    pollfd wait{socket_, POLLOUT, 0};
    if (::poll(&wait, 1, wait_ms) != 1) fail("the server takes no bytes");
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void Client::send(std::string_view bytes) {
  if (!try_send(bytes)) fail("the connection broke while sending");
}

void Client::shut() {
  ::shutdown(socket_, SHUT_WR);
}

void Client::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket_);
  socket_ = -1;
}

bool Client::fill(int timeout_ms) {
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, timeout_ms) != 1) fail("the server does not answer");
  char bytes[65536];
  const ssize_t received = ::recv(socket_, bytes, sizeof bytes, 0);
  if (received < 0) fail(std::string("the connection broke: ") + std::strerror(errno));
  input_.append(bytes, static_cast<size_t>(received));
  return received > 0;
}

Reply Client::read(bool head_only) {
  for (;;) {
    if (auto reply = take(input_, head_only)) return *reply;
    if (!fill(wait_ms)) fail("the server closed; so far: " + input_);
  }
}

std::string Client::read_to_end() {
  while (fill(wait_ms)) {
  }
  return std::exchange(input_, "");
}

bool Client::closed() {
  return !fill(wait_ms);
}

size_t Client::discard(size_t bytes_max) {
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, wait_ms) != 1) fail("the server does not answer");
  std::string bytes(bytes_max, '\0');
  const ssize_t received = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (received < 0) fail(std::string("the connection broke: ") + std::strerror(errno));
  return static_cast<size_t>(received);
}

std::string Client::read_available() {
  pollfd wait{socket_, POLLIN, 0};
  while (::poll(&wait, 1, 0) == 1 && fill(0)) {
  }
  return std::exchange(input_, "");
}

Reply Client::get(std::string_view path) {
  send("GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return read();
}

Reply Client::post(std::string_view path, std::string_view body, std::string_view headers) {
  send("POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) +
       "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  return read();
}

std::vector<Reply> split(std::string_view bytes) {
  std::string rest(bytes);
  std::vector<Reply> replies;
  while (auto reply = take(rest, false)) replies.push_back(*reply);
  if (!rest.empty()) fail("something is left that is no answer: " + rest);
  return replies;
}

}  // namespace spark::http::test
