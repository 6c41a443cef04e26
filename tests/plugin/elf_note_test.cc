#include "plugin/elf_note.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <random>
#include <vector>

#include "museum.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark;
using namespace spark::objects;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

namespace {

using Bytes = std::vector<char>;

Bytes read_all(const std::filesystem::path& path) {
  const std::string bytes = spark::test::read_file(path);
  return {bytes.begin(), bytes.end()};
}

std::filesystem::path written(const TemporaryFolder& folder, const Bytes& bytes) {
  const auto path = folder.path() / "file.so";
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

std::string refusal(const std::filesystem::path& path) {
  const auto note = read_note(path);
  return note ? "" : note.error().text;
}

Elf64_Ehdr& header(Bytes& bytes) {
  return *reinterpret_cast<Elf64_Ehdr*>(bytes.data());
}

// The first segment of a type.
Elf64_Phdr& segment(Bytes& bytes, uint32_t type) {
  auto* segments = reinterpret_cast<Elf64_Phdr*>(bytes.data() + header(bytes).e_phoff);
  for (uint32_t i = 0; i < header(bytes).e_phnum; ++i)
    if (segments[i].p_type == type) return segments[i];
  FAIL("no such segment");
  return segments[0];
}

size_t note_offset(const Bytes& bytes) {
  const spark_note_desc wanted = {SPARK_ABI_MAJOR, SPARK_ABI_MINOR, "specimen", "1.0.0", "Museum"};
  const auto* from = reinterpret_cast<const char*>(&wanted);
  const auto found = std::search(bytes.begin(), bytes.end(), from, from + sizeof wanted);
  REQUIRE(found != bytes.end());
  return static_cast<size_t>(found - bytes.begin());
}

}  // namespace

TEST_CASE("a plugin's note is read from the file") {
  const auto note = read_note(specimen_path("well"));
  REQUIRE(note.has_value());
  CHECK(note->abi_major == SPARK_ABI_MAJOR);
  CHECK(note->abi_minor == SPARK_ABI_MINOR);
  CHECK(note->id == "specimen");
  CHECK(note->version == "1.0.0");
  CHECK(note->vendor == "Museum");
  CHECK(check_note(*note).has_value());
}

TEST_CASE("notes that are not as they should be are refused") {
  CHECK_THAT(refusal(specimen_path("no_note")),
             ContainsSubstring("no .note.spark") && ContainsSubstring("no_note.so"));
  CHECK_THAT(refusal(specimen_path("two_notes")), ContainsSubstring("more than one"));
}

TEST_CASE("a note for another host is refused with both versions") {
  struct Case {
    Note note;
    const char* why;
  };
  const Case cases[] = {
      {{2, 0, "a", "1", ""}, "needs ABI 2.0, this host offers 1.0"},
      {{0, 0, "a", "1", ""}, "needs ABI 0.0, this host offers 1.0"},
      {{1, 1, "a", "1", ""}, "needs ABI 1.1, this host offers 1.0"},
      {{1, 0, "", "1", ""}, "not of the form"},
      {{1, 0, "A", "1", ""}, "not of the form"},
      {{1, 0, "1a", "1", ""}, "not of the form"},
      {{1, 0, "../a", "1", ""}, "not of the form"},
      {{1, 0, std::string(32, 'a'), "1", ""}, "not of the form"},
      {{1, 0, "a", "", ""}, "no version"},
  };
  for (const Case& each : cases) {
    const auto checked = check_note(each.note);
    REQUIRE(checked.has_error());
    CHECK_THAT(checked.error().text, ContainsSubstring(each.why));
  }
  CHECK(check_note({1, 0, "a" + std::string(30, '-'), "1", ""}).has_value());
}

TEST_CASE("what is no shared object is refused") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal(folder.path() / "absent"), ContainsSubstring("No such file"));
  CHECK_THAT(refusal(folder.path()), ContainsSubstring("not a regular file"));
  CHECK_THAT(refusal("/dev/zero"), ContainsSubstring("not a regular file"));
  CHECK_THAT(refusal(written(folder, {})), ContainsSubstring("too short"));
  CHECK_THAT(refusal(written(folder, Bytes(1000, 'x'))), ContainsSubstring("not an ELF file"));

  const auto huge = written(folder, read_all(specimen_path("well")));
  std::filesystem::resize_file(huge, library_bytes_max + 1);
  CHECK_THAT(refusal(huge), ContainsSubstring("more than 268435456"));
}

TEST_CASE("a shared object that is malformed is refused") {
  struct Case {
    const char* why;
    std::function<void(Bytes&)> damage;
  };
  const Case cases[] = {
      {"not a 64-bit", [](Bytes& b) { header(b).e_ident[EI_CLASS] = ELFCLASS32; }},
      {"not a 64-bit", [](Bytes& b) { header(b).e_ident[EI_DATA] = ELFDATA2MSB; }},
      {"not a shared object", [](Bytes& b) { header(b).e_type = ET_REL; }},
      {"another machine", [](Bytes& b) { header(b).e_machine = EM_S390; }},
      {"headers are malformed", [](Bytes& b) { header(b).e_phnum = 0; }},
      {"headers are malformed", [](Bytes& b) { header(b).e_phnum = 0xffff; }},
      {"headers are malformed", [](Bytes& b) { header(b).e_phentsize = 1; }},
      {"outside the file", [](Bytes& b) { header(b).e_phoff = b.size() - 1; }},
      {"outside the file", [](Bytes& b) { header(b).e_phoff = ~uint64_t{0} - 8; }},
      {"cut short", [](Bytes& b) { header(b).e_shoff = ~uint64_t{0} - 8; }},
      {"cut short", [](Bytes& b) { segment(b, PT_LOAD).p_filesz = b.size() + 1; }},
      {"cut short", [](Bytes& b) { segment(b, PT_LOAD).p_offset = ~uint64_t{0}; }},
      {"cut short", [](Bytes& b) { b.resize(b.size() - 1); }},
      {"cut short", [](Bytes& b) { b.resize(b.size() / 2); }},
      {"notes are too long",
       [](Bytes& b) {
         b.resize(b.size() + 70'000);
         segment(b, PT_NOTE).p_filesz = 65'537;
       }},
      {"notes are malformed", [](Bytes& b) { std::memset(&b[note_offset(b) - 16], 0xff, 4); }},
      {"has 132 bytes, expected 136", [](Bytes& b) { b[note_offset(b) - 16] = char(132); }},
      {"does not end", [](Bytes& b) { std::memset(&b[note_offset(b) + 8], 'a', 32); }},
      {"not printable", [](Bytes& b) { b[note_offset(b) + 40] = '\n'; }},
  };
  const Bytes well = read_all(specimen_path("well"));
  const TemporaryFolder folder;
  for (const Case& each : cases) {
    Bytes bytes = well;
    each.damage(bytes);
    CHECK_THAT(refusal(written(folder, bytes)), ContainsSubstring(each.why));
  }
}

// Run under the sanitizers, this is what shows that no offset is trusted.
TEST_CASE("random damage never does more than refuse") {
  const Bytes well = read_all(specimen_path("well"));
  const TemporaryFolder folder;
  std::mt19937 random(1);
  Bytes bytes = well;
  const size_t headers = sizeof(Elf64_Ehdr) + header(bytes).e_phnum * sizeof(Elf64_Phdr);
  const size_t note = note_offset(well) - 24;
  size_t refused = 0;
  for (int round = 0; round < 500; ++round) {
    bytes = well;
    const size_t hits = random() % 4 + 1;
    for (size_t i = 0; i < hits; ++i) {
      const size_t at = random() % 2 == 0 ? random() % headers : note + random() % 180;
      bytes[at] = static_cast<char>(random());
    }
    if (!read_note(written(folder, bytes)).has_value()) ++refused;
  }
  CHECK(refused > 50);
}
