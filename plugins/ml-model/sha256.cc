#include "sha256.h"

#include <openssl/evp.h>

#include <array>
#include <cstdio>

#include "spark/error.h"

namespace ml_model {

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA256", nullptr, text.data(), text.size(), digest.data(), &size) != 1)
    throw spark::Error("libcrypto does not offer SHA-256");
  std::array<char, 2 * digest.size() + 1> hex{};
  for (size_t i = 0; i < size; ++i) std::snprintf(&hex[2 * i], 3, "%02x", digest[i]);
  return hex.data();
}

}  // namespace ml_model
