// Every way to tamper with a chain is noticed, and named with its file, byte and record.
#include "store/verify.h"
#include "base/hex.h"

#include <functional>

#include "folder.h"

namespace spark::store {
namespace {

namespace fs = std::filesystem;

// Three segments of two records each.
void write_small_chain(const Folder& folder) {
  auto opened = Chain::open(folder.path(), tiny_segments).value();
  for (int i = 0; i < 3; ++i) {
    const std::vector<Record> batch = {swap_of("model " + std::to_string(2 * i + 1)),
                                       swap_of("model " + std::to_string(2 * i + 2))};
    opened.chain.append(batch).value();
  }
}

// Where the second record of the segment begins.
size_t second_record(const std::string& segment) {
  return segment_header_bytes + frame_bytes +
         body_bytes_of(std::string_view(segment).substr(segment_header_bytes, frame_bytes));
}

std::string first_flaw(const VerifyReport& report) {
  return report.flaws.empty() ? "whole" : report.flaws[0].text();
}

TEST_CASE("a whole chain is reported with its numbers") {
  const Folder folder;
  write_small_chain(folder);
  const auto entries = entries_of(folder);
  const auto report = folder.verified();
  CHECK(first_flaw(report) == "whole");
  CHECK(report.segments == 3);
  CHECK(report.records == 6);
  CHECK(report.first_utc_ms == entries.front().utc_ms);
  CHECK(report.last_utc_ms == entries.back().utc_ms);
  CHECK(report.last_hash == base::to_hex(entries.back().hash));
  CHECK(report.torn_bytes == 0);
  REQUIRE(report.checkpoints.size() == 1);
  CHECK(report.checkpoints[0].state == CheckpointState::none);
}

TEST_CASE("a chain without records is whole, and a folder without a chain is not") {
  const Folder folder;
  append_all(folder, {});
  CHECK(first_flaw(folder.verified()) == "whole");
  CHECK(folder.verified().last_hash == std::string(64, '0'));
  fs::remove(folder.segment(1));
  CHECK(first_flaw(folder.verified()) ==
        folder.chain().string() + ": expected a chain's segments, found none");
  fs::remove_all(folder.chain());
  CHECK(first_flaw(folder.verified()).find("cannot be listed") != std::string::npos);
}

TEST_CASE("a change of any byte is noticed") {
  const Folder folder;
  write_small_chain(folder);
  for (const uint64_t first : {1, 3, 5}) {
    const std::string whole = read_file(folder.segment(first));
    for (size_t at = 0; at < whole.size(); ++at) {
      for (const int mask : {0x01, 0x80, 0xFF}) {
        write_byte(folder.segment(first), at, static_cast<char>(whole[at] ^ mask));
        const auto report = folder.verified();
        INFO("segment " << first << ", byte " << at << ", mask " << mask);
        REQUIRE_FALSE(report.is_whole());
        const Flaw& flaw = report.flaws[0];
        REQUIRE(flaw.file == folder.segment(first));
        // What is named is the header or the record that holds the byte.
        REQUIRE(flaw.byte <= at);
        REQUIRE(flaw.sequence == first + (at >= second_record(whole) ? 1 : 0));
      }
      write_byte(folder.segment(first), at, whole[at]);
    }
  }
  CHECK(folder.verified().is_whole());
}

// A chain with the same records whose hashes are right again after a change of the second: what
// somebody does who knows the format.
std::string with_new_hash(const std::string& segment) {
  const size_t at = segment_header_bytes;
  const size_t end = second_record(segment);
  Entry entry = decode(std::string_view(segment).substr(at, end - at)).value();
  entry.record.object = "another";
  return segment.substr(0, at) + encode(entry) + segment.substr(end);
}

struct Tampering {
  const char* what;
  std::function<void(const Folder&)> apply;
  uint64_t sequence;  // that the flaw names
  const char* expected;
};

void edit(const fs::path& file, const std::function<std::string(const std::string&)>& change) {
  write_file(file, change(read_file(file)));
}

const std::vector<Tampering>& tamperings() {
  static const std::vector<Tampering> all = {
      {"a record is removed from the middle of a segment",
       [](const Folder& f) {
         edit(f.segment(3), [](const std::string& s) {
           return s.substr(0, segment_header_bytes) + s.substr(second_record(s));
         });
       },
       3, "expected record 3, found record 4"},
      {"the last record of a segment in the middle is removed",
       [](const Folder& f) {
         edit(f.segment(3), [](const std::string& s) { return s.substr(0, second_record(s)); });
       },
       4, "the segment is missing; the next one is 00000000000000000005.seg"},
      {"a segment in the middle ends within a record",
       [](const Folder& f) {
         edit(f.segment(3), [](const std::string& s) { return s.substr(0, s.size() - 1); });
       },
       4, "expected a whole record, found "},
      {"a segment in the middle is removed", [](const Folder& f) { fs::remove(f.segment(3)); }, 3,
       "the segment is missing"},
      {"the first segment is removed", [](const Folder& f) { fs::remove(f.segment(1)); }, 1,
       "the segment is missing; the next one is 00000000000000000003.seg"},
      {"two records change places",
       [](const Folder& f) {
         edit(f.segment(3), [](const std::string& s) {
           const size_t second = second_record(s);
           return s.substr(0, segment_header_bytes) + s.substr(second) +
                  s.substr(segment_header_bytes, second - segment_header_bytes);
         });
       },
       3, "expected record 3, found record 4"},
      {"a record is there twice",
       [](const Folder& f) {
         edit(f.segment(5), [](const std::string& s) { return s + s.substr(second_record(s)); });
       },
       7, "expected record 7, found record 6"},
      {"two segments change places",
       [](const Folder& f) {
         fs::rename(f.segment(1), f.path() / "kept");
         fs::rename(f.segment(3), f.segment(1));
         fs::rename(f.path() / "kept", f.segment(3));
       },
       1, "expected a header of"},
      {"a record is written anew with a right hash",
       [](const Folder& f) { edit(f.segment(3), with_new_hash); }, 4,
       "expected a record that follows the hash "},
      {"the last record of a segment is written anew with a right hash",
       [](const Folder& f) {
         edit(f.segment(3), [](const std::string& s) {
           Entry entry = decode(std::string_view(s).substr(second_record(s))).value();
           entry.record.object = "another";
           return s.substr(0, second_record(s)) + encode(entry);
         });
       },
       5, "expected a segment that follows the hash "},
      {"bytes are added at the end",
       [](const Folder& f) {
         edit(f.segment(5), [](const std::string& s) { return s + "not a record"; });
       },
       7, "expected a record's length"},
      {"the last segment's header is cut",
       [](const Folder& f) {
         edit(f.segment(5), [](const std::string& s) { return s.substr(0, 47); });
       },
       5, "expected a header of 48 bytes, found 47"},
      {"a segment of another name is added",
       [](const Folder& f) { write_file(f.chain() / "1.seg", ""); }, 0, "expected a name of"},
      {"a segment is added", [](const Folder& f) { fs::copy_file(f.segment(3), f.segment(4)); }, 5,
       "the segment is missing; the next one is 00000000000000000004.seg"},
      {"a segment is a folder",
       [](const Folder& f) {
         fs::remove(f.segment(5));
         fs::create_directory(f.segment(5));
       },
       5, "Is a directory"},
  };
  return all;
}

TEST_CASE("tampering is noticed where it was done") {
  for (const Tampering& tampering : tamperings()) {
    const Folder folder;
    write_small_chain(folder);
    tampering.apply(folder);
    const auto report = folder.verified();
    INFO(tampering.what << ": " << first_flaw(report));
    REQUIRE(report.flaws.size() == 1);
    CHECK(report.flaws[0].what.find(tampering.expected) != std::string::npos);
    CHECK(report.flaws[0].sequence == tampering.sequence);
  }
}

// Calls with each chain that cutting off the end gives, down to none.
void each_truncation(const Folder& folder, const std::function<void()>& look) {
  for (const uint64_t first : {5, 3, 1}) {
    const std::string whole = read_file(folder.segment(first));
    for (size_t size = whole.size(); size-- > 0;) {
      fs::resize_file(folder.segment(first), size);
      INFO("segment " << first << " of " << size << " bytes");
      look();
    }
    fs::remove(folder.segment(first));
  }
}

TEST_CASE("a checkpoint shows every truncation of what it covers") {
  const Folder folder;
  write_small_chain(folder);
  make_checkpoint(folder);
  CHECK(folder.verified().checkpoints[0].state == CheckpointState::matches);
  each_truncation(folder, [&] { REQUIRE_FALSE(folder.verified().is_whole()); });
}

TEST_CASE("a checkpoint kept elsewhere shows truncation where the chain's own is gone as well") {
  const Folder folder;
  write_small_chain(folder);
  make_checkpoint(folder);
  fs::rename(folder.chain() / checkpoint_name, folder.path() / "kept");
  each_truncation(folder, [&] {
    REQUIRE_FALSE(verify({folder.chain(), folder.path() / "kept", {}}).is_whole());
  });
}

TEST_CASE("truncation names where the chain ends and what the checkpoint covers") {
  const Folder folder;
  write_small_chain(folder);
  make_checkpoint(folder);
  const std::string whole = read_file(folder.segment(5));
  write_file(folder.segment(5), whole.substr(0, second_record(whole)));
  const auto report = folder.verified();
  CHECK(report.checkpoints[0].state == CheckpointState::wrong);
  CHECK(first_flaw(report) == folder.segment(5).string() + ": byte " +
                                  std::to_string(second_record(whole)) +
                                  ", record 6: expected records up to 6, which the checkpoint " +
                                  (folder.chain() / checkpoint_name).string() +
                                  " covers, found the end: records were cut off");
}

TEST_CASE("without a checkpoint a record cut short at the end is torn, and not an edit") {
  const Folder folder;
  write_small_chain(folder);
  folder.forget_head();
  const std::string whole = read_file(folder.segment(5));
  const size_t second = second_record(whole);
  for (size_t size = second + 1; size < whole.size(); ++size) {
    write_file(folder.segment(5), whole.substr(0, size));
    const auto report = folder.verified();
    INFO(size);
    REQUIRE(report.is_whole());
    REQUIRE(report.records == 5);
    REQUIRE(report.torn_bytes == size - second);
    // As a crash leaves it on some file systems.
    const std::string zeros(4096, '\0');
    write_file(folder.segment(5), whole.substr(0, size) + zeros);
    const auto with_zeros = folder.verified();
    const bool is_long_enough = whole.size() - size >= 8;
    REQUIRE((with_zeros.is_whole() || !is_long_enough));
  }
}

TEST_CASE(
    "records after a checkpoint are cut off unnoticed without the note, those before are not") {
  const Folder folder;
  append_all(folder, {"one", "two"}, tiny_segments);
  make_checkpoint(folder);
  append_all(folder, {"three"}, tiny_segments);
  folder.forget_head();
  fs::remove(folder.segment(3));
  CHECK(folder.verified().is_whole());
  CHECK(folder.verified().checkpoints[0].state == CheckpointState::matches);
  fs::remove(folder.segment(2));
  CHECK_FALSE(folder.verified().is_whole());
}

}  // namespace
}  // namespace spark::store
