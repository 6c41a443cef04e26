// SHA-256 as 64 lower-case hex digits.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ml_model {

class Sha256 {
 public:
  Sha256();
  ~Sha256();

  void add(std::string_view bytes);
  [[nodiscard]] std::string hex();  // once, at the end

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace ml_model
