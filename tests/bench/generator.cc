#include "bench/generator.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace spark::bench {
namespace {

constexpr int64_t answer_wait_ns = 10'000'000'000;

class Connection {
 public:
  Connection(uint16_t port, uint32_t outstanding_max)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), sent_ns_(outstanding_max) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
      throw std::runtime_error("nobody listens on port " + std::to_string(port));
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
  }
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] uint32_t outstanding() const { return next_ - answered_; }
  [[nodiscard]] bool is_full() const { return outstanding() == sent_ns_.size(); }

  void queue(const std::string& request, int64_t began_ns) {
    sent_ns_[next_++ % sent_ns_.size()] = began_ns;
    unsent_ += request;
  }

  void flush() {
    if (unsent_.empty()) return;
    const ssize_t sent = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) throw std::runtime_error("the server closed a connection");
    if (sent > 0) unsent_.erase(0, static_cast<size_t>(sent));
  }

  // Calls `answered(began_ns)` for each whole answer that has come.
  template <class Answered>
  void take(const Answered& answered) {
    char room[64 * 1024];
    const ssize_t got = ::recv(fd_, room, sizeof room, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN))
      throw std::runtime_error("the server closed a connection");
    if (got < 0) return;
    in_.append(room, static_cast<size_t>(got));
    size_t from = 0;
    while (const size_t bytes = answer_bytes(std::string_view(in_).substr(from))) {
      from += bytes;
      if (answered_ == next_) throw std::runtime_error("an answer that nobody asked for");
      answered(sent_ns_[answered_++ % sent_ns_.size()]);
    }
    in_.erase(0, from);
  }

 private:
  int fd_;
  std::vector<int64_t> sent_ns_;  // of the requests outstanding, as a ring
  uint32_t next_ = 0;
  uint32_t answered_ = 0;
  std::string unsent_;
  std::string in_;
};

class Generator {
 public:
  explicit Generator(const Load& load)
      : load_(load), request_(load.request), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    const uint32_t outstanding_max = load.rate > 0 ? 65'536 : load.depth;
    for (uint32_t i = 0; i < load.connections; ++i) {
      connections_.push_back(std::make_unique<Connection>(load.port, outstanding_max));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = connections_.back().get();
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back()->fd(), &event);
    }
  }
  ~Generator() { ::close(epoll_); }
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  Result run() {
    start_ns_ = base::steady_ns();
    record_ns_ = start_ns_ + static_cast<int64_t>(load_.warm_seconds * 1e9);
    end_ns_ = record_ns_ + static_cast<int64_t>(load_.seconds * 1e9);
    if (load_.rate == 0) {
      for (auto& connection : connections_) refill(*connection, start_ns_);
    }
    for (int64_t now_ns = start_ns_;; now_ns = base::steady_ns()) {
      if (load_.rate > 0) send_due(now_ns);
      if (now_ns >= end_ns_ && !is_outstanding()) break;  // all that fell due has been sent
      if (now_ns > end_ns_ + answer_wait_ns) throw std::runtime_error("answers did not come");
      wait_and_take();
    }
    result_.seconds = static_cast<double>(last_ns_ - record_ns_) / 1e9;
    return result_;
  }

 private:
  bool is_outstanding() const {
    return std::any_of(connections_.begin(), connections_.end(),
                       [](const auto& each) { return each->outstanding() > 0; });
  }

  const std::string& next_request() {
    if (load_.before_each) load_.before_each(request_);
    return request_;
  }

  void refill(Connection& connection, int64_t now_ns) {
    while (connection.outstanding() < load_.depth) connection.queue(next_request(), now_ns);
    connection.flush();
  }

  void send_due(int64_t now_ns) {
    // Also those that fell due while we were late: leaving them out would flatter the server.
    for (;; ++due_) {
      const int64_t due = start_ns_ + due_ns(due_, load_.rate);
      if (due > now_ns || due >= end_ns_) break;
      Connection& connection = *connections_[due_ % connections_.size()];
      if (connection.is_full()) throw std::runtime_error("the server is far behind the rate asked");
      connection.queue(next_request(), due);
    }
    for (auto& connection : connections_) connection->flush();
  }

  void wait_and_take() {
    epoll_event events[256];
    // An open loop does not sleep: the next request falls due within microseconds.
    const int count = ::epoll_wait(epoll_, events, 256, load_.rate > 0 ? 0 : 100);
    for (int i = 0; i < count; ++i) {
      auto& connection = *static_cast<Connection*>(events[i].data.ptr);
      connection.take([&](int64_t began_ns) { answered(began_ns); });
      if (load_.rate == 0 && base::steady_ns() < end_ns_) refill(connection, base::steady_ns());
    }
  }

  void answered(int64_t began_ns) {
    const int64_t now_ns = base::steady_ns();
    if (began_ns < record_ns_) return;
    last_ns_ = now_ns;
    ++result_.answers;
    result_.latency.record(static_cast<uint64_t>(now_ns - began_ns));
  }

  const Load& load_;
  std::string request_;
  int epoll_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Result result_;
  int64_t start_ns_ = 0;
  int64_t record_ns_ = 0;
  int64_t end_ns_ = 0;
  int64_t last_ns_ = 0;
  uint64_t due_ = 0;
};

}  // namespace

size_t answer_bytes(std::string_view stream) {
  const size_t end = stream.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  if (!stream.starts_with("HTTP/1.1 200"))
    throw std::runtime_error("not a 200: " + std::string(stream.substr(0, 200)));
  constexpr std::string_view name = "Content-Length: ";
  const size_t at = stream.substr(0, end).find(name);
  size_t length = 0;
  if (at == std::string_view::npos ||
      std::from_chars(stream.data() + at + name.size(), stream.data() + end, length).ec !=
          std::errc()) {
    throw std::runtime_error("an answer without a Content-Length");
  }
  const size_t whole = end + 4 + length;
  return stream.size() < whole ? 0 : whole;
}

Result run(const Load& load) {
  return Generator(load).run();
}

}  // namespace spark::bench
