#include "plugin/objects.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>

#include "base/sha256.h"
#include "museum.h"
#include "plugin/elf_note.h"
#include "plugin/sums.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::plugin;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  REQUIRE(out << text);
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A store, and things to stage into it.
class Bench {
 public:
  [[nodiscard]] fs::path path(const std::string& name) const { return folder_.path() / name; }

  [[nodiscard]] fs::path library(const std::string& text) const {
    write(path("x.so"), text);
    return path("x.so");
  }

  // Two files, one in a folder, and their sums.
  [[nodiscard]] fs::path artefact() const {
    const Sums sums = {{"model.json", base::sha256_hex("{}")},
                       {"trees/0.bin", base::sha256_hex("leaf")}};
    write(path("artefact/model.json"), "{}");
    write(path("artefact/trees/0.bin"), "leaf");
    write(path("artefact/SHA256SUMS"), print_sums(sums));
    return path("artefact");
  }

  [[nodiscard]] std::set<std::string> stored() const {
    std::set<std::string> names;
    for (const auto& each : fs::directory_iterator(objects.folder()))
      names.insert(each.path().filename().string());
    return names;
  }

 private:
  TemporaryFolder folder_;

 public:
  Objects objects = Objects::open(folder_.path() / "state" / "objects").value();
};

template <class Result>
std::string refusal(const Result& result) {
  return result ? "" : result.error().text;
}

mode_t mode(const fs::path& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 07777;
}

}  // namespace

TEST_CASE("a library is stored under the digest of its bytes, read-only") {
  Bench bench;
  const auto staged = bench.objects.stage_library(bench.library("bytes"));
  REQUIRE(refusal(staged).empty());
  CHECK(staged->sha256 == base::sha256_hex("bytes"));
  CHECK(staged->path == bench.objects.folder() / staged->sha256 / "plugin.so");
  CHECK_FALSE(staged->was_there);
  CHECK(read(staged->path) == "bytes");
  CHECK(mode(staged->path) == 0444);
  CHECK(mode(staged->path.parent_path()) == 0755);
  CHECK(bench.stored() == std::set{staged->sha256});
}

TEST_CASE("the same bytes are stored once") {
  Bench bench;
  const auto first = bench.objects.stage_library(bench.library("bytes"));
  fs::create_symlink(bench.path("x.so"), bench.path("link.so"));
  const auto second = bench.objects.stage_library(bench.path("link.so"));
  REQUIRE(refusal(second).empty());
  CHECK(second->was_there);
  CHECK(second->path == first->path);
  CHECK(bench.stored().size() == 1);
}

TEST_CASE("an artefact with sums is known by the digest of its sums") {
  Bench bench;
  const fs::path artefact = bench.artefact();
  const auto staged = bench.objects.stage_artefact(artefact);
  REQUIRE(refusal(staged).empty());
  CHECK(staged->sha256 == base::sha256_hex(read(artefact / "SHA256SUMS")));
  CHECK(staged->path == bench.objects.folder() / staged->sha256);
  CHECK(read(staged->path / "SHA256SUMS") == read(artefact / "SHA256SUMS"));
  CHECK(read(staged->path / "trees/0.bin") == "leaf");
  CHECK(mode(staged->path / "trees/0.bin") == 0444);
  CHECK(bench.objects.stage_artefact(artefact)->was_there);
}

TEST_CASE("an artefact without sums is known as if it had those that sha256sum would write") {
  Bench bench;
  const fs::path artefact = bench.artefact();
  const auto with = bench.objects.stage_artefact(artefact);
  fs::remove(artefact / "SHA256SUMS");
  Bench other;
  const auto without = other.objects.stage_artefact(artefact);
  REQUIRE(refusal(without).empty());
  CHECK(without->sha256 == with->sha256);
  CHECK_FALSE(fs::exists(without->path / "SHA256SUMS"));
  CHECK(refusal(other.objects.find_artefact(without->sha256)).empty());
}

TEST_CASE("the original may be replaced, cut short or removed once it is staged") {
  Bench bench;
  const auto staged = bench.objects.stage_library(bench.library("first"));
  const auto artefact = bench.objects.stage_artefact(bench.artefact());
  fs::resize_file(bench.path("x.so"), 0);
  fs::remove_all(bench.path("artefact"));
  CHECK(refusal(bench.objects.find_library(staged->sha256)).empty());
  CHECK(refusal(bench.objects.find_artefact(artefact->sha256)).empty());
  const auto second = bench.objects.stage_library(bench.library("second"));
  CHECK(second->path != staged->path);
  CHECK(read(staged->path) == "first");
}

TEST_CASE("what is no library file is refused, and nothing of it stays") {
  struct Case {
    const char* why;
    std::function<void(const fs::path&)> make;
  };
  const Case cases[] = {
      {"No such file", [](const fs::path&) {}},
      {"not a regular file", [](const fs::path& path) { fs::create_directory(path); }},
      {"not a regular file", [](const fs::path& path) { ::mkfifo(path.c_str(), 0644); }},
      {"not a regular file", [](const fs::path& path) { fs::create_symlink("/dev/zero", path); }},
      {"No such file", [](const fs::path& path) { fs::create_symlink("nowhere", path); }},
      {"more than 268435456 bytes",
       [](const fs::path& path) {
         write(path, "");
         fs::resize_file(path, library_bytes_max + 1);
       }},
  };
  Bench bench;
  for (const Case& each : cases) {
    fs::remove_all(bench.path("bad.so"));
    each.make(bench.path("bad.so"));
    const auto refused = bench.objects.stage_library(bench.path("bad.so"));
    CHECK_THAT(refusal(refused), Contains("bad.so: ") && Contains(each.why));
    CHECK((refused.has_error() && !refused.error().storage));
    CHECK(bench.stored().empty());
  }
}

TEST_CASE("an artefact that is not as it should be is refused, and nothing of it stays") {
  struct Case {
    const char* why;
    std::function<void(const fs::path&)> damage;
  };
  const std::string leaf = base::sha256_hex("leaf");
  const std::string lead = base::sha256_hex("lead");
  const std::string differs =
      "trees/0.bin: its digest is " + lead + ", but SHA256SUMS says " + leaf;
  const auto remove_sums = [](const fs::path& in) { fs::remove(in / "SHA256SUMS"); };
  const Case cases[] = {
      {"No such file", [](const fs::path& in) { fs::remove_all(in); }},
      {"Not a directory",
       [](const fs::path& in) {
         fs::remove_all(in);
         write(in, "a file");
       }},
      {"there are no files in it",
       [](const fs::path& in) {
         fs::remove_all(in);
         fs::create_directory(in);
       }},
      {differs.c_str(), [](const fs::path& in) { write(in / "trees/0.bin", "lead"); }},
      {"model.json: missing, but listed",
       [](const fs::path& in) { fs::remove(in / "model.json"); }},
      {"trees/1.bin: not listed", [](const fs::path& in) { write(in / "trees/1.bin", "leaf"); }},
      {".hidden: not listed", [](const fs::path& in) { write(in / ".hidden", ""); }},
      {"SHA256SUMS: line 3",
       [](const fs::path& in) { write(in / "SHA256SUMS", read(in / "SHA256SUMS") + "no sum\n"); }},
      {"SHA256SUMS: it has more than 1048576 bytes",
       [](const fs::path& in) { fs::resize_file(in / "SHA256SUMS", sums_bytes_max + 1); }},
      {"model.json: it is a symbolic link",
       [](const fs::path& in) {
         fs::rename(in / "model.json", in.parent_path() / "elsewhere");
         fs::create_symlink("../elsewhere", in / "model.json");
       }},
      {"trees: it is a symbolic link",
       [](const fs::path& in) {
         fs::rename(in / "trees", in.parent_path() / "trees");
         fs::create_symlink("../trees", in / "trees");
       }},
      {"pipe: it is not a regular file",
       [](const fs::path& in) { ::mkfifo((in / "pipe").c_str(), 0644); }},
      {"a name in it is not plain", [](const fs::path& in) { write(in / "a\nb", ""); }},
      {"1/2/3/4/5: folders within an artefact are at most 4 deep",
       [&](const fs::path& in) {
         remove_sums(in);
         write(in / "1/2/3/4/x", "");
         write(in / "1/2/3/4/5/x", "");
       }},
      {"more than 256 files and folders",
       [&](const fs::path& in) {
         remove_sums(in);
         for (size_t i = 0; i < artefact_entries_max; ++i) write(in / std::to_string(i), "");
       }},
      {"more than 4294967292 bytes",  // after the four bytes of trees/0.bin
       [&](const fs::path& in) {
         remove_sums(in);
         fs::remove(in / "model.json");
         write(in / "z", "");
         fs::resize_file(in / "z", artefact_bytes_max - 3);
       }},
  };
  for (const Case& each : cases) {
    Bench bench;
    const fs::path artefact = bench.artefact();
    each.damage(artefact);
    const auto refused = bench.objects.stage_artefact(artefact);
    CHECK_THAT(refusal(refused), Contains("artefact") && Contains(each.why));
    CHECK((refused.has_error() && !refused.error().storage));
    CHECK(bench.stored().empty());
  }
}

TEST_CASE("an object that was damaged is not found, and healed by staging it again") {
  Bench bench;
  const auto library = bench.objects.stage_library(bench.library("bytes"));
  const auto artefact = bench.objects.stage_artefact(bench.artefact());
  fs::permissions(library->path, fs::perms::owner_all);
  write(library->path, "bites");
  fs::remove(artefact->path / "trees/0.bin");

  CHECK_THAT(refusal(bench.objects.find_library(library->sha256)),
             Contains("it is damaged: its digest is " + base::sha256_hex("bites")));
  CHECK_THAT(refusal(bench.objects.find_artefact(artefact->sha256)),
             Contains("trees/0.bin: missing"));

  const auto again = bench.objects.stage_library(bench.path("x.so"));
  REQUIRE(refusal(again).empty());
  CHECK_FALSE(again->was_there);
  CHECK(read(library->path) == "bytes");
  CHECK_FALSE(bench.objects.stage_artefact(bench.path("artefact"))->was_there);
  CHECK(refusal(bench.objects.find_artefact(artefact->sha256)).empty());
  CHECK(bench.stored().size() == 2);
}

TEST_CASE("objects are found by their digest alone") {
  Bench bench;
  const auto library = bench.objects.stage_library(bench.library("bytes"));
  CHECK(bench.objects.find_library(library->sha256)->path == library->path);
  CHECK_THAT(refusal(bench.objects.find_library(std::string(64, '0'))), Contains("No such file"));
  CHECK_THAT(refusal(bench.objects.find_artefact(std::string(64, '0'))), Contains("No such file"));
  CHECK_THAT(refusal(bench.objects.find_library("../x")), Contains("64 lower-case hex digits"));
}

TEST_CASE("opening the store removes what interrupted copies have left") {
  Bench bench;
  const auto library = bench.objects.stage_library(bench.library("bytes"));
  write(bench.objects.folder() / ".incoming-abc123" / "trees" / "0.bin", "half");
  REQUIRE(Objects::open(bench.objects.folder()).has_value());
  CHECK(bench.stored() == std::set{library->sha256});
}

TEST_CASE("a store that cannot be made is refused with its path") {
  Bench bench;
  const auto refused = Objects::open(bench.library("a file") / "objects");
  CHECK_THAT(refusal(refused), Contains("x.so/objects: Not a directory"));
}

TEST_CASE("a sweep keeps what it is told to and the spares that were staged last") {
  Bench bench;
  std::vector<std::string> staged;
  for (const char* text : {"0", "1", "2", "3", "4"})
    staged.push_back(bench.objects.stage_library(bench.library(text))->sha256);
  bench.objects.stage_library(bench.library("1"));  // staged again, so it is the newest now
  write(bench.objects.folder() / "README", "not an object");

  CHECK(bench.objects.sweep({staged[0]}, 2) == 2);
  CHECK(bench.stored() == std::set<std::string>{staged[0], staged[1], staged[4], "README"});
  CHECK(bench.objects.sweep({}, 0) == 3);
  CHECK(bench.stored() == std::set<std::string>{"README"});
}

// In a process of its own, whose files cannot grow beyond a few bytes.
TEST_CASE("a full disk is named, is told from a bad file, and nothing stays") {
  Bench bench;
  const fs::path library = bench.library("more than a few bytes");
  const fs::path artefact = bench.artefact();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit few{3, 3};
    ::setrlimit(RLIMIT_FSIZE, &few);
    const auto full = [&](const auto& refused) {
      return !refused && refused.error().storage &&
             refused.error().text.find("state/objects/.incoming-") != std::string::npos &&
             refused.error().text.find("File too large") != std::string::npos;
    };
    ::_exit(full(bench.objects.stage_library(library)) +
            2 * full(bench.objects.stage_artefact(artefact)));
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 3);
  CHECK(bench.stored().empty());
}
