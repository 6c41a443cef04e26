// Binding a listener to a path: a socket in the file system, which the kernel guards by its mode.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/descriptor.h"
#include "base/error.h"
#include "http/peers.h"

namespace spark::http {

// Where such a listener is, who may connect, and what they may do then.
struct LocalSocket {
  std::filesystem::path path;     // absolute, at most local_path_bytes_max
  uint32_t mode = 0660;           // of the file: who may connect
  std::optional<uint32_t> group;  // of the file; this process's unless given
  Peers peers;
};

inline constexpr size_t local_path_bytes_max = 107;  // of sockaddr_un, without its NUL

// A socket that listens, and its file. The destructor removes the file if it is still this one's.
class BoundSocket {
 public:
  // Removes the socket that a host left which has ended. An error names the path, and says what to
  // do: a live listener there, a file that is no socket, a folder in which everybody may replace
  // files. Owner and mode are set before anybody can connect. Never waits. On the thread that opens
  // the server.
  [[nodiscard]] static base::Result<BoundSocket> bind(const LocalSocket& at);

  BoundSocket(BoundSocket&& other) noexcept;
  BoundSocket& operator=(BoundSocket&&) = delete;
  ~BoundSocket();

  // Another descriptor of the same socket, not blocking.
  [[nodiscard]] base::Result<int> another() const;
  // From here on it listens as long as one of the other descriptors is open.
  void close_own() { socket_.close(); }

 private:
  BoundSocket(base::Descriptor socket, std::filesystem::path path, dev_t device, ino_t number)
      : socket_(std::move(socket)), path_(std::move(path)), device_(device), number_(number) {}

  base::Descriptor socket_;
  std::filesystem::path path_;
  dev_t device_;
  ino_t number_;
};

}  // namespace spark::http
