#include "approvers.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "spark/error.h"

namespace promote {
namespace {

constexpr std::string_view separator = "=sha256:";
constexpr size_t digest_digits = 64;

bool is_digest(std::string_view text) {
  return text.size() == digest_digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// "" if the library refuses.
std::string digest_of(std::string_view token) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int count = 0;
  if (EVP_Digest(token.data(), token.size(), bytes.data(), &count, EVP_sha256(), nullptr) != 1)
    return "";
  constexpr const char* digits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < count; ++i) {
    hex += digits[bytes[i] >> 4];
    hex += digits[bytes[i] & 15];
  }
  return hex;
}

// Digests of secrets are compared: how long that takes says nothing of a token.
bool proves(std::string_view token, const std::string& digest) {
  return !token.empty() && digest_of(token) == digest;
}

}  // namespace

Approvers::Approvers(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) {
    const size_t at = entry.find(separator);
    Approver one{entry.substr(0, at), ""};
    if (at != std::string::npos) one.digest = entry.substr(at + separator.size());
    const bool is_wrong = one.name.empty() || (at == std::string::npos ? entry.find('=') != at
                                                                       : !is_digest(one.digest));
    if (is_wrong)
      throw spark::Error(
          "approvers: expected a name, or NAME=sha256:DIGEST with the 64 lower-case "
          "hex digits of sha256sum, found an entry for '" +
              one.name.substr(0, 64) + "'",
          SPARK_E_INVALID);
    for (const Approver& other : all_)
      if (other.name == one.name)
        throw spark::Error("approvers: '" + one.name + "' stands there twice", SPARK_E_INVALID);
    all_.push_back(std::move(one));
  }
  const auto tokens = std::count_if(all_.begin(), all_.end(),
                                    [](const auto& each) { return !each.digest.empty(); });
  have_tokens_ = tokens > 0;
  if (have_tokens_ && static_cast<size_t>(tokens) != all_.size())
    throw spark::Error(
        "approvers: some have a token's digest and some have none; give each one, so "
        "that nobody approves by a name alone",
        SPARK_E_INVALID);
}

std::optional<Approvers::Refusal> Approvers::refuse(std::string_view name,
                                                    std::optional<std::string_view> token,
                                                    std::string_view caller) const {
  if (all_.empty()) return {};
  const std::string quoted = "approver: '" + std::string(name) + "' ";
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [&](const Approver& each) { return each.name == name; });
  if (found == all_.end()) return Refusal{403, quoted + "is none of the configured approvers"};
  if (!have_tokens_) return {};
  if (!token || token->empty())
    return Refusal{403, quoted +
                            "proves it by a token; send it with --approver-token-file, or as "
                            "approver_token in the body"};
  if (!proves(*token, found->digest))
    return Refusal{403, quoted + "has another token than the one that was sent"};
  if (caller == "user " + found->name)
    return Refusal{403, quoted + "asks for this promotion, so that somebody else approves it"};
  return {};
}

const char* Approvers::standing() const {
  return have_tokens_ ? "proven" : all_.empty() ? "claimed" : "listed";
}

}  // namespace promote
