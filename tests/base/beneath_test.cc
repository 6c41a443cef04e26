// Files below a folder: no path and no link leads out of it.
#include "base/beneath.h"

#include <filesystem>

#include "base/whole_file.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark::base;
using spark::test::TemporaryFolder;
namespace fs = std::filesystem;

TEST_CASE("a path beneath a folder is plain names") {
  for (const char* path : {"a", "a/b.json", "A-1/_x/y.z"}) CHECK(check_beneath(path).has_value());
  for (const char* path : {"", "/a", "a/", "a//b", "..", "../a", "a/../b", ".a", "a/.b", "a b",
                           "a\\b", "1/2/3/4/5/6/7/8/9/file"}) {
    INFO(path);
    CHECK(check_beneath(path).has_error());
  }
  CHECK(check_beneath(std::string(201, 'a')).has_error());
}

namespace {

spark::base::Result<void> write_beneath(const fs::path& root, const std::string& path,
                                        const std::string& bytes) {
  if (auto put = put_beneath(root, path + ".new", bytes); !put) return put;
  return rename_beneath(root, path + ".new", path);
}

}  // namespace

TEST_CASE("a file is written with the folders on its way, and replaced whole") {
  const TemporaryFolder folder;
  REQUIRE(write_beneath(folder.path(), "a/b/file.json", "first").has_value());
  REQUIRE(write_beneath(folder.path(), "a/b/file.json", "second").has_value());
  CHECK(*read_whole(folder.path() / "a/b/file.json", 100) == "second");
  CHECK_FALSE(fs::exists(folder.path() / "a/b/file.json.new"));
  const auto mode = fs::status(folder.path() / "a").permissions() & fs::perms::all;
  CHECK(mode == fs::perms::owner_all);
}

TEST_CASE("a link is not followed") {
  const TemporaryFolder folder;
  const TemporaryFolder outside;
  fs::create_directory_symlink(outside.path(), folder.path() / "out");
  CHECK(write_beneath(folder.path(), "out/file", "x").has_error());
  fs::create_symlink(outside.path() / "target", folder.path() / "file");
  REQUIRE(write_beneath(folder.path(), "file", "x").has_value());  // replaces the link
  fs::create_symlink(outside.path() / "target", folder.path() / "other.new");
  CHECK(write_beneath(folder.path(), "other", "x").has_error());
  CHECK(fs::is_empty(outside.path()));
}

TEST_CASE("what is not there is not renamed, and no folder is made for it") {
  const TemporaryFolder folder;
  CHECK(rename_beneath(folder.path(), "a/file.new", "a/file").has_error());
  CHECK(fs::is_empty(folder.path()));
}
