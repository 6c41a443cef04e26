// The least a server can do: raw epoll, one thread, the same answer to whatever ends in an empty
// line (and its body, if its length is given). What others cost beyond this is theirs.
//
//   spark-raw-epoll BYTES     answers with BYTES bytes; prints its port
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace {

// Bytes of the first whole request; 0 if it is not all there.
size_t request_bytes(std::string_view stream) {
  const size_t end = stream.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  const size_t at = stream.substr(0, end).find("Content-Length: ");
  const size_t length =
      at == std::string_view::npos ? 0 : std::strtoul(stream.data() + at + 16, nullptr, 10);
  return stream.size() < end + 4 + length ? 0 : end + 4 + length;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string body(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100, 'x');
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&at), size) != 0) return 1;
  ::listen(listener, 1024);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size);
  std::printf("%u\n", ntohs(at.sin_port));
  std::fflush(stdout);

  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  const auto watch = [epoll](int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  };
  watch(listener);
  std::map<int, std::string> pending;
  std::string out;
  for (;;) {
    epoll_event events[256];
    const int count = ::epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        const int yes = 1;
        ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        watch(client);
        continue;
      }
      char room[64 * 1024];
      const ssize_t got = ::recv(fd, room, sizeof room, 0);
      if (got <= 0) {
        pending.erase(fd);
        ::close(fd);
        continue;
      }
      std::string& in = pending[fd];
      in.append(room, static_cast<size_t>(got));
      out.clear();
      size_t from = 0;
      while (const size_t bytes = request_bytes(std::string_view(in).substr(from))) {
        from += bytes;
        out += answer;
      }
      in.erase(0, from);
      if (!out.empty()) (void)!::send(fd, out.data(), out.size(), MSG_NOSIGNAL);
    }
  }
}
