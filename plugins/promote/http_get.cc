// HTTP/1.0, one request a connection: the body ends with the connection, and no server sends it in
// chunks.
#include "http_get.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <optional>

#include "spark/error.h"

namespace promote {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::string_view scheme = "http://";

[[noreturn]] void give_up(const std::string& why) {
  throw spark::Error(why, SPARK_E_FAILED);
}

class Socket {
 public:
  explicit Socket(int family)
      : number_(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (number_ >= 0) ::close(number_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

void await(const Socket& socket, short events, Clock::time_point end, const char* what) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) give_up(std::string("it took too long to ") + what);
    pollfd polled{socket.get(), events, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(left));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) give_up(std::strerror(errno));
  }
}

struct Target {
  sockaddr_storage address{};
  socklen_t bytes = 0;
};

std::optional<Target> target_of(const std::string& host, uint16_t port) {
  Target target;
  sockaddr_in four{};
  sockaddr_in6 six{};
  if (::inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    target.bytes = sizeof four;
    std::memcpy(&target.address, &four, sizeof four);
  } else if (::inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    target.bytes = sizeof six;
    std::memcpy(&target.address, &six, sizeof six);
  } else {
    return {};
  }
  return target;
}

void connect_to(const Socket& socket, const Target& target, Clock::time_point end) {
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&target.address), target.bytes) ==
      0)
    return;
  if (errno != EINPROGRESS) give_up(std::strerror(errno));
  await(socket, POLLOUT, end, "connect");
  int error = 0;
  socklen_t bytes = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &bytes);
  if (error != 0) give_up(std::strerror(error));
}

void send_all(const Socket& socket, std::string_view text, Clock::time_point end) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      text.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN) {
      await(socket, POLLOUT, end, "send the question");
    } else if (errno != EINTR) {
      give_up(std::strerror(errno));
    }
  }
}

std::string read_all(const Socket& socket, size_t bytes_max, Clock::time_point end) {
  std::string all;
  char buffer[16 * 1024];
  for (;;) {
    const ssize_t read = ::recv(socket.get(), buffer, sizeof buffer, 0);
    if (read == 0) return all;
    if (read > 0) {
      all.append(buffer, static_cast<size_t>(read));
      if (all.size() > bytes_max)
        give_up("the answer has more than " + std::to_string(bytes_max) + " bytes");
      if (Clock::now() >= end) give_up("it took too long to answer");
    } else if (errno == EAGAIN) {
      await(socket, POLLIN, end, "answer");
    } else if (errno != EINTR) {
      give_up(std::strerror(errno));
    }
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// The value of a header; `head` in lower case.
std::string_view header(std::string_view head, std::string_view name) {
  const size_t at = head.find("\r\n" + std::string(name) + ":");
  if (at == std::string_view::npos) return {};
  std::string_view value = head.substr(at + name.size() + 3);
  value = value.substr(0, value.find("\r\n"));
  const size_t first = value.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view() : value.substr(first);
}

std::string body_of(std::string answer) {
  const size_t end = answer.find("\r\n\r\n");
  if (end == std::string::npos || !answer.starts_with("HTTP/1.")) give_up("the answer is not HTTP");
  const std::string head = lower(std::string_view(answer).substr(0, end + 2));
  const size_t blank = head.find(' ');
  const std::string status = blank == std::string::npos ? "" : head.substr(blank + 1, 3);
  if (status != "200") give_up("it answered with status " + status);
  if (!header(head, "transfer-encoding").empty()) give_up("the answer comes in chunks, unasked");
  answer.erase(0, end + 4);
  const std::string length = std::to_string(answer.size());
  const std::string_view told = header(head, "content-length");
  if (!told.empty() && told != length) give_up("the answer was cut short");
  return answer;
}

}  // namespace

HttpServer HttpServer::parse(std::string_view url) {
  const std::string whole(url);
  const auto refuse = [&] {
    throw spark::Error("'" + whole.substr(0, 100) +
                           "': expected a URL with an address in numbers, such as "
                           "http://127.0.0.1:9090",
                       SPARK_E_INVALID);
  };
  if (!url.starts_with(scheme)) refuse();
  url.remove_prefix(scheme.size());
  const size_t slash = url.find('/');
  HttpServer server;
  if (slash != std::string_view::npos) server.prefix = url.substr(slash);
  while (server.prefix.ends_with('/')) server.prefix.pop_back();
  const bool is_visible = std::all_of(server.prefix.begin(), server.prefix.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '?' && c != '#';
  });
  std::string_view place = url.substr(0, slash);
  const size_t colon = place.rfind(':');
  if (!is_visible || colon == std::string_view::npos) refuse();
  const std::string_view port = place.substr(colon + 1);
  const auto read = std::from_chars(port.data(), port.data() + port.size(), server.port);
  place = place.substr(0, colon);
  if (place.starts_with('[') && place.ends_with(']')) place = place.substr(1, place.size() - 2);
  server.host = place;
  const bool is_port = read.ec == std::errc() && read.ptr == port.data() + port.size();
  if (!is_port || server.port == 0 || !target_of(server.host, server.port)) refuse();
  return server;
}

std::string http_get(const HttpServer& server, const std::string& target,
                     const HttpBounds& bounds) {
  const auto end = Clock::now() + std::chrono::milliseconds(bounds.wait_ms);
  const auto to = target_of(server.host, server.port);
  if (!to) give_up("its address is none");
  const Socket socket(to->address.ss_family);
  if (socket.get() < 0) give_up(std::strerror(errno));
  connect_to(socket, *to, end);
  const bool is_six = server.host.find(':') != std::string::npos;
  const std::string host = is_six ? "[" + server.host + "]" : server.host;
  send_all(socket,
           "GET " + server.prefix + target + " HTTP/1.0\r\nHost: " + host + ":" +
               std::to_string(server.port) + "\r\nAccept: application/json\r\n\r\n",
           end);
  return body_of(read_all(socket, bounds.bytes_max, end));
}

}  // namespace promote
