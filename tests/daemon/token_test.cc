// The token file: made once, for its owner only, refused when it is no secret.
#include "daemon/token.h"

#include <sys/stat.h>

#include <fstream>

#include "support/catch.h"

using spark::daemon::load_or_create_token;

namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "spark-token-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("a token is made on first use, in a folder that need not exist, and found again") {
  const Folder folder;
  const auto file = folder.path / "a" / "token";
  const std::string token = load_or_create_token(file).value();
  CHECK(token.size() == 64);
  CHECK(load_or_create_token(file).value() == token);
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);

  const Folder other;
  CHECK(load_or_create_token(other.path / "token").value() != token);
}

TEST_CASE("a token file that is no secret or no token is refused with the remedy") {
  const Folder folder;
  const auto file = folder.path / "token";
  const auto refusal = [&](const std::string& content, mode_t mode) {
    std::ofstream(file, std::ios::trunc) << content;
    ::chmod(file.c_str(), mode);
    const auto loaded = load_or_create_token(file);
    return loaded ? std::string() : loaded.error().text;
  };
  CHECK(refusal("0123456789abcdef\n", 0600).empty());
  CHECK(refusal("0123456789abcdef\n", 0640).find("chmod 600") != std::string::npos);
  CHECK(refusal("short\n", 0600).find("16 to 256") != std::string::npos);
  CHECK(refusal("0123456789abcdef 0\n", 0600).find("expected one line") != std::string::npos);
  CHECK(refusal(std::string(300, 'x'), 0600).find("expected one line") != std::string::npos);
  CHECK(load_or_create_token(folder.path).error().text.find("not a regular file") !=
        std::string::npos);
}
