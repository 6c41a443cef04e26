#include "spark/offline/sums.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

namespace spark::offline {

namespace fs = std::filesystem;

namespace {

using tool::Error;
using tool::Exit;
using tool::Result;
using Digests = std::map<std::string, std::string>;  // relative name to digest

constexpr size_t digest_chars = 64;
constexpr size_t files_max = 256;
constexpr int depth_max = 4;
constexpr size_t name_bytes_max = 128;
constexpr uint64_t sums_bytes_max = 1024 * 1024;

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    check(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void add(std::string_view bytes) {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  }
  [[nodiscard]] std::string hex() {
    std::array<unsigned char, digest_chars / 2> bytes{};
    check(EVP_DigestFinal_ex(context_.get(), bytes.data(), nullptr) == 1);
    std::string out;
    for (const unsigned char byte : bytes) {
      for (const unsigned digit : {byte / 16U, byte % 16U}) out += "0123456789abcdef"[digit];
    }
    return out;
  }

 private:
  static void check(bool is_good) {
    if (!is_good) throw std::runtime_error("libcrypto does not offer SHA-256");
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

Error refusal(const fs::path& folder, const std::string& why) {
  return {Exit::usage, folder.string() + ": " + why};
}

// Nothing if it cannot be read.
std::optional<std::string> digest_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  Digest digest;
  std::array<char, 65536> block;
  while (in.read(block.data(), block.size()), in.gcount() > 0) {
    digest.add({block.data(), static_cast<size_t>(in.gcount())});
  }
  if (!in.eof()) return {};
  return digest.hex();
}

Result<Digests> digests_of(const fs::path& folder) {
  Digests found;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().lexically_relative(folder).generic_string();
    if (at.depth() > depth_max) return refusal(folder, name + ": folders are too deep");
    if (at->is_symlink()) return refusal(folder, name + ": a link, not a file");
    if (at->is_directory(failed) || name == sums_name) continue;
    if (!at->is_regular_file(failed)) return refusal(folder, name + ": not a file");
    const auto digest = digest_of(at->path());
    if (!digest) return refusal(folder, name + ": cannot be read");
    found.emplace(name, *digest);
    if (found.size() > files_max) {
      return refusal(folder, "more than " + std::to_string(files_max) + " files");
    }
  }
  if (failed) return refusal(folder, failed.message());
  return found;
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= name_bytes_max && name != "." && name != ".." &&
         name.find_first_of("/\\") == std::string_view::npos &&
         std::string_view(name).find_first_not_of(
             " !\"#$%&'()*+,-.0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`"
             "abcdefghijklmnopqrstuvwxyz{|}~") == std::string_view::npos;
}

bool is_relative_name(std::string_view name) {
  for (int depth = 0;; ++depth) {
    const size_t slash = name.find('/');
    if (!is_file_name(name.substr(0, slash)) || depth > depth_max) return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

// What is wrong with the text, or its digests.
boost::system::result<Digests, std::string> parse(std::string_view text) {
  Digests sums;
  for (size_t number = 1; !text.empty(); ++number) {
    const auto wrong = [number](const std::string& why) {
      return "line " + std::to_string(number) + ": " + why;
    };
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return wrong("does not end in a line feed");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    const bool has_form = line.size() > digest_chars + 2 &&
                          line.substr(0, digest_chars).find_first_not_of("0123456789abcdef") ==
                              std::string_view::npos &&
                          line[digest_chars] == ' ' &&
                          (line[digest_chars + 1] == ' ' || line[digest_chars + 1] == '*');
    if (!has_form) return wrong("expected 64 lower-case hex digits, two blanks and a file's name");
    std::string_view name = line.substr(digest_chars + 2);
    if (name.starts_with("./")) name.remove_prefix(2);  // as from find(1)
    if (!is_relative_name(name))
      return wrong("expected a plain name of a file within the artefact");
    if (!sums.emplace(name, line.substr(0, digest_chars)).second) {
      return wrong(std::string("'").append(name).append("' is listed twice"));
    }
    if (sums.size() > files_max) return wrong("more than " + std::to_string(files_max) + " files");
  }
  return sums;
}

}  // namespace

std::string sha256_hex(std::string_view text) {
  Digest digest;
  digest.add(text);
  return digest.hex();
}

Result<std::string> verify_sums(const fs::path& folder) {
  std::error_code failed;
  const fs::path sums_file = folder / sums_name;
  const uint64_t bytes = fs::file_size(sums_file, failed);
  if (failed) return refusal(folder, "SHA256SUMS: " + failed.message());
  if (bytes > sums_bytes_max) return refusal(folder, "SHA256SUMS: too large");
  std::ifstream in(sums_file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto listed = parse(text);
  if (!listed) return refusal(folder, "SHA256SUMS: " + listed.error());
  const Result<Digests> found = digests_of(folder);
  if (!found) return found.error();
  for (const auto& [name, digest] : *listed) {
    const auto file = found->find(name);
    if (file == found->end()) return refusal(folder, name + ": missing, but listed in SHA256SUMS");
    if (file->second != digest) {
      return refusal(folder,
                     name + ": its digest is " + file->second + ", but SHA256SUMS says " + digest);
    }
  }
  for (const auto& [name, digest] : *found) {
    if (!listed->contains(name)) return refusal(folder, name + ": not listed in SHA256SUMS");
  }
  return sha256_hex(text);
}

Result<void> write_sums(const fs::path& folder) {
  const Result<Digests> found = digests_of(folder);
  if (!found) return found.error();
  std::ofstream out(folder / sums_name, std::ios::binary | std::ios::trunc);
  for (const auto& [name, digest] : *found) out << digest << "  " << name << '\n';
  out.close();
  if (!out) return refusal(folder, "SHA256SUMS: cannot be written");
  return {};
}

}  // namespace spark::offline
