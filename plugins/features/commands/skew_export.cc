#include "skew_export.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>

#include "spark/recorded/sparkctl.h"
#include "spark/tool/json.h"

namespace spark::skew {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

int64_t whole(const tool::json::value& value, std::string_view path) {
  return static_cast<int64_t>(tool::number(value, path).value_or(0));
}

}  // namespace

Result<std::vector<Loss>> recorded_losses(const std::string& state_dir) {
  const Result<tool::json::value> read =
      recorded::ask_sparkctl(state_dir, {"evidence", "list", "--last", "10000", "--json"});
  if (!read) return read.error();
  std::vector<Loss> losses;
  for (const auto& record : tool::items(*read, "records")) {
    if (tool::raw(record, "action") != "recorder.losses") continue;
    const Result<tool::json::value> detail =
        tool::parse_json(tool::raw(record, "detail"), "a record of losses");
    if (!detail) return detail.error();
    losses.push_back({"recorder." + tool::raw(record, "object"), whole(*detail, "since_utc_ms"),
                      whole(*detail, "to_utc_ms"), whole(*detail, "dropped")});
  }
  return losses;
}

Result<std::string> digest_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest(EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free);
  bool is_well = in && EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1;
  std::array<char, 64 * 1024> buffer;
  while (is_well && !in.eof()) {
    in.read(buffer.data(), buffer.size());
    is_well = !in.bad() &&
              EVP_DigestUpdate(digest.get(), buffer.data(), static_cast<size_t>(in.gcount())) == 1;
  }
  std::array<unsigned char, 32> bytes;
  if (!is_well || EVP_DigestFinal_ex(digest.get(), bytes.data(), nullptr) != 1)
    return Error{Exit::usage, file + ": cannot be read"};
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4U];
    hex += "0123456789abcdef"[byte & 15U];
  }
  return hex;
}

}  // namespace spark::skew
