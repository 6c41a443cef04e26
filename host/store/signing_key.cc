// Making, reading and using Ed25519 keys by OpenSSL; see signing_key.h.
#include "store/signing_key.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>

#include "base/assert.h"
#include "base/hex.h"
#include "base/whole_file.h"

namespace spark::store {
namespace {

constexpr size_t key_bytes = 32;
constexpr size_t signature_bytes = 64;
constexpr uint64_t pem_bytes_max = 8 * 1024;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool is_ed25519(const EVP_PKEY* key) {
  return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
}

std::string public_hex(const EVP_PKEY* key) {
  std::array<unsigned char, key_bytes> raw{};
  size_t size = raw.size();
  SPARK_ASSERT(EVP_PKEY_get_raw_public_key(key, raw.data(), &size) == 1 && size == key_bytes,
               "an Ed25519 key has 32 public bytes");
  return base::to_hex(raw);
}

std::string text_of(BIO* bio) {
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

// Only want of memory makes this fail: the key and the BIO are ours.
std::string private_pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  SPARK_ASSERT(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
               "a key can be written as PEM");
  return text_of(bio.get());
}

std::string public_pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  SPARK_ASSERT(PEM_write_bio_PUBKEY(bio.get(), key) == 1, "a key can be written as PEM");
  return text_of(bio.get());
}

Bio reader_of(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Gives no passphrase, so that OpenSSL does not ask for one at a terminal.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

}  // namespace

void SigningKey::Free::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

base::Result<SigningKey> SigningKey::make(const std::filesystem::path& private_file) {
  Handle key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (!key) return base::Error("OpenSSL cannot make an Ed25519 key");
  if (auto written = base::write_whole(private_file, private_pem(key.get()), base::owner_only);
      !written)
    return written.error();
  return SigningKey(std::move(key));
}

base::Result<SigningKey> SigningKey::read(const std::filesystem::path& private_file) {
  const auto text = base::read_whole(private_file, pem_bytes_max);
  if (!text) return text.error();
  const Bio bio = reader_of(*text);
  Handle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!is_ed25519(key.get())) {
    return base::Error(private_file.string() +
                       ": expected a PEM file with an Ed25519 private key without a passphrase");
  }
  return SigningKey(std::move(key));
}

base::Result<SigningKey> SigningKey::open_or_make(const std::filesystem::path& folder) {
  const std::filesystem::path private_file = folder / private_key_name;
  const std::filesystem::path public_file = folder / public_key_name;
  std::error_code ignored;
  const bool has_public = std::filesystem::exists(public_file, ignored);
  const bool has_private = std::filesystem::exists(private_file, ignored);
  if (has_public && !has_private) {
    return base::Error(private_file.string() + " is missing and " + public_file.string() +
                       " is there: put the key back; or move the public one aside, and a new key "
                       "is made");
  }
  auto key = has_private ? read(private_file) : make(private_file);
  if (!key) return key.error();
  if (!has_public) {
    if (auto written = base::write_whole(public_file, public_pem(key->key_.get())); !written)
      return written.error();
    return key;
  }
  const auto published = read_public_key(public_file);
  if (!published) return published.error();
  if (*published != key->public_key()) {
    return base::Error(public_file.string() + " is not the public key of " + private_file.string());
  }
  return key;
}

std::string SigningKey::public_key() const {
  return public_hex(key_.get());
}

base::Result<std::string> SigningKey::sign(std::string_view text) const {
  const Context context(EVP_MD_CTX_new());
  std::array<unsigned char, signature_bytes> signature{};
  size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(text), text.size()) != 1) {
    return base::Error("OpenSSL cannot sign with the Ed25519 key");
  }
  return {boost::system::in_place_value, base::to_hex(std::span(signature.data(), size))};
}

base::Result<std::string> read_public_key(const std::filesystem::path& path) {
  const auto text = base::read_whole(path, pem_bytes_max);
  if (!text) return text.error();
  const Bio bio = reader_of(*text);
  const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr));
  if (!is_ed25519(key.get()))
    return base::Error(path.string() + ": expected a PEM file with an Ed25519 public key");
  return {boost::system::in_place_value, public_hex(key.get())};
}

bool is_signature(std::string_view text, std::string_view public_key, std::string_view signature) {
  std::array<unsigned char, key_bytes> raw_key{};
  std::array<unsigned char, signature_bytes> raw{};
  if (!base::from_hex(public_key, raw_key) || !base::from_hex(signature, raw)) return false;
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw_key.data(), raw_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw.data(), raw.size(), bytes_of(text), text.size()) == 1;
}

}  // namespace spark::store
