// Files are there whole or not at all, and errors name them.
#include "base/whole_file.h"

#include <sys/stat.h>

#include <filesystem>

#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark::base;
using Catch::Matchers::ContainsSubstring;
using spark::test::TemporaryFolder;

TEST_CASE("a file is written, replaced and read whole") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "file";
  REQUIRE(write_whole(file, "a longer text").has_value());
  REQUIRE(write_whole(file, "other", owner_only, Sync::none).has_value());
  CHECK(*read_whole(file, 5) == "other");
  REQUIRE(write_whole(file, "text", owner_only).has_value());
  CHECK(*read_whole(file, 4) == "text");
  CHECK(read_whole(file, 3).error().text == "read " + file.string() + ": expected at most 3 bytes");
  struct stat found {};
  REQUIRE(::stat(file.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == owner_only);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "file.new"));
}

TEST_CASE("what cannot be put in its place leaves the old one and no draft") {
  const TemporaryFolder folder;
  const auto taken = folder.path() / "taken";
  std::filesystem::create_directories(taken / "within");
  CHECK_THAT(write_whole(taken, "text").error().text,
             ContainsSubstring("rename " + taken.string() + ".new to " + taken.string() + ": "));
  CHECK(std::filesystem::exists(taken / "within"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "taken.new"));
}

TEST_CASE("a missing file or folder is named") {
  const TemporaryFolder folder;
  const auto missing = folder.path() / "missing";
  CHECK(read_whole(missing, 1).error().text ==
        "open " + missing.string() + ": No such file or directory");
  CHECK(sync_folder(missing).error().text ==
        "open " + missing.string() + ": No such file or directory");
  CHECK(sync_folder(folder.path()).has_value());
  CHECK_FALSE(write_whole(missing / "file", "text").has_value());
}
