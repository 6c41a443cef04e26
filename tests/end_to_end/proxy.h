// Other people's proxies in front of the host.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace spark::test {

// A socket that listens on a free port of this machine. A proxy that inherits it needs no port of
// its own that somebody else might take, and nobody waits for the proxy: connections queue here.
class ListeningSocket {
 public:
  ListeningSocket();
  ~ListeningSocket();
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  [[nodiscard]] int descriptor() const { return fd_; }
  [[nodiscard]] uint16_t port() const { return port_; }
  [[nodiscard]] std::string url() const;
  void close();  // of this process alone

 private:
  int fd_ = -1;
  uint16_t port_ = 0;
};

// A plain process, which ends with the object. What it says goes where the test's own output goes.
class Proxy {
 public:
  // It inherits the listening sockets that this process has.
  explicit Proxy(const std::vector<std::string>& command);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

 private:
  pid_t pid_ = -1;
};

}  // namespace spark::test
