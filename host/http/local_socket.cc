#include "http/local_socket.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace spark::http {
namespace {

using base::Descriptor;
using base::Error;
using base::Result;

Error failure(const LocalSocket& at, const std::string& why) {
  return Error("socket " + at.path.string() + ": " + why);
}

Error failed_call(const LocalSocket& at, std::string_view doing) {
  return failure(at, std::string(doing) + ": " + std::strerror(errno));
}

sockaddr_un address_of(const LocalSocket& at) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  at.path.native().copy(address.sun_path, local_path_bytes_max);
  return address;
}

Descriptor new_socket() {
  return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

template <class Call>
int with_address(const LocalSocket& at, const Descriptor& socket, Call call) {
  const sockaddr_un address = address_of(at);
  return call(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

// Held while the path is examined and bound: of two hosts that find the same left-over socket, the
// second finds the first's live one.
Result<Descriptor> lock_folder(const LocalSocket& at) {
  Descriptor folder =
      base::open_descriptor(at.path.parent_path(), O_RDONLY | O_DIRECTORY | O_NONBLOCK);
  if (!folder.is_open())
    return failure(at, "its folder cannot be opened: " + std::string(std::strerror(errno)) +
                           "; make " + at.path.parent_path().string() +
                           ", writable by this process's user alone");
  struct stat about {};
  if (::fstat(folder.get(), &about) != 0) return failed_call(at, "its folder cannot be examined");
  if ((about.st_mode & S_IWOTH) != 0 && (about.st_mode & S_ISVTX) == 0)
    return failure(at, "everybody may replace files in its folder; run: chmod o-w " +
                           at.path.parent_path().string());
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0)
    return failure(at, "another program holds a lock on its folder; start the host again");
  return folder;
}

// The path is free afterwards.
Result<void> clear(const LocalSocket& at) {
  struct stat about {};
  if (::lstat(at.path.c_str(), &about) != 0) {
    if (errno == ENOENT) return {};
    return failed_call(at, "it cannot be examined");
  }
  if (!S_ISSOCK(about.st_mode))
    return failure(at, "there is a file that is no socket; remove it, or name another path");
  const Descriptor trial = new_socket();
  if (!trial.is_open()) return failed_call(at, "no socket to try it with");
  const bool is_answered = with_address(at, trial, ::connect) == 0;
  if (is_answered || errno == EAGAIN)
    return failure(at,
                   "a running program listens there, such as a second instance of this host; "
                   "stop that one, or name another path");
  if (errno != ECONNREFUSED) return failed_call(at, "whether a program listens there is not known");
  if (::unlink(at.path.c_str()) != 0 && errno != ENOENT)
    return failed_call(at, "it is left from a host that has ended, and cannot be removed");
  return {};
}

}  // namespace

Result<BoundSocket> BoundSocket::bind(const LocalSocket& at) {
  if (at.path.native().size() > local_path_bytes_max)
    return failure(at, "the path has more than " + std::to_string(local_path_bytes_max) +
                           " bytes, which the system does not allow");
  const auto lock = lock_folder(at);
  if (!lock) return lock.error();
  if (const auto cleared = clear(at); !cleared) return cleared.error();
  Descriptor socket = new_socket();
  if (!socket.is_open()) return failed_call(at, "no socket");
  // The file gets this mode less the umask; the exact one follows. Nobody connects before listen().
  if (::fchmod(socket.get(), 0600) != 0) return failed_call(at, "its mode cannot be set");
  if (with_address(at, socket, ::bind) != 0) return failed_call(at, "it cannot be made");
  struct stat made {};
  if (::lstat(at.path.c_str(), &made) != 0) return failed_call(at, "it cannot be examined");
  BoundSocket bound(std::move(socket), at.path, made.st_dev, made.st_ino);
  if (at.group && ::lchown(at.path.c_str(), static_cast<uid_t>(-1), *at.group) != 0)
    return failed_call(at, "it cannot be given to group " + std::to_string(*at.group) +
                               " (of which this process's user must be a member)");
  if (::chmod(at.path.c_str(), at.mode) != 0) return failed_call(at, "its mode cannot be set");
  if (::listen(bound.socket_.get(), SOMAXCONN) != 0) return failed_call(at, "it cannot listen");
  return bound;
}

BoundSocket::BoundSocket(BoundSocket&& other) noexcept
    : socket_(std::move(other.socket_)),
      path_(std::exchange(other.path_, {})),
      device_(other.device_),
      number_(other.number_) {}

BoundSocket::~BoundSocket() {
  if (path_.empty()) return;
  struct stat now {};
  const bool is_own =
      ::lstat(path_.c_str(), &now) == 0 && now.st_dev == device_ && now.st_ino == number_;
  if (is_own) ::unlink(path_.c_str());
}

Result<int> BoundSocket::another() const {
  const int copy = ::fcntl(socket_.get(), F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return Error("socket " + path_.string() + ": " + std::strerror(errno));
  return copy;
}

}  // namespace spark::http
