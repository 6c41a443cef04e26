// Libraries that a plugin brings: they are part of it.
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/sha256.h"
#include "bench.h"
#include "plugin/loading_error.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::objects;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
namespace fs = std::filesystem;

namespace {

constexpr const char* part = "libspecimen-part.so";
constexpr const char* inner_part = "libspecimen-inner-part.so";

void append(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::app) << text;
}

// A plugin with what it brings, in a folder of `bench`; other bytes for another `version`.
fs::path plugin_in(const Bench& bench, const std::string& version, const std::string& parts = "") {
  const fs::path folder = bench.path(version);
  fs::create_directories(folder);
  for (const char* name : {"with_private.so", part, inner_part})
    fs::copy(specimen_path("with_private").parent_path() / name, folder / name);
  append(folder / "with_private.so", version);
  append(folder / inner_part, parts);
  return folder / "with_private.so";
}

}  // namespace

TEST_CASE("a plugin and the libraries that it brings are one object") {
  Bench bench;
  const fs::path library = plugin_in(bench, "one object");
  const auto staged = bench.objects.add_library(library);
  REQUIRE(refusal_of(staged).empty());
  const fs::path object = staged->path.parent_path();
  CHECK(read_file(object / part) == read_file(library.parent_path() / part));
  CHECK(read_file(object / inner_part) == read_file(library.parent_path() / inner_part));
  CHECK(staged->sha256 == *digest_library(library));
  CHECK(staged->sha256 ==
        base::sha256_hex(print_sums(
            {{"plugin.so", base::sha256_hex(read_file(library))},
             {part, base::sha256_hex(read_file(library.parent_path() / part))},
             {inner_part, base::sha256_hex(read_file(library.parent_path() / inner_part))}})));
  CHECK(bench.objects.find_library(staged->sha256)->path == staged->path);
  CHECK(bench.objects.add_library(library)->was_there);

  append(library.parent_path() / inner_part, "changed");
  CHECK(*digest_library(library) != staged->sha256);

  fs::remove_all(library.parent_path());
  CHECK(refusal_of(Library::open(staged->path, staged->sha256)).empty());
}

TEST_CASE("an object that lost a library that came with it is damaged, and healed") {
  Bench bench;
  const fs::path library = plugin_in(bench, "damaged");
  const auto staged = bench.objects.add_library(library);
  REQUIRE(refusal_of(staged).empty());
  fs::remove(staged->path.parent_path() / part);
  CHECK_THAT(refusal_of(bench.objects.find_library(staged->sha256)),
             ContainsSubstring("it is damaged"));
  CHECK_FALSE(bench.objects.add_library(library)->was_there);
  CHECK(refusal_of(bench.objects.find_library(staged->sha256)).empty());
}

TEST_CASE("a link to a library that a plugin brings is taken by content") {
  Bench bench;
  const fs::path library = plugin_in(bench, "linked");
  const auto before = digest_library(library);
  fs::rename(library.parent_path() / part, library.parent_path() / "libspecimen-part.so.1.2.3");
  fs::create_symlink("libspecimen-part.so.1.2.3", library.parent_path() / part);
  CHECK(*digest_library(library) == *before);
  fs::create_symlink(library, bench.path("elsewhere.so"));
  CHECK(*digest_library(bench.path("elsewhere.so")) == *before);
}

TEST_CASE("a library that does not look beside itself brings nothing") {
  Bench bench;
  const fs::path library = bench.path("folder/well.so");
  fs::create_directories(library.parent_path());
  fs::copy(specimen_path("well"), library);
  write_file(bench.path("folder/libc.so.6"), "another one");
  CHECK(*digest_library(library) == base::sha256_hex(read_file(library)));
}

TEST_CASE("the same libraries may come with another plugin, other ones of their names may not") {
  Bench bench;
  REQUIRE(refusal_of(Library::open(plugin_in(bench, "first"))).empty());
  CHECK(refusal_of(Library::open(plugin_in(bench, "second"))).empty());
  const uint32_t before = Library::residents();
  CHECK_THAT(refusal_of(Library::open(plugin_in(bench, "third", "other"))),
             ContainsSubstring("the libspecimen-inner-part.so beside it is not the one that plugin "
                               "'specimen' 1.0.0 brought") &&
                 ContainsSubstring("restart the host"));
  CHECK(Library::residents() == before);
}

TEST_CASE("a library that is missing is named, and nothing else") {
  Bench bench;
  const fs::path library = plugin_in(bench, "without");
  std::string bytes = read_file(library);
  // No other plugin has brought one of that name.
  bytes.replace(bytes.find(part), std::string(part).size(), "libspecimen-gone.so");
  write_file(library, bytes);
  CHECK_THAT(
      refusal_of(Library::open(library)),
      StartsWith(library.string() + ": it needs libspecimen-gone.so, which is not there: ") &&
          !ContainsSubstring("dlerror"));
}

TEST_CASE("what the linker says is told without its noise, and with what to do") {
  struct Case {
    const char* said;
    const char* told;
  };
  const Case cases[] = {
      {"libx.so.1: cannot open shared object file: No such file or directory",
       "it needs libx.so.1, which is not there: install it, or put it beside the plugin"},
      {"/p/a.so: undefined symbol: nobody", "undefined symbol: nobody"},
      {"/lib/libc.so.6: version `GLIBC_9' not found (required by /p/a.so)",
       "/lib/libc.so.6: version `GLIBC_9' not found (required by /p/a.so)"},
      {"/p/a.so: cannot allocate memory in static TLS block",
       "cannot allocate memory in static TLS block: no room is left for another library with "
       "thread-local storage of the initial-exec model; restart the host, or build"},
      {"", ""},
  };
  for (const Case& each : cases) {
    INFO(each.said);
    CHECK(loading_error(each.said, "/p/a.so").starts_with(each.told));
  }
  CHECK(loading_error("", "/p/a.so").empty());
}

// In a process of its own, whose room for such storage is used up.
TEST_CASE("initial-exec storage that has no room left is refused with the remedy") {
  Bench bench;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    for (int i = 0; i < 20; ++i) {
      const fs::path library = bench.path(std::to_string(i) + ".so");
      fs::copy(specimen_path("initial_exec"), library);
      append(library, std::to_string(i));
      const std::string refused = refusal_of(Library::open(library));
      if (refused.empty()) continue;
      ::_exit(i > 0 && refused.find("-ftls-model=global-dynamic") != std::string::npos ? 0 : 1);
    }
    ::_exit(2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 0);
}
