// A connection of bytes that is never waited for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace spark::test {

class Raw {
 public:
  // To a port of this machine; throws if nobody listens. `receive_bytes`: the size of the kernel's
  // buffer, 0 for what it likes.
  explicit Raw(uint16_t port, int receive_bytes = 0);
  ~Raw();
  Raw(Raw&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Raw& operator=(Raw&&) = delete;

  // As much as the kernel takes; how much that was.
  size_t send(std::string_view bytes) const;
  // Appends what has come to `into`; false if the peer has closed.
  [[nodiscard]] bool take(std::string& into) const;
  // Without taking anything: the peer has closed or reset.
  [[nodiscard]] bool hung_up() const;

 private:
  int fd_;
};

}  // namespace spark::test
