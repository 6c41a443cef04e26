// A connection's output: responses, and how much of them the kernel has taken.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace spark::http {

class Output {
 public:
  // For appending.
  [[nodiscard]] std::string& text() { return text_; }

  [[nodiscard]] std::string_view unsent() const { return std::string_view(text_).substr(sent_); }
  void sent(size_t bytes) {
    sent_ += bytes;
    if (sent_ != text_.size()) return;
    text_.clear();
    sent_ = 0;
  }
  // Frees the memory of sent bytes while the rest waits for the peer. Returns how many they were.
  size_t drop_sent() {
    text_.erase(0, sent_);
    return std::exchange(sent_, 0);
  }

  [[nodiscard]] bool is_large() const { return text_.capacity() > kept_bytes_max; }
  void shrink() {
    if (is_large()) text_.shrink_to_fit();
  }

 private:
  static constexpr size_t kept_bytes_max = 16'384;

  std::string text_;
  size_t sent_ = 0;
};

}  // namespace spark::http
