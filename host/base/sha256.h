// SHA-256: the digest that identifies a library, an artefact or a record.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace spark::base {

using Sha256Bytes = std::array<uint8_t, 32>;

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  // The digest. Call one of these two functions, once, at the end.
  [[nodiscard]] Sha256Bytes bytes();
  [[nodiscard]] std::string hex();  // 64 lower-case digits

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

[[nodiscard]] Sha256Bytes sha256_bytes(std::string_view bytes);
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// 64 lower-case hex digits.
[[nodiscard]] bool is_sha256_hex(std::string_view text);

}  // namespace spark::base
