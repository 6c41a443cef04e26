#include "plugin/library.h"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "museum.h"
#include "objects/copying.h"
#include "objects/objects.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::objects;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

namespace {

// The same library in other bytes: what follows its last section is nobody's.
std::filesystem::path copy_of(const std::string& specimen, const TemporaryFolder& folder,
                              const std::string& name, const std::string& appendix) {
  const auto path = folder.path() / name;
  constexpr auto overwrite = std::filesystem::copy_options::overwrite_existing;
  std::filesystem::copy_file(specimen_path(specimen), path, overwrite);
  std::ofstream(path, std::ios::binary | std::ios::app) << appendix;
  return path;
}

}  // namespace

TEST_CASE("a library's description is copied") {
  const auto library = library_of("well");
  const Description& described = library->description();
  CHECK(library->id() == "specimen");
  CHECK(described.summary == "A specimen of the museum");
  CHECK(described.has_models);
  REQUIRE(described.params.size() == 1);
  CHECK(described.params[0].name == "depth");
  CHECK(described.params[0].type == base::ParamType::i64);
  CHECK(described.params[0].fallback == "3");
  CHECK(described.params[0].max == 10);
  CHECK_FALSE(described.params[0].required);
  CHECK(described.model_params.empty());
  REQUIRE(described.stage_types.size() == 1);
  CHECK(described.stage_types[0].name == "one");
  CHECK(described.stage_types[0].params.size() == 1);
}

TEST_CASE("the same bytes are one resident, wherever they lie") {
  const auto first = library_of("well");
  const uint32_t before = Library::residents();
  CHECK(library_of("well") == first);
  const TemporaryFolder folder;
  std::filesystem::create_symlink(specimen_path("well"), folder.path() / "link.so");
  CHECK(*Library::open(folder.path() / "link.so") == first);
  std::filesystem::copy_file(specimen_path("well"), folder.path() / "copy.so");
  CHECK(*Library::open(folder.path() / "copy.so") == first);
  CHECK(*Library::open(folder.path() / "removed.so", first->sha256()) == first);
  CHECK(Library::residents() == before);
}

TEST_CASE("residents are listed in the order of loading, refused ones too") {
  const TemporaryFolder folder;
  const auto path = copy_of("well", folder, "listed.so", "listed");
  const auto library = Library::open(path);
  REQUIRE(library.has_value());
  const std::vector<Resident> list = Library::resident_list();
  REQUIRE(list.size() == Library::residents());
  CHECK(list.back().sha256 == (*library)->sha256());
  CHECK(list.back().sha256 == *digest_library(path));
  CHECK(list.back().id == "specimen");
  CHECK(list.back().version == "1.0.0");
  CHECK(list.back().path == std::filesystem::canonical(path));

  const auto refused = copy_of("null_create", folder, "refused.so", "refused");
  CHECK(Library::open(refused).has_error());
  CHECK(Library::resident_list().back().path == std::filesystem::canonical(refused));
}

TEST_CASE("a note that is refused keeps the library from being loaded") {
  const uint32_t before = Library::residents();
  CHECK_THAT(library_refusal("no_note"), ContainsSubstring("it is no spark plugin"));
  CHECK_THAT(library_refusal("wrong_major"),
             ContainsSubstring("needs ABI 2.0, this host offers 1.0"));
  CHECK_THAT(library_refusal("minor_too_new"),
             ContainsSubstring("needs ABI 1.999, this host offers 1.0"));
  CHECK_THAT(library_refusal("bad_id"), ContainsSubstring("'Bad_Id' is not of the form"));
  CHECK_THAT(library_refusal("absent"), ContainsSubstring("No such file"));
  CHECK(Library::residents() == before);
}

TEST_CASE("a library that cannot be linked, or has no entry, is refused") {
  CHECK_THAT(library_refusal("undefined_symbol"), ContainsSubstring("nobody_has_this"));
  CHECK_THAT(library_refusal("no_entry"), ContainsSubstring("spark_entry"));
}

TEST_CASE("an entry that is incomplete or contradicts the note is refused") {
  CHECK_THAT(library_refusal("id_mismatch"),
             ContainsSubstring("'other', the note's is 'specimen'"));
  CHECK_THAT(library_refusal("null_create"), ContainsSubstring("create is null"));
  CHECK_THAT(library_refusal("null_summary"), ContainsSubstring("summary is null"));
  CHECK_THAT(library_refusal("key_twice"), ContainsSubstring("key 'depth' twice"));
  CHECK_THAT(library_refusal("key_type_unknown"),
             ContainsSubstring("'depth' has the unknown type 99"));
}

TEST_CASE("a refused library is refused again") {
  const std::string first = library_refusal("null_create");
  const uint32_t before = Library::residents();
  CHECK(library_refusal("null_create") == first);
  CHECK(Library::residents() == before);
}

TEST_CASE("a file that was replaced under its name is refused") {
  const TemporaryFolder folder;
  const auto path = copy_of("well", folder, "one.so", "one");
  REQUIRE(Library::open(path).has_value());
  const uint32_t before = Library::residents();
  std::filesystem::rename(copy_of("well", folder, "two.so", "two"), path);
  const auto second = Library::open(path);
  REQUIRE(second.has_error());
  CHECK_THAT(second.error().text, ContainsSubstring("was replaced after it was loaded"));
  CHECK(Library::residents() == before);
}

TEST_CASE("a file that was replaced under its name is another resident once it is copied") {
  const TemporaryFolder folder;
  auto objects = Objects::open(folder.path() / "objects").value();
  const auto open = [&] {
    const auto added = objects.add_library(folder.path() / "one.so");
    REQUIRE(added.has_value());
    const auto library = Library::open(added->path, added->sha256);
    REQUIRE(library.has_value());
    CHECK((*library)->sha256() == added->sha256);
    return *library;
  };
  copy_of("well", folder, "one.so", "staged one");
  const auto first = open();
  const uint32_t before = Library::residents();
  CHECK(open() == first);
  copy_of("well", folder, "one.so", "staged two");
  const auto second = open();
  CHECK(second != first);
  CHECK(&second->entry() != &first->entry());
  CHECK(Library::residents() == before + 1);
  objects.sweep({}, 0);
  CHECK(*Library::open(first->path(), first->sha256()) == first);
}

TEST_CASE("a stage type is found by name, or as the only one") {
  const auto library = library_of("well");
  CHECK((*library->stage_type(""))->name == "one");
  CHECK((*library->stage_type("one"))->name == "one");
  const auto typo = library->stage_type("oen");
  REQUIRE(typo.has_error());
  CHECK_THAT(typo.error().text,
             ContainsSubstring("no stage type 'oen'") && ContainsSubstring("one"));
}

// In a process of its own, since residents stay.
TEST_CASE("there is a limit to resident libraries") {
  const TemporaryFolder folder;
  const auto copy = [&](uint32_t i) {
    return copy_of("well", folder, std::to_string(i) + ".so", std::to_string(i));
  };
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    for (uint32_t i = Library::residents(); i < libraries_max; ++i)
      if (!Library::open(copy(i))) ::_exit(1);
    const auto refused = Library::open(copy(libraries_max));
    ::_exit(!refused && refused.error().text.find("64 plugin libraries") != std::string::npos ? 0
                                                                                              : 2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
