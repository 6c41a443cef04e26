#include "objects/objects.h"

#include <vector>

#include "base/sha256.h"
#include "bench.h"
#include "support/catch.h"
#include "support/file_mode.h"

using namespace spark;
using namespace spark::objects;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;
using spark::test::mode;
namespace fs = std::filesystem;

TEST_CASE("a library is stored under the digest of its bytes, for its owner to read only") {
  Bench bench;
  const auto added = bench.objects.add_library(bench.library("bytes"));
  REQUIRE(refusal_of(added).empty());
  CHECK(added->sha256 == base::sha256_hex("bytes"));
  CHECK(added->path == bench.objects.folder() / added->sha256 / "plugin.so");
  CHECK_FALSE(added->was_there);
  CHECK(read_file(added->path) == "bytes");
  CHECK(mode(added->path) == 0400);
  CHECK(mode(added->path.parent_path()) == 0700);
  CHECK(mode(bench.objects.folder()) == 0700);
  CHECK(bench.stored() == std::set{added->sha256});
}

TEST_CASE("the same bytes are stored once") {
  Bench bench;
  const auto first = bench.objects.add_library(bench.library("bytes"));
  fs::create_symlink(bench.path("x.so"), bench.path("link.so"));
  const auto second = bench.objects.add_library(bench.path("link.so"));
  REQUIRE(refusal_of(second).empty());
  CHECK(second->was_there);
  CHECK(second->path == first->path);
  CHECK(bench.stored().size() == 1);
}

TEST_CASE("an artefact with sums is known by the digest of its sums") {
  Bench bench;
  const fs::path artefact = bench.artefact();
  const auto added = bench.objects.add_artefact(artefact);
  REQUIRE(refusal_of(added).empty());
  CHECK(added->sha256 == base::sha256_hex(read_file(artefact / "SHA256SUMS")));
  CHECK(added->path == bench.objects.folder() / added->sha256);
  CHECK(read_file(added->path / "SHA256SUMS") == read_file(artefact / "SHA256SUMS"));
  CHECK(read_file(added->path / "trees/0.bin") == "leaf");
  CHECK(mode(added->path / "trees/0.bin") == 0400);
  CHECK(mode(added->path / "trees") == 0700);
  CHECK(bench.objects.add_artefact(artefact)->was_there);
}

TEST_CASE("an artefact that ships with the host can be added") {
  Bench bench;
  const fs::path shipped = SPARK_SOURCE_DIR "/configs/models/v1.8-b0";
  const auto added = bench.objects.add_artefact(shipped);
  REQUIRE(refusal_of(added).empty());
  CHECK(added->sha256 == base::sha256_hex(read_file(shipped / "SHA256SUMS")));
}

TEST_CASE("an artefact without sums is known as if it had those that sha256sum would write") {
  Bench bench;
  const fs::path artefact = bench.artefact();
  const auto with = bench.objects.add_artefact(artefact);
  fs::remove(artefact / "SHA256SUMS");
  Bench other;
  const auto without = other.objects.add_artefact(artefact);
  REQUIRE(refusal_of(without).empty());
  CHECK(without->sha256 == with->sha256);
  CHECK_FALSE(fs::exists(without->path / "SHA256SUMS"));
  CHECK(refusal_of(other.objects.find_artefact(without->sha256)).empty());
}

TEST_CASE("the original may be replaced, cut short or removed once it is copied") {
  Bench bench;
  const auto added = bench.objects.add_library(bench.library("first"));
  const auto artefact = bench.objects.add_artefact(bench.artefact());
  fs::resize_file(bench.path("x.so"), 0);
  fs::remove_all(bench.path("artefact"));
  CHECK(refusal_of(bench.objects.find_library(added->sha256)).empty());
  CHECK(refusal_of(bench.objects.find_artefact(artefact->sha256)).empty());
  const auto second = bench.objects.add_library(bench.library("second"));
  CHECK(second->path != added->path);
  CHECK(read_file(added->path) == "first");
}

TEST_CASE("an object that was damaged is not found, and healed by adding it again") {
  Bench bench;
  const auto library = bench.objects.add_library(bench.library("bytes"));
  const auto artefact = bench.objects.add_artefact(bench.artefact());
  fs::permissions(library->path, fs::perms::owner_all);
  write_file(library->path, "bites");
  fs::remove(artefact->path / "trees/0.bin");

  CHECK_THAT(refusal_of(bench.objects.find_library(library->sha256)),
             ContainsSubstring("it is damaged: its digest is " + base::sha256_hex("bites")));
  CHECK_THAT(refusal_of(bench.objects.find_artefact(artefact->sha256)),
             ContainsSubstring("trees/0.bin: missing"));

  const auto again = bench.objects.add_library(bench.path("x.so"));
  REQUIRE(refusal_of(again).empty());
  CHECK_FALSE(again->was_there);
  CHECK(read_file(library->path) == "bytes");
  CHECK_FALSE(bench.objects.add_artefact(bench.path("artefact"))->was_there);
  CHECK(refusal_of(bench.objects.find_artefact(artefact->sha256)).empty());
  CHECK(bench.stored().size() == 2);
}

TEST_CASE("objects are found by their digest alone") {
  Bench bench;
  const auto library = bench.objects.add_library(bench.library("bytes"));
  CHECK(bench.objects.find_library(library->sha256)->path == library->path);
  CHECK_THAT(refusal_of(bench.objects.find_library(std::string(64, '0'))),
             ContainsSubstring("No such file"));
  CHECK_THAT(refusal_of(bench.objects.find_artefact(std::string(64, '0'))),
             ContainsSubstring("No such file"));
  CHECK_THAT(refusal_of(bench.objects.find_library("../x")),
             ContainsSubstring("64 lower-case hex digits"));
}

TEST_CASE("opening the store removes what interrupted copies have left") {
  Bench bench;
  const auto library = bench.objects.add_library(bench.library("bytes"));
  write_file(bench.objects.folder() / ".incoming-abc123" / "trees" / "0.bin", "half");
  REQUIRE(Objects::open(bench.objects.folder()).has_value());
  CHECK(bench.stored() == std::set{library->sha256});
}

TEST_CASE("a store that cannot be made is refused with its path") {
  Bench bench;
  const auto refused = Objects::open(bench.library("a file") / "objects");
  CHECK_THAT(refusal_of(refused),
             ContainsSubstring("x.so/objects: cannot make it: Not a directory"));
}

TEST_CASE("a sweep keeps what it is told to and the spares that were added last") {
  Bench bench;
  std::vector<std::string> added;
  for (const char* text : {"0", "1", "2", "3", "4"})
    added.push_back(bench.objects.add_library(bench.library(text))->sha256);
  bench.objects.add_library(bench.library("1"));  // added again, so it is the newest now
  write_file(bench.objects.folder() / "README", "not an object");

  CHECK(bench.objects.sweep({added[0]}, 2) == 2);
  CHECK(bench.stored() == std::set<std::string>{added[0], added[1], added[4], "README"});
  CHECK(bench.objects.sweep({}, 0) == 3);
  CHECK(bench.stored() == std::set<std::string>{"README"});
}

TEST_CASE("a sweep with days keeps what served since then, too") {
  Bench bench;
  std::vector<std::string> added;
  for (const char* text : {"0", "1", "2"})
    added.push_back(bench.objects.add_library(bench.library(text))->sha256);
  const auto age = [&](const std::string& sha256, int days) {
    fs::last_write_time(bench.objects.folder() / sha256,
                        fs::file_time_type::clock::now() - std::chrono::hours(24 * days));
  };
  for (const std::string& each : added) age(each, 40);
  age(added[1], 20);
  CHECK(bench.objects.sweep({added[0]}, 0, 30) == 1);  // and notes that 0 served until now
  CHECK(bench.stored() == std::set<std::string>{added[0], added[1]});
  CHECK(bench.objects.sweep({added[1]}, 0, 30) == 0);
  age(added[0], 31);
  CHECK(bench.objects.sweep({added[1]}, 0, 30) == 1);
  CHECK(bench.stored() == std::set<std::string>{added[1]});
}
