// The order of record and values, what a crash or a disk may do to it, and the limits.
#include "services/evidence_log.h"

#include <filesystem>

#include "base/sha256.h"
#include "base/whole_file.h"
#include "support/catch.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

const DurableName weight = {"canary", "weight", "canary.weight/1"};

struct Rig {
  Rig() {
    values.now_ns = log.now_ns = [this] { return now_ns; };
    values.chain_sequence = [this] { return recorder.sequence(); };
    values.use({}, [this](std::span<const store::State::Change> changes) -> base::Result<void> {
      if (values_disk_is_full) return base::Error("no room");
      for (const auto& change : changes)
        change.value ? void(disk[change.key] = *change.value) : void(disk.erase(change.key));
      return {};
    });
    recorder.append = [this](const store::Record& record) -> base::Result<store::Receipt> {
      if (chain_disk_is_full) return base::Error("no room");
      // The record goes first.
      const auto found = disk.find(weight.in_file());
      on_disk_at_record = found == disk.end() ? "nothing" : found->second;
      return chain.append(record);
    };
  }

  base::Result<void> append(std::optional<std::string> value,
                            const std::string& source = "canary") {
    return log.append({source,
                       {"plugin canary", "canary.verdict", "x", {}, "", "{}"},
                       {{weight, std::move(value)}}},
                      [this](const std::string& failure, const store::Receipt& receipt) {
                        told += "[" + failure + " " + std::to_string(receipt.sequence) + "]";
                      });
  }
  base::Result<void> append_plain(const std::string& source) {
    return log.append({source, {"http", "a.b", "", {}, "", "{}"}, {}},
                      [](const std::string&, const store::Receipt&) {});
  }

  test::TemporaryFolder folder;
  store::Chain chain = store::Chain::open(folder.path()).value().chain;
  store::Recorder recorder{chain};
  test::ManualQueue writer;
  DurableValues values{&writer};
  EvidenceLog log{writer, recorder, values};
  std::map<std::string, std::string> disk;
  std::string on_disk_at_record;
  bool chain_disk_is_full = false;
  bool values_disk_is_full = false;
  int64_t now_ns = 1;
  std::string told;
};

}  // namespace

TEST_CASE("the record reaches the disk, then its value, then the caller is told") {
  Rig rig;
  REQUIRE(rig.append("0.05"));
  CHECK_FALSE(rig.values.get(weight));
  CHECK_FALSE(rig.values.agrees(weight));  // its record waits
  CHECK_FALSE(rig.log.wait("canary", 0));
  CHECK(rig.told.empty());
  rig.writer.run_all();
  CHECK(rig.log.wait("canary", 0));
  CHECK(rig.on_disk_at_record == "nothing");
  CHECK(rig.disk.at(weight.in_file()) == "0.05");
  CHECK(rig.values.get(weight) == "0.05");
  CHECK(rig.values.agrees(weight));
  CHECK(rig.told == "[ 1]");
  REQUIRE(rig.append(std::nullopt));
  rig.writer.run_all();
  CHECK_FALSE(rig.values.get(weight));
  CHECK(rig.disk.at(note_name_in_file(weight)) == "2");
}

TEST_CASE("what cannot be recorded changes no value") {
  Rig rig;
  rig.chain_disk_is_full = true;
  REQUIRE(rig.append("0.05"));
  rig.writer.run_all();
  CHECK(rig.told == "[it could not be recorded; see the host's log 0]");
  CHECK_FALSE(rig.values.get(weight));
  CHECK(rig.values.put(weight, "plain", {}).has_value());  // nothing has been put with a record
}

TEST_CASE("a record whose values the disk refuses says so, and a crash then shows") {
  Rig rig;
  REQUIRE(rig.append("0.05"));
  rig.writer.run_all();
  rig.values_disk_is_full = true;
  REQUIRE(rig.append("0.10"));
  rig.writer.run_all();
  CHECK_THAT(rig.told, ContainsSubstring("its values are not on the disk: no room 2]"));
  CHECK(rig.values.get(weight) == "0.10");
  {
    DurableValues after(&rig.writer);  // a crash comes now
    after.use(rig.disk, {});
    after.compare(rig.chain.folder(), rig.chain.sequence());
    CHECK(after.get(weight) == "0.05");
    CHECK_FALSE(after.agrees(weight));
  }
  rig.writer = {};
  rig.values_disk_is_full = false;
  REQUIRE(rig.append("0.15"));
  rig.writer.run_all();
  DurableValues after(&rig.writer);
  after.use(rig.disk, {});
  after.compare(rig.chain.folder(), rig.chain.sequence());
  CHECK(after.get(weight) == "0.15");
  CHECK(after.agrees(weight));
}

TEST_CASE("that they differ is remembered over starts, until a record brings a value") {
  Rig rig;
  REQUIRE(rig.append("0.05"));
  rig.writer.run_all();
  REQUIRE(
      rig.chain.append({"plugin canary", "canary.verdict", "", {digest_of(weight, "1")}, "", ""})
          .has_value());
  const auto write = [&rig](std::span<const store::State::Change> changes) -> base::Result<void> {
    for (const auto& change : changes) rig.disk[change.key] = *change.value;
    return {};
  };
  for (int start = 0; start < 3; ++start) {
    DurableValues after(&rig.writer);
    after.chain_sequence = [&rig] { return rig.chain.sequence(); };
    after.use(rig.disk, write);
    after.compare(rig.chain.folder(), rig.chain.sequence());
    CHECK_FALSE(after.agrees(weight));
    REQUIRE(after.put({"canary", "other", "s"}, std::to_string(start), {}));
    rig.writer.run_all();
    CHECK(rig.disk.at(":chain") == "2");
  }
  DurableValues after(&rig.writer);
  after.use(rig.disk, write);
  after.compare(rig.chain.folder(), rig.chain.sequence());
  const RecordedValue value{weight, "anew"};
  REQUIRE(after.claim({&value, 1}));
  after.put_recorded(3, {value}, {});
  CHECK(after.agrees(weight));
}

TEST_CASE("a value that is put with records is put no other way") {
  Rig rig;
  REQUIRE(rig.values.put(weight, "plain", {}));
  REQUIRE(rig.append("0.05"));
  CHECK_THAT(rig.values.put(weight, "plain", {}).error().text,
             ContainsSubstring("with records only"));
  rig.writer.run_all();
  CHECK(rig.values.put(weight, std::nullopt, {}).has_error());
  CHECK(rig.values.get(weight) == "0.05");
}

TEST_CASE("a source appends ten records a second and fifty at once, and more are counted") {
  Rig rig;
  const auto append_all = [&rig](const std::string& source) {
    int taken = 0;
    while (rig.append_plain(source)) {
      ++taken;
      rig.writer.run_all();
    }
    return taken;
  };
  CHECK(append_all("canary") == 50);
  CHECK(append_all("drift") == 50);
  rig.now_ns += 1'000'000'000;
  CHECK(append_all("canary") == 10);
  CHECK(rig.log.refused() == 3);
}

TEST_CASE("a disk that hangs lets 64 records of a source wait, and no more") {
  Rig rig;
  int taken = 0;
  for (int i = 0; i < 100; ++i) {
    rig.now_ns += 1'000'000'000;
    if (rig.append("1")) ++taken;
  }
  CHECK(taken == 64);
  CHECK(rig.append_plain("drift").has_value());
  rig.writer.run_all();
  CHECK(rig.append("2").has_value());
  rig.writer.is_full = true;
  CHECK_THAT(rig.append("3").error().text, ContainsSubstring("busy"));
}

TEST_CASE("a file takes its place after its record, which has its digest") {
  Rig rig;
  REQUIRE(rig.log.keep_files_in(rig.folder.path()));
  store::Record seen;
  rig.recorder.append = [&](const store::Record& record) -> base::Result<store::Receipt> {
    seen = record;
    return rig.chain.append(record);
  };
  const auto ended = [](const std::string&, const store::Receipt&) {};
  REQUIRE(
      rig.log.append_with_file({"canary", {"plugin canary", "canary.report", "", {}, "", "{}"}, {}},
                               "canary/week/1.json", "bytes", ended));
  CHECK_FALSE(std::filesystem::exists(rig.folder.path() / "evidence/canary/week/1.json"));
  rig.writer.run_all();
  CHECK(*base::read_whole(rig.folder.path() / "evidence/canary/week/1.json", 10) == "bytes");
  REQUIRE(seen.digests.size() == 1);
  CHECK(seen.digests[0].name == "file canary/week/1.json");
  CHECK(seen.digests[0].sha256 == base::sha256_hex("bytes"));
  std::filesystem::create_directories(rig.folder.path() / "evidence/canary/taken");
  CHECK(rig.log.append_with_file({"canary", {}, {}}, "canary/taken", "x", ended).has_error());
  CHECK(rig.writer.is_idle());
}

TEST_CASE("a kind, a subject and a document are checked") {
  struct Case {
    std::string kind, subject, json;
    const char* why;
  };
  for (const Case& c : {
           Case{"canary", "", "{}", "joined by dots"},
           {"canary.", "", "{}", "joined by dots"},
           {"canary.v w", "", "{}", "joined by dots"},
           {"canary.v", "a\nb", "{}", "printable"},
           {"canary.v", std::string(256, 'x'), "{}", "255"},
           {"canary.v", "", "[]", "an array"},
           {"canary.v", "", R"({"a":1,"a":1})", "twice"},
           {"canary.v", "", "{\"a\":\"" + std::string(65'536, 'x') + "\"}", "64 KiB"},
       }) {
    const auto checked = check_evidence(c.kind, c.subject, c.json);
    REQUIRE(checked.has_error());
    CHECK_THAT(checked.error().text, ContainsSubstring(c.why));
  }
  CHECK(check_evidence("canary.verdict.day", "candidate", "{}").has_value());
}
