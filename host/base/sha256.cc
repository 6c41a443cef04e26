#include "base/sha256.h"

#include <openssl/evp.h>

#include "base/assert.h"
#include "base/hex.h"

namespace spark::base {

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

// Every build of libcrypto has SHA-256, which fails only for want of memory.
Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  SPARK_ASSERT(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1,
               "libcrypto offers SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  SPARK_ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1,
               "libcrypto computes SHA-256");
}

Sha256Bytes Sha256::bytes() {
  Sha256Bytes digest{};
  unsigned int size = 0;
  SPARK_ASSERT(
      EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1 && size == digest.size(),
      "libcrypto computes SHA-256");
  return digest;
}

std::string Sha256::hex() {
  return to_hex(bytes());
}

Sha256Bytes sha256_bytes(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.bytes();
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(sha256_bytes(bytes));
}

bool is_sha256_hex(std::string_view text) {
  return is_hex(text, 2 * sizeof(Sha256Bytes));
}

}  // namespace spark::base
