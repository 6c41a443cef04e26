// Copying what cannot be trusted: bad files, files that change, a disk that is full.
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

#include "base/sha256.h"
#include "bench.h"
#include "objects/sums.h"
#include "plugin/elf_note.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::objects;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

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
         write_file(path, "");
         fs::resize_file(path, library_bytes_max + 1);
       }},
  };
  Bench bench;
  for (const Case& each : cases) {
    fs::remove_all(bench.path("bad.so"));
    each.make(bench.path("bad.so"));
    const auto refused = bench.objects.add_library(bench.path("bad.so"));
    CHECK_THAT(refusal_of(refused), ContainsSubstring("bad.so: ") && ContainsSubstring(each.why));
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
         write_file(in, "a file");
       }},
      {"there are no files in it",
       [](const fs::path& in) {
         fs::remove_all(in);
         fs::create_directory(in);
       }},
      {differs.c_str(), [](const fs::path& in) { write_file(in / "trees/0.bin", "lead"); }},
      {"model.json: missing, but listed",
       [](const fs::path& in) { fs::remove(in / "model.json"); }},
      {"trees/1.bin: not listed",
       [](const fs::path& in) { write_file(in / "trees/1.bin", "leaf"); }},
      {".hidden: not listed", [](const fs::path& in) { write_file(in / ".hidden", ""); }},
      {"SHA256SUMS: line 3",
       [](const fs::path& in) {
         write_file(in / "SHA256SUMS", read_file(in / "SHA256SUMS") + "no sum\n");
       }},
      {"SHA256SUMS: it has more than 1048576 bytes",
       [](const fs::path& in) { fs::resize_file(in / "SHA256SUMS", sums_bytes_max + 1); }},
      {"model.json: it is a link that leads out of ",
       [](const fs::path& in) {
         fs::rename(in / "model.json", in.parent_path() / "elsewhere");
         fs::create_symlink("../elsewhere", in / "model.json");
       }},
      {"trees: it is a link that leads out of ",
       [](const fs::path& in) {
         fs::rename(in / "trees", in.parent_path() / "trees");
         fs::create_symlink("../trees", in / "trees");
       }},
      {"pipe: it is not a regular file",
       [](const fs::path& in) { ::mkfifo((in / "pipe").c_str(), 0644); }},
      {"a name in it is not plain", [](const fs::path& in) { write_file(in / "a\nb", ""); }},
      {"1/2/3/4/5: folders within an artefact are at most 4 deep",
       [&](const fs::path& in) {
         remove_sums(in);
         write_file(in / "1/2/3/4/x", "");
         write_file(in / "1/2/3/4/5/x", "");
       }},
      {"more than 256 files and folders",
       [&](const fs::path& in) {
         remove_sums(in);
         for (size_t i = 0; i < artefact_entries_max; ++i) write_file(in / std::to_string(i), "");
       }},
      {"more than 4294967292 bytes",  // after the four bytes of trees/0.bin
       [&](const fs::path& in) {
         remove_sums(in);
         fs::remove(in / "model.json");
         write_file(in / "z", "");
         fs::resize_file(in / "z", artefact_bytes_max - 3);
       }},
  };
  for (const Case& each : cases) {
    Bench bench;
    const fs::path artefact = bench.artefact();
    each.damage(artefact);
    const auto refused = bench.objects.add_artefact(artefact);
    CHECK_THAT(refusal_of(refused), ContainsSubstring("artefact") && ContainsSubstring(each.why));
    CHECK((refused.has_error() && !refused.error().storage));
    CHECK(bench.stored().empty());
  }
}

TEST_CASE("a file that changes while it is copied leaves a whole object all the same") {
  Bench bench;
  const fs::path file = bench.library("");
  const std::string large(300'000, 'x');
  std::atomic<bool> enough = false;
  std::thread operator_of_files([&] {
    for (int i = 0; !enough; ++i) {
      std::ofstream(file, std::ios::binary) << large << i;
      fs::resize_file(file, 100'000);
      std::ofstream(bench.path("new.so"), std::ios::binary) << large;
      fs::rename(bench.path("new.so"), file);
    }
  });
  for (int i = 0; i < 50; ++i) {
    const auto added = bench.objects.add_library(file);
    CHECK(refusal_of(added).empty());
    if (added) CHECK(refusal_of(bench.objects.find_library(added->sha256)).empty());
  }
  enough = true;
  operator_of_files.join();
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
    ::_exit(full(bench.objects.add_library(library)) +
            2 * full(bench.objects.add_artefact(artefact)));
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 3);
  CHECK(bench.stored().empty());
}
