#include "store/latch_file.h"

#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::store;
using spark::test::TemporaryFolder;

namespace {

const LatchSlot one = {"p.on", "/verb", 1'700'000'000'000, true, 17};
const LatchSlot two = {"q.weight", "signal", 1'700'000'000'001, false, 0};

void overwrite(const std::filesystem::path& path, std::streamoff at, const std::string& text) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(at);
  file << text;
}

std::vector<LatchSlot> read(const std::filesystem::path& folder) {
  return LatchFile::open(folder).value().latches;
}

}  // namespace

TEST_CASE("latches that were written are read again, and those that were taken away are not") {
  const TemporaryFolder folder;
  {
    auto opened = LatchFile::open(folder.path()).value();
    CHECK(opened.latches.empty());
    REQUIRE(opened.file.write(std::vector{one, two}).has_value());
    REQUIRE(opened.file.sync().has_value());
  }
  CHECK(read(folder.path()) == std::vector{one, two});
  {
    auto opened = LatchFile::open(folder.path()).value();
    LatchSlot recorded = two;
    recorded.sequence = 18;
    REQUIRE(opened.file.write(std::vector{recorded}).has_value());
    CHECK(read(folder.path()) == std::vector{recorded});
    REQUIRE(opened.file.write({}).has_value());
  }
  CHECK(read(folder.path()).empty());
}

TEST_CASE("the file never grows, nor shrinks") {
  const TemporaryFolder folder;
  auto opened = LatchFile::open(folder.path()).value();
  const auto path = folder.path() / "latches";
  CHECK(std::filesystem::file_size(path) == latch_slots * latch_slot_bytes);
  std::vector<LatchSlot> many(latch_slots, one);
  for (size_t i = 0; i < many.size(); ++i) many[i].flag = "p.f" + std::to_string(i);
  REQUIRE(opened.file.write(many).has_value());
  CHECK(read(folder.path()).size() == latch_slots);
  CHECK(std::filesystem::file_size(path) == latch_slots * latch_slot_bytes);
  many.push_back(two);
  const auto more = opened.file.write(many);
  REQUIRE(more.has_error());
  CHECK_THAT(more.error().text, Catch::Matchers::ContainsSubstring("more than 1024 latches"));
}

TEST_CASE("a slot that cannot be read is counted, whatever became of it") {
  const struct {
    const char* name;
    std::streamoff at;
    std::string text;
  } cases[] = {{"another flag", 10, "x"},
               {"no JSON", 0, "#"},
               {"a byte in an empty slot", 5 * latch_slot_bytes, "x"},
               {"no end of the line", latch_slot_bytes - 1, " "}};
  for (const auto& c : cases) {
    INFO(c.name);
    const TemporaryFolder folder;
    REQUIRE(LatchFile::open(folder.path()).value().file.write(std::vector{one, two}).has_value());
    overwrite(folder.path() / "latches", c.at, c.text);
    const auto opened = LatchFile::open(folder.path()).value();
    CHECK(opened.damaged == 1);
    CHECK(opened.latches.size() >= 1);
  }
}

TEST_CASE("a file that was cut short is damaged where it is missing, and is mended by writing") {
  const TemporaryFolder folder;
  REQUIRE(LatchFile::open(folder.path()).value().file.write(std::vector{one, two}).has_value());
  std::filesystem::resize_file(folder.path() / "latches", latch_slot_bytes + 7);
  auto opened = LatchFile::open(folder.path()).value();
  CHECK(opened.latches == std::vector{one});
  CHECK(opened.damaged == latch_slots - 1);
  REQUIRE(opened.file.write(std::vector{one}).has_value());
  CHECK(LatchFile::open(folder.path()).value().damaged == 0);
  CHECK(read(folder.path()) == std::vector{one});
}

TEST_CASE("what a disk refused is written with the next call") {
  const TemporaryFolder folder;
  auto opened = LatchFile::open(folder.path()).value();
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit none = before;
  none.rlim_cur = 0;
  ::setrlimit(RLIMIT_FSIZE, &none);
  const auto refused = opened.file.write(std::vector{one});
  ::setrlimit(RLIMIT_FSIZE, &before);
  REQUIRE(refused.has_error());
  CHECK(read(folder.path()).empty());
  REQUIRE(opened.file.write(std::vector{one}).has_value());
  CHECK(read(folder.path()) == std::vector{one});
}

TEST_CASE("long texts of actions are cut between characters") {
  const TemporaryFolder folder;
  LatchSlot wordy = one;
  wordy.by = std::string(127, 'a') + "é";
  REQUIRE(LatchFile::open(folder.path()).value().file.write(std::vector{wordy}).has_value());
  CHECK(read(folder.path()).at(0).by == std::string(127, 'a'));
}
