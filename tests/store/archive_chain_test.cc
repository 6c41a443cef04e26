// The beginning of a chain goes into an archive, and nothing is lost or doubted on the way.
#include "store/archive_chain.h"

#include <unistd.h>

#include <atomic>
#include <thread>

#include "archiving.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "store/evidence_files.h"
#include "store/head.h"
#include "store/last_entries.h"
#include "store/record_log.h"
#include "store/row_reader.h"
#include "store/row_records.h"
#include "store/search.h"

namespace spark::store {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

std::vector<uint64_t> sequences(const std::vector<Entry>& entries) {
  std::vector<uint64_t> all;
  for (const Entry& each : entries) all.push_back(each.sequence);
  return all;
}

TEST_CASE("the oldest segments go into an archive, and what is left goes on to verify") {
  ArchivedFolder folder;
  const auto before = entries_of(folder);
  const PrefixPlan plan = folder.plan().value();
  CHECK(plan.from == 1);
  CHECK(plan.until == 6);
  CHECK_THAT(plan.held_by, ContainsSubstring("record 7 is not covered by a signed checkpoint"));
  REQUIRE(archive_prefix(folder.path(), plan, folder.archive(), folder.hooks()).has_value());
  CHECK_FALSE(fs::exists(folder.segment(1)));
  CHECK_FALSE(fs::exists(folder.segment(6)));
  CHECK(fs::exists(folder.segment(7)));

  const VerifyReport report = folder.verified();
  CHECK(flaw_of(report) == "whole");
  REQUIRE(report.archived);
  CHECK(report.archived->end.sequence == 6);
  CHECK(report.archived->end.hash == base::to_hex(before[5].hash));
  CHECK(report.records == 9);  // with the record of the archive
  CHECK(report.segments == 3);
  CHECK(report.first_utc_ms == before[6].utc_ms);
  CHECK(report.checkpoints[0].state == CheckpointState::matches);

  const VerifyReport all = folder.verified_with_archive();
  CHECK(flaw_of(all) == "whole");
  CHECK(all.segments == 9);
  CHECK(all.first_utc_ms == before[0].utc_ms);
}

TEST_CASE("a second archive goes on from the first one") {
  ArchivedFolder folder;
  REQUIRE(folder.archive_until(2).has_value());
  CHECK(folder.verified().archived->segments.size() == 2);
  REQUIRE(folder.archive_until(5).has_value());
  const VerifyReport report = folder.verified_with_archive();
  CHECK(flaw_of(report) == "whole");
  CHECK(report.archived->end.sequence == 5);
  CHECK(report.archived->segments.size() == 5);
  CHECK(folder.plan(5).value().segments.empty());
}

TEST_CASE("a host starts on what is left of its chain, without a doubt, and goes on") {
  ArchivedFolder folder;
  const auto before = entries_of(folder);
  REQUIRE(folder.archive_until(6).has_value());
  folder.stop();
  auto opened = Chain::open(folder.path(), tiny_segments).value();
  CHECK(opened.doubts.empty());
  CHECK(opened.chain.append(swap_of("later")).value().sequence == 10);
  CHECK(flaw_of(folder.verified_with_archive()) == "whole");

  // What was noted elsewhere of a record that is archived now, as state.db does.
  const Head tail = opened.chain.head();
  const auto hash = [&](size_t sequence) { return base::to_hex(before[sequence - 1].hash); };
  CHECK(doubt(folder.chain(), tail, {3, hash(3)}, "state.db").empty());
  CHECK(doubt(folder.chain(), tail, {6, hash(6)}, "state.db").empty());
  CHECK_THAT(doubt(folder.chain(), tail, {6, hash(5)}, "state.db"),
             ContainsSubstring("written anew"));
  CHECK_THAT(doubt(folder.chain(), tail, {8, hash(5)}, "state.db"),
             ContainsSubstring("written anew"));
}

TEST_CASE("a start says that a chain begins later than it may") {
  ArchivedFolder folder;
  REQUIRE(folder.archive_until(4).has_value());
  folder.stop();
  SECTION("without its statement") {
    fs::remove(folder.statement());
  }
  SECTION("with a segment too few") {
    fs::remove(folder.segment(5));
  }
  SECTION("with a statement that was changed") {
    write_byte(folder.statement(), 40, 'x');
  }
  const auto opened = Chain::open(folder.path(), tiny_segments).value();
  REQUIRE(opened.doubts.size() == 1);
  CHECK_THAT(opened.doubts[0], ContainsSubstring(folder.chain().string()));
}

TEST_CASE("records stay as long as the terms, a checkpoint and the host's last segment say") {
  ArchivedFolder folder(3, 3);
  const int64_t now_ms = base::utc_ms();
  const auto plan = [&](const PrefixTerms& terms) {
    return plan_prefix(folder.path(), terms).value();
  };
  CHECK(plan({now_ms - 60'000, 0}).segments.empty());
  CHECK_THAT(plan({now_ms - 60'000, 0}).held_by, ContainsSubstring("record 1 is of 20"));
  CHECK(plan({now_ms + 60'000, 1}).until == 1);
  CHECK(plan({now_ms + 60'000, 0}).until == 2);
  CHECK(plan({now_ms + 60'000, 0}).held_by == "the last segment is the host's");
}

TEST_CASE("a file keeps the record that it needs in the chain until it is archived itself") {
  ArchivedFolder folder(2, 0);
  const std::string sha256 = base::sha256_hex("content");
  const Record of_file{"plugin p", "p.file", "", {{"file p/a.json", sha256}}, "generation 1", "{}"};
  folder.host().append(of_file).value();
  folder.host().append(swap_of("model 4")).value();
  folder.host().checkpoint().value();
  fs::create_directories(folder.path() / "evidence/p");
  write_file(folder.path() / "evidence/p/a.json", "content");
  CHECK(folder.plan().value().until == 2);
  CHECK_THAT(folder.plan().value().held_by, ContainsSubstring("evidence/p/a.json needs record 3"));

  folder.host()
      .append({"http",
               archived_action,
               "evidence",
               {},
               "done",
               R"({"files":[{"path":"p/a.json","sha256":")" + sha256 + R"("}]})"})
      .value();
  folder.host().checkpoint().value();
  CHECK(folder.plan().value().until == 2);  // it still stands
  fs::remove(folder.path() / "evidence/p/a.json");
  CHECK(folder.plan().value().until == 4);
  REQUIRE(folder.archive_until(4).has_value());
  CHECK(compare_files(folder.path()).value().troubles.empty());
}

TEST_CASE("a day of rows keeps its record in the chain until retention has removed it") {
  ArchivedFolder folder(2, 0);
  const std::string object = day_object("p.trades", "2026-11-26");
  ClosedDay day;
  day.digest.sha256 = base::sha256_hex("rows");
  folder.host().append(close_record(object, day)).value();
  folder.host().append(swap_of("model 4")).value();
  folder.host().append(swap_of("model 5")).value();
  folder.host().checkpoint().value();
  const fs::path file = day_file(log_folder(folder.path(), "p.trades"), "2026-11-26");
  fs::create_directories(file.parent_path());
  write_file(file, "");
  CHECK(folder.plan().value().until == 2);
  CHECK_THAT(folder.plan().value().held_by,
             ContainsSubstring("rows/p.trades/2026-11-26 needs record 3"));
  fs::remove(file);
  CHECK(folder.plan().value().until == 4);
}

TEST_CASE("nothing is archived of a chain, or beside files, that are not as recorded") {
  ArchivedFolder folder;
  SECTION("a record was changed") {
    write_byte(folder.segment(3), 100, '!');
    CHECK_THAT(folder.plan().error().text, ContainsSubstring("the chain is not whole"));
  }
  SECTION("a file is foreign") {
    fs::create_directories(folder.path() / "evidence");
    write_file(folder.path() / "evidence/x", "x");
    CHECK_THAT(folder.plan().error().text, ContainsSubstring("evidence/x"));
  }
}

TEST_CASE("nothing is removed where the archive or the record fails") {
  ArchivedFolder folder;
  const PrefixPlan plan = folder.plan().value();
  PrefixHooks hooks = folder.hooks();
  fs::path archive = folder.archive();
  std::string says;
  SECTION("no folder can be made there") {
    archive = "/dev/null/archive";
    says = "/dev/null";
  }
  SECTION("the archive has other bytes of that name") {
    REQUIRE(archive_prefix(folder.path(), folder.plan(1).value(), archive, {[](const std::string&) {
                             return base::Result<Receipt>(base::Error("no host"));
                           }})
                .has_error());
    fs::copy_file(archive / "chain" / (segment_name(1) + ".gz"),
                  archive / "chain" / (segment_name(2) + ".gz"));
    fs::copy_file(archive / "chain" / (segment_name(1) + ".gz.sha256"),
                  archive / "chain" / (segment_name(2) + ".gz.sha256"));
    says = "with other bytes";
  }
  SECTION("no host puts it on record") {
    hooks.put_on_record = [](const std::string&) {
      return base::Result<Receipt>(base::Error("no host"));
    };
    says = "no host; archived, and nothing was removed";
  }
  SECTION("the host that does has another chain") {
    hooks.put_on_record = [](const std::string&) {
      return base::Result<Receipt>(Receipt{9, std::string(64, 'a')});
    };
    says = "another chain";
  }
  const auto done = archive_prefix(folder.path(), plan, archive, hooks);
  REQUIRE(done.has_error());
  CHECK_THAT(done.error().text, ContainsSubstring(says));
  for (uint64_t first = 1; first <= 8; ++first) CHECK(fs::exists(folder.segment(first)));
  CHECK_FALSE(fs::exists(folder.statement()));
  CHECK(flaw_of(folder.verified()) == "whole");
}

TEST_CASE("records are looked for in what is left, and listed with the archive as well") {
  ArchivedFolder folder;
  REQUIRE(folder.archive_until(6).has_value());
  size_t seen = 0;
  REQUIRE(each_after(folder.chain(), 0, [&](const Entry&) { ++seen; }).has_value());
  CHECK(seen == 3);
  const Search all{[](const Entry&) { return true; }, 0, 100, {}};
  CHECK(sequences(find_last(folder.chain(), all).value()) == std::vector<uint64_t>{7, 8, 9});
  const auto last = [&](const LastQuery& query) {
    return sequences(last_entries(folder.chain(), query).value());
  };
  CHECK(last({4, 0, {}}) == std::vector<uint64_t>{7, 8, 9});
  CHECK(last({4, 0, folder.archive()}) == std::vector<uint64_t>{6, 7, 8, 9});
  CHECK(last({2, 5, folder.archive()}) == std::vector<uint64_t>{4, 5});
  CHECK(last({2, 8, {}}) == std::vector<uint64_t>{7, 8});
  CHECK(last({5, 5, {}}).empty());
}

TEST_CASE("one run archives a chain at a time") {
  const ArchivedFolder folder;
  {
    const auto lock = lock_archiving(folder.path());
    REQUIRE(lock.has_value());
    CHECK_THAT(lock_archiving(folder.path()).error().text, ContainsSubstring("another run"));
  }
  CHECK(lock_archiving(folder.path()).has_value());
}

TEST_CASE("a run of another user than the host's is refused, since the host could not read it") {
  if (::geteuid() != 0) return;  // nobody else can give a folder away
  const ArchivedFolder folder;
  REQUIRE(::chown(folder.chain().c_str(), 12'345, 12'345) == 0);
  CHECK_THAT(lock_archiving(folder.path()).error().text,
             ContainsSubstring("belongs to user 12345"));
}

TEST_CASE("readers beside a run see a whole chain all the time") {
  ArchivedFolder folder(40, 40);
  std::atomic<bool> has_ended{false};
  std::thread run([&] {
    for (uint64_t until = 2; until <= 38; until += 2)
      if (!folder.archive_until(until)) break;
    has_ended = true;
  });
  std::string trouble;
  size_t looks = 0;
  while (!has_ended && trouble.empty()) {
    ++looks;
    if (const auto report = folder.verified(); !report.is_whole()) trouble = flaw_of(report);
    if (const auto read = each_after(folder.chain(), 0, [](const Entry&) {}); !read)
      trouble = read.error().text();
    if (const auto last = last_entries(folder.chain(), {50, 0, {}}); !last)
      trouble = last.error().text();
    if (const auto files = compare_files(folder.path()); !files) trouble = files.error().text();
  }
  run.join();
  INFO(looks << " looks");
  CHECK(trouble.empty());
  CHECK(folder.verified().archived->end.sequence == 38);
}

}  // namespace
}  // namespace spark::store
