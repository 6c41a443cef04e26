#include "end_to_end/raw.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace spark::test {

Raw::Raw(uint16_t port, int receive_bytes) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_bytes > 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
    throw std::runtime_error("nobody listens on port " + std::to_string(port));
  ::fcntl(fd_, F_SETFL, O_NONBLOCK);
}

Raw::~Raw() {
  if (fd_ >= 0) ::close(fd_);
}

size_t Raw::send(std::string_view bytes) const {
  const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return sent < 0 ? 0 : static_cast<size_t>(sent);
}

bool Raw::take(std::string& into) const {
  char room[16 * 1024];
  for (;;) {
    const ssize_t got = ::recv(fd_, room, sizeof room, 0);
    if (got > 0) into.append(room, static_cast<size_t>(got));
    if (got == 0 || (got < 0 && errno != EAGAIN)) return false;
    if (got < 0) return true;
  }
}

bool Raw::hung_up() const {
  pollfd one{fd_, POLLRDHUP, 0};
  ::poll(&one, 1, 0);
  return (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

}  // namespace spark::test
