#include "spark/tool/token.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "spark/tool/state_folders.h"

namespace spark::tool {
namespace {

namespace fs = std::filesystem;
constexpr size_t token_bytes_max = 1024;

std::optional<std::string> read_token(const fs::path& path) {
  std::error_code code;
  if (!fs::is_regular_file(path, code)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string token(token_bytes_max, '\0');
  file.read(token.data(), static_cast<std::streamsize>(token.size()));
  if (!file && !file.eof()) return std::nullopt;
  token.resize(static_cast<size_t>(file.gcount()));
  const size_t first = token.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return std::nullopt;
  return token.substr(first, token.find_last_not_of(" \t\r\n") + 1 - first);
}

Result<Credential> read_credential(const std::string& path, const std::string& named_by,
                                   bool named) {
  std::optional<std::string> token = read_token(path);
  if (!token) {
    return Error{Exit::usage,
                 named_by + " " + path + ": expected a readable file that holds the credential" +
                     (named ? ""
                            : "; run this as the user that sparkd runs as, or name a file "
                              "that you may read with --token-file")};
  }
  // The token becomes part of a header line.
  for (const char c : *token) {
    if (c <= ' ' || c == 0x7F) {
      return Error{Exit::usage,
                   named_by + " " + path + ": expected one line of visible characters"};
    }
  }
  return Credential{std::move(*token), path, named};
}

}  // namespace

Result<Credential> find_credential(const std::string& token_file, const std::string& of_host,
                                   const char* named_by) {
  if (!token_file.empty()) return read_credential(token_file, named_by, true);
  if (const char* named = std::getenv("SPARK_TOKEN_FILE"); named != nullptr && *named != '\0') {
    return read_credential(named, "SPARK_TOKEN_FILE", true);
  }
  if (!of_host.empty()) return read_credential(of_host, "the credential", false);
  for (const fs::path& folder : state_folders()) {
    const fs::path file = folder / "admin.token";
    if (is_there(file)) return read_credential(file.string(), "the credential", false);
  }
  return Credential{};
}

Result<std::string> token_for(const Credential& credential, const Address& to) {
  if (credential.token.empty() || credential.named) return credential.token;
  if (!to.socket.empty()) return std::string();  // the host knows the user by the socket
  if (is_loopback(to)) return credential.token;
  return Error{Exit::usage, to.text() + " is not this machine: the credential found in " +
                                credential.file +
                                " is for this machine's host and is not sent there; name the "
                                "other host's with --token-file or $SPARK_TOKEN_FILE"};
}

}  // namespace spark::tool
