// What the chain promises about order, reopening, and who may write it.
#include "store/chain.h"
#include "base/hex.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <regex>

#include "base/clock.h"
#include "base/sha256.h"
#include "folder.h"
#include "store/last_entries.h"

namespace spark::store {
namespace {

TEST_CASE("records come back as they were given, with their place and time") {
  const Folder folder;
  const int64_t utc_before = base::utc_ms();
  const int64_t steady_before = base::steady_ns();
  const Digest digest{"model.json", base::sha256_hex("abc")};
  Receipt receipt;
  {
    auto opened = Chain::open(folder.path()).value();
    CHECK(opened.cut_bytes == 0);
    CHECK(opened.chain.sequence() == 0);
    receipt =
        opened.chain.append({"admin", "swap", "candidate", {digest}, "asked", "a \"b\"\n"}).value();
    CHECK(opened.chain.sequence() == 1);
    CHECK(opened.chain.hash() == receipt.hash);
  }
  CHECK(receipt.sequence == 1);
  const auto entries = entries_of(folder);
  REQUIRE(entries.size() == 1);
  const Entry& entry = entries[0];
  CHECK(entry.sequence == 1);
  CHECK(base::to_hex(entry.hash) == receipt.hash);
  CHECK(entry.previous == Hash{});
  CHECK(entry.utc_ms >= utc_before);
  CHECK(entry.steady_ns >= steady_before);
  CHECK(entry.steady_ns <= base::steady_ns());
  CHECK(entry.boot == kernel_boot_id());
  CHECK(entry.record.actor == "admin");
  CHECK(entry.record.action == "swap");
  CHECK(entry.record.object == "candidate");
  CHECK(entry.record.digests[0].sha256 == digest.sha256);
  CHECK(entry.record.result == "asked");
  CHECK(entry.record.detail == "a \"b\"\n");
}

TEST_CASE("the boot is the kernel's identifier unless one is given") {
  CHECK(std::regex_match(kernel_boot_id(), std::regex("[0-9a-f-]{36}")));
  const Folder folder;
  append_all(folder, {"one"}, {.boot = "given"});
  CHECK(entries_of(folder)[0].boot == "given");
}

TEST_CASE("opening again continues the numbers and the hashes") {
  const Folder folder;
  for (int i = 0; i < 12; ++i) append_all(folder, {"model"});
  const auto entries = entries_of(folder);
  REQUIRE(entries.size() == 12);
  for (size_t i = 1; i < entries.size(); ++i) {
    CHECK(entries[i].sequence == i + 1);
    CHECK(entries[i].previous == entries[i - 1].hash);
  }
  CHECK(folder.verified().is_whole());
}

TEST_CASE("a segment that would grow too large is followed by another that repeats the last hash") {
  const Folder folder;
  for (const char* object : {"one", "two", "three"}) append_all(folder, {object}, tiny_segments);
  const auto segments = list_segments(folder.chain()).value();
  REQUIRE(segments.size() == 3);
  CHECK(segments[2].first == 3);
  const auto entries = entries_of(folder);
  CHECK(SegmentReader::open(segments[2]).value().last_hash() == entries[1].hash);
  CHECK(folder.verified().is_whole());
}

TEST_CASE("several records are one batch, in order, each with its receipt") {
  const Folder folder;
  auto opened = Chain::open(folder.path(), tiny_segments).value();
  opened.chain.append(swap_of("zero")).value();
  const std::vector<Record> batch = {swap_of("one"), swap_of("two"), swap_of("three")};
  const auto receipts = opened.chain.append(batch).value();
  REQUIRE(receipts.size() == 3);
  const auto entries = entries_of(folder);
  REQUIRE(entries.size() == 4);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(receipts[i].sequence == i + 2);
    CHECK(receipts[i].hash == base::to_hex(entries[i + 1].hash));
    CHECK(entries[i + 1].record.object == batch[i].object);
  }
  CHECK(list_segments(folder.chain()).value().size() == 2);  // a batch is not split
  CHECK(opened.chain.append(std::span<const Record>()).value().empty());
}

TEST_CASE("one record of a batch that cannot be taken refuses all of it") {
  const Folder folder;
  auto opened = Chain::open(folder.path()).value();
  std::vector<Record> batch = {swap_of("one"), swap_of("two")};
  batch[1].digests.push_back({"a.so", "no digest"});
  CHECK(opened.chain.append(batch).error().text.find("\"a.so\"") != std::string::npos);
  CHECK(opened.chain.sequence() == 0);
  CHECK(opened.chain.append(swap_of("next")).value().sequence == 1);
  CHECK(folder.verified().records == 1);
}

TEST_CASE("the folder is made, and only its owner and group may read the records") {
  const Folder folder;
  REQUIRE(Chain::open(folder.path() / "a" / "b").has_value());
  struct stat found;
  REQUIRE(stat((folder.path() / "a" / "b" / "chain" / segment_name(1)).c_str(), &found) == 0);
  CHECK((found.st_mode & S_IRWXO) == 0);
}

TEST_CASE("two cannot have one chain, and the lock goes with its owner") {
  const Folder folder;
  {
    const auto first = Chain::open(folder.path());
    REQUIRE(first.has_value());
    const auto second = Chain::open(folder.path());
    REQUIRE(second.has_error());
    CHECK(second.error().text == "state_dir " + folder.path().string() +
                                     " is in use: another process holds the lock on " +
                                     (folder.path() / "lock").string());
    CHECK(folder.verified().is_whole());  // a reader needs no lock
  }
  CHECK(Chain::open(folder.path()).has_value());
}

TEST_CASE("a killed process leaves the chain for others to take") {
  const Folder folder;
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto held = Chain::open(folder.path());
    const char opened = held.has_value() ? 'y' : 'n';
    if (::write(ready[1], &opened, 1) != 1) _exit(1);
    while (true) pause();
  }
  char opened = 0;
  REQUIRE(::read(ready[0], &opened, 1) == 1);
  CHECK(opened == 'y');
  CHECK(Chain::open(folder.path()).has_error());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
  CHECK(Chain::open(folder.path()).has_value());
}

TEST_CASE("a reader beside a host that appends sees a whole chain at any moment") {
  const Folder folder;
  append_all(folder, {"first"});
  const pid_t child = fork();
  if (child == 0) {
    auto opened = Chain::open(folder.path(), {.boot = "boot", .segment_bytes_max = 2'000});
    for (int i = 0; opened && i < 100; ++i) {
      const std::vector<Record> batch(1 + i % 3, swap_of(std::string(50 * (i % 5), 'x')));
      if (!opened->chain.append(batch)) _exit(1);
      if (i % 10 == 0 && !opened->chain.checkpoint()) _exit(2);
    }
    _exit(opened ? 0 : 3);
  }
  int status = -1;
  uint64_t records = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    const auto report = folder.verified();
    INFO((report.is_whole() ? "" : report.flaws[0].text()));
    REQUIRE(report.is_whole());
    REQUIRE(report.records >= records);
    records = report.records;
    REQUIRE(last_entries(folder.chain(), {5, 0, {}}).has_value());
  }
  CHECK(status == 0);
  CHECK(folder.verified().records == 200);
}

TEST_CASE("the last records are found across segments, however many are asked for") {
  const Folder folder;
  append_all(folder, {"1", "2", "3", "4"}, tiny_segments);
  for (size_t count = 1; count <= 6; ++count) {
    const auto last = last_entries(folder.chain(), {count, 0, {}}).value();
    INFO(count);
    REQUIRE(last.size() == std::min<size_t>(count, 4));
    CHECK(last.front().sequence == 5 - last.size());
    CHECK(last.back().record.object == "4");
  }
  const std::string header = segment_header(5, entries_of(folder)[3].hash);
  write_file(folder.segment(5), header);
  CHECK(last_entries(folder.chain(), {2, 0, {}}).value().front().sequence == 3);
}

TEST_CASE("a chain that is flawed at its end is refused with the file and the byte") {
  const Folder folder;
  append_all(folder, {"one", "two", "three"});
  const std::string whole = read_file(folder.segment(1));
  std::string changed = whole;
  changed[whole.find("two")] = 'T';
  write_file(folder.segment(1), changed);
  const auto opened = Chain::open(folder.path());
  REQUIRE(opened.has_error());
  CHECK(opened.error().text.starts_with(folder.segment(1).string() + ": byte "));
  CHECK(opened.error().text.find("record 2: the record was changed") != std::string::npos);
  CHECK(read_file(folder.segment(1)) == changed);  // left as it was found
}

TEST_CASE("a chain that ends before its checkpoint is not continued") {
  const Folder folder;
  append_all(folder, {"one", "two"}, tiny_segments);
  make_checkpoint(folder);
  const std::string last = read_file(folder.segment(2));
  const auto refused = [&](const std::string& why) {
    const auto opened = Chain::open(folder.path());
    REQUIRE(opened.has_error());
    INFO(opened.error().text);
    CHECK(opened.error().text.find("checkpoint.json covers record 2, but ") != std::string::npos);
    CHECK(opened.error().text.find(why) != std::string::npos);
  };
  write_file(folder.segment(2), last.substr(0, segment_header_bytes));
  refused("ends at byte 48 with record 1");
  std::filesystem::remove(folder.segment(2));
  refused("with record 1");
  std::filesystem::remove(folder.segment(1));
  refused("there is no segment");
}

TEST_CASE("a chain written anew up to its checkpoint is not continued") {
  const Folder folder;
  append_all(folder, {"one", "two"});
  make_checkpoint(folder);
  std::filesystem::rename(folder.chain() / checkpoint_name, folder.path() / "kept");
  std::filesystem::remove(folder.segment(1));
  append_all(folder, {"one", "other"});
  std::filesystem::rename(folder.path() / "kept", folder.chain() / checkpoint_name);
  const auto opened = Chain::open(folder.path());
  REQUIRE(opened.has_error());
  CHECK(opened.error().text.find("has another hash there") != std::string::npos);
}

}  // namespace
}  // namespace spark::store
