#include "end_to_end/storm_load.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace spark::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(30);  // for what is unanswered at the end
constexpr size_t failures_told = 10;

Clock::duration seconds(double count) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
}

double us_since(Clock::time_point from) {
  return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

std::string request_of(const Asked& asked) {
  return "POST " + asked.path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(asked.body.size()) + "\r\n";
}

// Of a whole head; npos if it does not say.
size_t length_of(std::string_view head) {
  constexpr std::string_view name = "Content-Length: ";
  const size_t at = head.find(name);
  size_t length = std::string_view::npos;
  if (at != std::string_view::npos)
    std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
  return length;
}

}  // namespace

struct Load::Connection {
  Connection(size_t route_, bool is_kept_) : route(route_), is_kept(is_kept_) {}
  ~Connection() { ::close(fd); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const size_t route;
  const bool is_kept;
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool is_busy = false;
  bool is_over = false;  // the peer is to close it, or has
  Clock::time_point from;
  std::deque<Clock::time_point> held_up;  // when they were due
  std::string stream;
};

double Measured::quantile_us(double q) const {
  if (us.empty()) return 0;
  auto sorted = us;
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<size_t>(q * static_cast<double>(sorted.size() - 1))];
}

Load::Load(std::vector<Asked> asked, Rhythm rhythm)
    : asked_(std::move(asked)), rhythm_(rhythm), events_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (const Asked& each : asked_) requests_.push_back(request_of(each));
  for (size_t i = 0; i < rhythm_.kept; ++i) {
    kept_.push_back(open(i % asked_.size(), true));
    if (!kept_.back()) throw std::runtime_error(measured_.failures.front());
  }
}

Load::~Load() {
  ::close(events_);
}

std::unique_ptr<Load::Connection> Load::open(size_t route, bool is_kept) {
  auto made = std::make_unique<Connection>(route, is_kept);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(asked_[route].port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made->fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
    fail(route, std::string("connecting: ") + std::strerror(errno));
    return nullptr;
  }
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.ptr = made.get();
  ::epoll_ctl(events_, EPOLL_CTL_ADD, made->fd, &event);
  return made;
}

Measured Load::run(const std::function<bool()>& done) {
  ::prctl(PR_SET_TIMERSLACK, 1'000);  // nanoseconds, of this thread
  measured_ = {};
  kept_sent_ = opened_sent_ = 0;
  const auto start = Clock::now();
  Clock::time_point ended;
  for (bool is_over = false;;) {
    const auto now = Clock::now();
    if (!is_over && done()) {
      is_over = true;
      ended = now;
    }
    if (is_over && ((unanswered_ == 0 && opened_.empty()) || now - ended > patience)) break;
    send_due(start, now, is_over);
    const auto next_kept = seconds(static_cast<double>(kept_sent_) / rhythm_.kept_per_second);
    const auto next_opened = seconds(static_cast<double>(opened_sent_) / rhythm_.opened_per_second);
    wait(is_over ? now + std::chrono::milliseconds(10) : start + std::min(next_kept, next_opened));
  }
  measured_.seconds = std::chrono::duration<double>(ended - start).count();
  measured_.failed += unanswered_ + opened_.size();
  return std::move(measured_);
}

void Load::send_due(Clock::time_point start, Clock::time_point now, bool is_over) {
  if (is_over) return;
  const double elapsed = std::chrono::duration<double>(now - start).count();
  for (; static_cast<double>(kept_sent_) <= elapsed * rhythm_.kept_per_second; ++kept_sent_) {
    auto& connection = kept_[kept_sent_ % kept_.size()];
    if (!connection) connection = open(kept_sent_ % kept_.size() % asked_.size(), true);
    if (!connection) continue;
    ++unanswered_;
    if (connection->is_busy) {
      connection->held_up.push_back(
          start + seconds(static_cast<double>(kept_sent_) / rhythm_.kept_per_second));
    } else {
      send(*connection, Clock::now());
    }
  }
  for (; static_cast<double>(opened_sent_) <= elapsed * rhythm_.opened_per_second; ++opened_sent_) {
    const auto from = Clock::now();
    auto connection = open(opened_sent_ % asked_.size(), false);
    if (!connection) continue;
    ++unanswered_;
    send(*connection, from);
    opened_.emplace(connection.get(), std::move(connection));
  }
}

void Load::send(Connection& connection, Clock::time_point from) {
  connection.is_busy = true;
  connection.from = from;
  const std::string request = requests_[connection.route] +
                              (connection.is_kept ? "\r\n" : "Connection: close\r\n\r\n") +
                              asked_[connection.route].body;
  const ssize_t sent = ::send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(request.size()))
    fail(connection.route, "the request was not taken");
}

void Load::receive(Connection& connection) {
  char room[16 * 1024];
  const ssize_t got = ::recv(connection.fd, room, sizeof room, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  if (got < 0) return lost(connection, std::strerror(errno));
  if (got == 0) return lost(connection, connection.is_over ? "" : "closed without an answer");
  connection.stream.append(room, static_cast<size_t>(got));
  const size_t head_end = connection.stream.find("\r\n\r\n");
  if (head_end == std::string::npos) return;
  const auto stream = std::string_view(connection.stream);
  const size_t length = length_of(stream.substr(0, head_end));
  if (length == std::string_view::npos) return lost(connection, "an answer without a length");
  const size_t size = head_end + 4 + length;
  if (stream.size() < size) return;
  answered(connection, stream.substr(0, head_end), stream.substr(head_end + 4, length));
  if (stream.size() > size) fail(connection.route, "more than an answer");
  connection.stream.clear();
}

void Load::answered(Connection& connection, std::string_view head, std::string_view body) {
  if (!connection.is_busy) return fail(connection.route, "an answer to nothing");
  measured_.us.push_back(us_since(connection.from));
  connection.is_busy = false;
  --unanswered_;
  boost::system::error_code broken;
  boost::json::parse(boost::json::string_view(body.data(), body.size()), broken);
  const Asked& asked = asked_[connection.route];
  if (head.starts_with("HTTP/1.1 503 ") && head.find("Retry-After: ") != std::string_view::npos) {
    ++measured_.refused;
  } else if (!head.starts_with("HTTP/1.1 200 ")) {
    fail(connection.route, std::string(head.substr(0, head.find('\r'))) + ": " + std::string(body));
  } else if (const auto wrong = broken ? broken.message() : asked.wrong(body); !wrong.empty()) {
    fail(connection.route, wrong + " in " + std::string(body));
  } else {
    ++measured_.answered[asked.pipeline];
  }
  if (!connection.is_kept) {
    ++measured_.opened;
    connection.is_over = true;
  } else if (!connection.held_up.empty()) {
    const auto due = connection.held_up.front();
    connection.held_up.pop_front();
    send(connection, due);
  }
}

// The connection has ended. A kept one is opened again with its next request.
void Load::lost(Connection& connection, const std::string& why) {
  if (!why.empty()) fail(connection.route, why);
  if (connection.is_busy) --unanswered_;
  if (!connection.is_kept) {
    opened_.erase(&connection);
    return;
  }
  for (auto& each : kept_) {
    if (each.get() != &connection) continue;
    unanswered_ -= connection.held_up.size();
    measured_.failed += connection.held_up.size();
    each.reset();
    return;
  }
}

void Load::fail(size_t route, const std::string& why) {
  ++measured_.failed;
  if (measured_.failures.size() < failures_told)
    measured_.failures.push_back(asked_[route].pipeline + ": " + why);
}

void Load::wait(Clock::time_point until) {
  const auto left = std::max(until - Clock::now(), Clock::duration::zero());
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
  const timespec most{whole.count(), std::chrono::nanoseconds(left - whole).count()};
  pollfd one{events_, POLLIN, 0};
  ::ppoll(&one, 1, &most, nullptr);
  epoll_event events[64];
  const int count = ::epoll_wait(events_, events, std::size(events), 0);
  for (int i = 0; i < count; ++i) receive(*static_cast<Connection*>(events[i].data.ptr));
}

}  // namespace spark::test
