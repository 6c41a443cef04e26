// The Ed25519 key that signs checkpoints, as files that OpenSSL's tools can read.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

struct evp_pkey_st;

namespace spark::store {

inline constexpr std::string_view private_key_name = "key.pem";
inline constexpr std::string_view public_key_name = "key.pub.pem";

class SigningKey {
 public:
  // The key in `folder`, made if there is none: key.pem (for its owner only), then key.pub.pem. A
  // public key without its private key, or of another one, is an error: a new key would look like a
  // forger's.
  static base::Result<SigningKey> open_or_make(const std::filesystem::path& folder);

  [[nodiscard]] std::string public_key() const;                               // 64 hex digits
  [[nodiscard]] base::Result<std::string> sign(std::string_view text) const;  // 128 hex digits

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  using Handle = std::unique_ptr<evp_pkey_st, Free>;
  explicit SigningKey(Handle key) : key_(std::move(key)) {}
  static base::Result<SigningKey> make(const std::filesystem::path& private_file);
  static base::Result<SigningKey> read(const std::filesystem::path& private_file);

  Handle key_;
};

// 64 hex digits, from a PEM file with an Ed25519 public key.
base::Result<std::string> read_public_key(const std::filesystem::path& path);

// Whether the key `public_key` (64 hex digits) made `signature` (128 hex digits) over `text`.
[[nodiscard]] bool is_signature(std::string_view text, std::string_view public_key,
                                std::string_view signature);

}  // namespace spark::store
