// A file descriptor that is closed by its owner's end, and the calls on it that a signal may
// interrupt or cut short. They fail as the system's do: the reason is in errno, and what to say of
// it is the caller's business.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
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

  // errno stays.
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

// Not open if that failed. `flags` as for open(2); O_CLOEXEC is added.
[[nodiscard]] Descriptor open_descriptor(const std::filesystem::path& path, int flags,
                                         mode_t mode = 0);

// What there is, at most all of `out`; 0 at the end, -1 for a failure.
[[nodiscard]] ssize_t read_some(int descriptor, std::span<char> out);

// Reads on until the end, or until there are `bytes_max`; nothing for a failure.
[[nodiscard]] std::optional<std::string> read_until_end(int descriptor, size_t bytes_max);

// Up to all of `out` from `offset`: fewer only where the file ends. Nothing for a failure.
[[nodiscard]] std::optional<size_t> read_at(int descriptor, uint64_t offset, std::span<char> out);

// All of `bytes`, where the descriptor stands or from `offset`; or false.
[[nodiscard]] bool write_all(int descriptor, std::string_view bytes);
[[nodiscard]] bool write_all_at(int descriptor, uint64_t offset, std::string_view bytes);

}  // namespace spark::base
