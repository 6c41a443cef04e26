// Folders that are nobody else's, whatever the umask says and whatever they were before.
#include "base/private_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/file_mode.h"
#include "support/temporary_folder.h"

using spark::base::make_private_folder;
using spark::test::mode;
using spark::test::TemporaryFolder;
namespace fs = std::filesystem;

TEST_CASE("a private folder is its owner's alone, whatever the umask, and so are no others") {
  for (const mode_t mask : {0000, 0022, 0777}) {
    INFO("umask " << mask);
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "above");
    const mode_t above = mode(folder.path() / "above");
    const mode_t before = ::umask(mask);
    const auto made = make_private_folder(folder.path() / "above/own/");
    ::umask(before);
    REQUIRE(made.has_value());
    CHECK(mode(folder.path() / "above/own") == 0700);
    CHECK(mode(folder.path() / "above") == above);
  }
}

TEST_CASE("a folder that others may enter is tightened, with all that is in it left alone") {
  const TemporaryFolder folder;
  const fs::path own = folder.path() / "own";
  fs::create_directories(own / "inner");
  fs::permissions(own, fs::perms::all);
  fs::permissions(own / "inner", fs::perms::all);
  REQUIRE(make_private_folder(own).has_value());
  CHECK(mode(own) == 0700);
  CHECK(mode(own / "inner") == 0777);
}

TEST_CASE("a folder of another user or one that users share is refused and left as it is") {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::all | fs::perms::sticky_bit);
  const auto shared = make_private_folder(folder.path());
  REQUIRE_FALSE(shared.has_value());
  CHECK(shared.error().text.find("users share it (mode 1777)") != std::string::npos);
  CHECK(mode(folder.path()) == 01777);

  if (::geteuid() != 0) return;  // only root can give a folder away
  const fs::path others = folder.path() / "others";
  fs::create_directory(others);
  REQUIRE(::chown(others.c_str(), 12345, 0) == 0);
  const auto refused = make_private_folder(others);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().text.find("it belongs to user 12345") != std::string::npos);
}

TEST_CASE("a private folder that cannot be made is named") {
  const TemporaryFolder folder;
  fs::create_symlink("nowhere", folder.path() / "link");
  for (const char* name : {"/proc/own", "/dev/null/own"}) {
    INFO(name);
    const auto refused = make_private_folder(name);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().text.starts_with(std::string(name) + ": cannot make it: "));
  }
  CHECK_FALSE(make_private_folder(folder.path() / "link").has_value());
}
