// Every way to tamper with the statement of what is archived is noticed.
#include "store/archived_prefix.h"

#include <functional>

#include "archiving.h"
#include "store/segment_archive.h"
#include "store/signing_key.h"

namespace spark::store {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

// Signed anew, with the key in `keys`.
std::string resigned(ArchivedPrefix prefix, const fs::path& keys) {
  const auto key = SigningKey::open_or_make(keys).value();
  prefix.end.public_key = key.public_key();
  prefix.end.signature = key.sign(signed_text(prefix)).value();
  return prefix_json(prefix);
}

ArchivedPrefix read(const ArchivedFolder& folder) {
  return **read_prefix(folder.chain());
}

TEST_CASE("a change of any byte of a statement is noticed") {
  ArchivedFolder folder(4, 3);
  REQUIRE(folder.archive_until(2).has_value());
  const std::string whole = read_file(folder.statement());
  REQUIRE(flaw_of(folder.verified()) == "whole");
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const int mask : {0x01, 0x20, 0x80}) {
      write_byte(folder.statement(), at, static_cast<char>(whole[at] ^ mask));
      const VerifyReport report = folder.verified();
      INFO("byte " << at << ", mask " << mask);
      REQUIRE_FALSE(report.is_whole());
      REQUIRE(report.flaws[0].file == folder.statement());
    }
    write_byte(folder.statement(), at, whole[at]);
  }
  for (size_t size = 0; size < whole.size(); ++size) {
    write_file(folder.statement(), whole.substr(0, size));
    INFO(size << " bytes");
    REQUIRE_FALSE(folder.verified().is_whole());
  }
  write_file(folder.statement(), whole);
  CHECK(flaw_of(folder.verified()) == "whole");
}

TEST_CASE("each way to misstate what is archived is named") {
  struct Case {
    const char* what;
    std::function<void(const ArchivedFolder&, const std::string& older)> tamper;
    const char* says;
  };
  const Case cases[] = {
      {"no statement", [](const auto& folder, auto&) { fs::remove(folder.statement()); },
       "the segment is missing"},
      {"an older statement",
       [](const auto& folder, auto& older) { write_file(folder.statement(), older); },
       "the segment is missing"},
      {"another key",
       [](const auto& folder, auto&) {
         const Folder other;
         write_file(folder.statement(), resigned(read(folder), other.path()));
       },
       "signed by the key"},
      {"a later record, by the chain's own key",
       [](const auto& folder, auto&) {
         ArchivedPrefix prefix = read(folder);
         const auto next = entries_of(folder).front();
         prefix.segments.push_back({next.sequence, std::string(64, 'a')});
         prefix.end.sequence = next.sequence;
         prefix.end.hash = base::to_hex(next.hash);
         write_file(folder.statement(), resigned(prefix, folder.chain()));
         fs::remove(folder.segment(next.sequence));
       },
       "expected a record evidence.chain_archived"},
      {"another hash, by the chain's own key",
       [](const auto& folder, auto&) {
         ArchivedPrefix prefix = read(folder);
         prefix.end.hash = std::string(64, 'b');
         write_file(folder.statement(), resigned(prefix, folder.chain()));
       },
       "expected a segment that follows the hash bbbb"},
      {"an earlier record, by the chain's own key",
       [](const auto& folder, auto&) {
         ArchivedPrefix prefix = read(folder);
         prefix.segments.pop_back();
         prefix.end.sequence -= 1;
         write_file(folder.statement(), resigned(prefix, folder.chain()));
       },
       "the segment is missing"},
      {"another digest, by the chain's own key",
       [](const auto& folder, auto&) {
         ArchivedPrefix prefix = read(folder);
         prefix.segments[1].sha256 = std::string(64, 'c');
         write_file(folder.statement(), resigned(prefix, folder.chain()));
       },
       "expected a record evidence.chain_archived"},
      {"the first segment behind it is gone",
       [](const auto& folder, auto&) { fs::remove(folder.segment(5)); }, "the segment is missing"},
      {"one between is gone", [](const auto& folder, auto&) { fs::remove(folder.segment(7)); },
       "the segment is missing"},
      {"all behind it are gone",
       [](const auto& folder, auto&) {
         for (const SegmentFile& each : list_segments(folder.chain()).value())
           fs::remove(each.path);
       },
       "expected a chain's segments, found none"},
      {"its record was cut off",
       [](const auto& folder, auto&) {
         fs::remove(folder.segment(10));
         folder.forget_head();
       },
       "expected a record evidence.chain_archived"},
      {"a leftover that is another one",
       [](const auto& folder, auto&) { write_file(folder.segment(2), "not what was archived"); },
       "this segment is archived, and is not as archived.json has it"},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    ArchivedFolder folder;
    REQUIRE(folder.archive_until(2).has_value());
    const std::string older = read_file(folder.statement());
    REQUIRE(folder.archive_until(4).has_value());
    REQUIRE(flaw_of(folder.verified()) == "whole");
    each.tamper(folder, older);
    const VerifyReport report = folder.verified();
    std::string all;
    for (const Flaw& flaw : report.flaws) all += flaw.text() + "\n";
    CHECK_THAT(all, ContainsSubstring(each.says));
  }
}

TEST_CASE("an archive that is not what the statement says is named, with its file") {
  ArchivedFolder folder;
  REQUIRE(folder.archive_until(4).has_value());
  REQUIRE(flaw_of(folder.verified_with_archive()) == "whole");
  const fs::path file = archived_segment_file(folder.archive(), 2);
  std::string says;
  SECTION("one byte changed") {
    write_byte(file, 30, 'x');
    says = "expected the digest";
  }
  SECTION("another one, with its sum") {
    const fs::path other = archived_segment_file(folder.archive(), 3);
    fs::copy_file(other, file, fs::copy_options::overwrite_existing);
    fs::copy_file(other.string() + ".sha256", file.string() + ".sha256",
                  fs::copy_options::overwrite_existing);
    says = "expected a segment of the digest";
  }
  SECTION("missing") {
    fs::remove(file);
    says = "cannot be read";
  }
  const VerifyReport report = folder.verified_with_archive();
  REQUIRE_FALSE(report.is_whole());
  CHECK(report.flaws[0].file == file);
  CHECK_THAT(report.flaws[0].what, ContainsSubstring(says));
  CHECK(flaw_of(folder.verified()) == "whole");  // the statement stands for it
}

TEST_CASE("a kept checkpoint of an archived record is compared in the archive") {
  ArchivedFolder folder(8, 2);
  const fs::path kept = folder.path() / "kept.json";
  fs::copy_file(folder.chain() / checkpoint_name, kept);
  folder.host().checkpoint().value();
  REQUIRE(folder.archive_until(4).has_value());
  const VerifyReport without = verify({folder.chain(), kept, {}});
  CHECK(flaw_of(without) == "whole");
  CHECK(without.checkpoints[1].state == CheckpointState::archived);
  const VerifyReport with = verify({folder.chain(), kept, {}, folder.archive()});
  CHECK(flaw_of(with) == "whole");
  CHECK(with.checkpoints[1].state == CheckpointState::matches);
}

TEST_CASE("segments that an interrupted removal left are no fault, and go with the next run") {
  ArchivedFolder folder;
  const std::string second = read_file(folder.segment(2));
  REQUIRE(folder.archive_until(3).has_value());
  write_file(folder.segment(2), second);
  const VerifyReport report = folder.verified();
  CHECK(flaw_of(report) == "whole");
  CHECK(report.leftovers == 1);
  REQUIRE(folder.archive_until(3).has_value());
  CHECK_FALSE(fs::exists(folder.segment(2)));
  CHECK(folder.verified().leftovers == 0);
}

}  // namespace
}  // namespace spark::store
