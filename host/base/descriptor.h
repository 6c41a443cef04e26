// Descriptor: a file descriptor that its destructor closes. Also calls on descriptors that a signal
// may interrupt or cut short. They fail as the system's calls do: errno holds the reason, and the
// caller writes the message.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace spark::base {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }

  // Leaves errno as it is.
  void close() {
    const int error = errno;
    if (is_open()) ::close(release());
    errno = error;
  }

 private:
  int number_ = -1;
};

// Repeats a call that a signal interrupted.
template <class Call>
auto retried(Call&& call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

// The result is not open if open(2) failed. `flags` as for open(2); O_CLOEXEC is added.
[[nodiscard]] Descriptor open_descriptor(const std::filesystem::path& path, int flags,
                                         mode_t mode = 0);

// Reads the bytes that are there, at most all of `out`. Returns 0 at the end, -1 for a failure.
[[nodiscard]] ssize_t read_some(int descriptor, std::span<char> out);

// Reads until the end, or until it has `bytes_max` bytes. Returns nothing for a failure.
[[nodiscard]] std::optional<std::string> read_until_end(int descriptor, size_t bytes_max);

// Reads all of `out` from `offset`; fewer bytes only where the file ends. Nothing for a failure.
[[nodiscard]] std::optional<size_t> read_at(int descriptor, uint64_t offset, std::span<char> out);

// Writes all of `bytes`, at the descriptor's position or at `offset`. False for a failure.
[[nodiscard]] bool write_all(int descriptor, std::string_view bytes);
[[nodiscard]] bool write_all_at(int descriptor, uint64_t offset, std::string_view bytes);

}  // namespace spark::base
