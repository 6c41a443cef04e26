#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "base/assert.h"

namespace spark::base {

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

// libcrypto has SHA-256 in every build, and fails at it for want of memory only.
Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  SPARK_ASSERT(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1,
               "libcrypto offers SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  SPARK_ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1,
               "libcrypto computes SHA-256");
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  SPARK_ASSERT(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1,
               "libcrypto computes SHA-256");
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    out += digits[digest[i] >> 4u];
    out += digits[digest[i] & 15u];
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

bool is_sha256_hex(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace spark::base
