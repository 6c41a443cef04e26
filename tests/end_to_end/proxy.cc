#include "end_to_end/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace spark::test {

ListeningSocket::ListeningSocket() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd_, any, size) != 0 || ::listen(fd_, 64) != 0 || ::getsockname(fd_, any, &size) != 0)
    throw std::runtime_error("cannot listen on a free port");
  port_ = ntohs(address.sin_port);
}

ListeningSocket::~ListeningSocket() {
  close();
}

std::string ListeningSocket::url() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

void ListeningSocket::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Proxy::Proxy(const std::vector<std::string>& command) {
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // it ends with its processes also when the test is killed
  ::execv(words[0], words.data());
  ::_exit(127);
}

Proxy::~Proxy() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace spark::test
