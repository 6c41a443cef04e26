// The token file: made once, for its owner only, refused when it is no secret.
#include "base/token_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "support/catch.h"

using spark::base::load_or_create_token;

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

TEST_CASE("a token file that leads elsewhere, waits, or is another user's is refused") {
  const Folder folder;
  const auto file = folder.path / "token";
  const auto refusal = [&] {
    const auto loaded = load_or_create_token(file);
    const std::string text = loaded ? std::string() : loaded.error().text;
    std::filesystem::remove(file);
    return text;
  };
  std::ofstream(folder.path / "other") << "0123456789abcdef\n";
  ::chmod((folder.path / "other").c_str(), 0600);
  std::filesystem::create_symlink(folder.path / "other", file);
  CHECK(refusal().find("it is a symbolic link") != std::string::npos);

  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  CHECK(refusal().find("not a regular file") != std::string::npos);

  if (::geteuid() != 0) return;  // only root can give a file away
  std::ofstream(file) << "0123456789abcdef\n";
  ::chmod(file.c_str(), 0600);
  REQUIRE(::chown(file.c_str(), 12345, 0) == 0);
  CHECK(refusal().find("it belongs to user 12345") != std::string::npos);
}
