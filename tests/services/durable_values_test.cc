// Values that outlive the host: memory at once, the disk later, and what happens if it refuses.
#include "services/durable_values.h"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "support/catch.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;
using test::ManualQueue;

namespace {

const DurableName weight = {"canary", "weight", "canary.weight/1"};

// Values over a disk in memory.
struct Rig {
  Rig() {
    values.now_ns = [this] { return now_ns; };
    values.use({}, [this](std::span<const store::State::Change> changes) -> base::Result<void> {
      ++writes;
      if (disk_is_full) return base::Error("no room");
      for (const auto& change : changes)
        change.value ? void(disk[change.key] = *change.value) : void(disk.erase(change.key));
      return {};
    });
  }

  base::Result<void> put(const DurableName& name, std::optional<std::string> value) {
    return values.put(name, std::move(value),
                      [this](const std::string& failure) { told += "[" + failure + "]"; });
  }

  ManualQueue writer;
  DurableValues values{&writer};
  std::map<std::string, std::string> disk;
  bool disk_is_full = false;
  int writes = 0;
  int64_t now_ns = 0;
  std::string told;
};

}  // namespace

TEST_CASE("a value is found at once, and is on the disk when that is said") {
  Rig rig;
  REQUIRE(rig.put(weight, "0.05").has_value());
  CHECK(rig.values.get(weight) == "0.05");
  CHECK(rig.told.empty());
  CHECK(rig.disk.empty());
  rig.writer.run_all();
  CHECK(rig.told == "[]");
  CHECK(rig.disk == std::map<std::string, std::string>{{"canary/weight/canary.weight/1", "0.05"}});
}

TEST_CASE("changes that wait are written together, the last one of each value") {
  Rig rig;
  for (const char* value : {"1", "2", "3"}) REQUIRE(rig.put(weight, value).has_value());
  REQUIRE(rig.put({"drift", "bins", "drift.bins/1"}, "x").has_value());
  REQUIRE(rig.put({"drift", "bins", "drift.bins/1"}, std::nullopt).has_value());
  rig.writer.run_all();
  CHECK(rig.writes == 1);
  CHECK(rig.told == "[][][][][]");
  CHECK(rig.disk == std::map<std::string, std::string>{{weight.in_file(), "3"}});
  CHECK_FALSE(rig.values.get({"drift", "bins", "drift.bins/1"}));
}

TEST_CASE("values of one key and other schemas or plugins stand beside each other") {
  Rig rig;
  REQUIRE(rig.put(weight, "new").has_value());
  CHECK_FALSE(rig.values.get({"canary", "weight", "canary.weight/2"}));
  CHECK_FALSE(rig.values.get({"drift", "weight", "canary.weight/1"}));
}

TEST_CASE("a disk that refuses is said to those who wait, and gets the newest values later") {
  Rig rig;
  rig.disk_is_full = true;
  REQUIRE(rig.put(weight, "1").has_value());
  rig.writer.run_all();
  CHECK(rig.told == "[no room]");
  CHECK(rig.values.get(weight) == "1");
  REQUIRE(rig.values.degraded().size() == 1);
  CHECK_THAT(rig.values.degraded()[0], ContainsSubstring("no room"));
  REQUIRE(rig.put(weight, "2").has_value());
  rig.disk_is_full = false;
  rig.writer.pass_ms(1'000);
  rig.writer.run_all();
  CHECK(rig.disk[weight.in_file()] == "2");
  CHECK(rig.values.degraded().empty());
}

TEST_CASE("a plugin has a number of keys, and bytes a second") {
  Rig rig;
  for (uint32_t i = 0; i < durable_keys_max; ++i)
    REQUIRE(rig.put({"p", "k" + std::to_string(i), "s"}, "").has_value());
  CHECK_THAT(rig.put({"p", "one_more", "s"}, "").error().text, ContainsSubstring("1024 keys"));
  CHECK(rig.put({"p", "k0", "s"}, "again").has_value());
  CHECK(rig.put({"q", "its_own", "s"}, "").has_value());

  const std::string block(64 * 1024, 'x');
  int put = 0;
  while (rig.put({"r", "big", "s"}, block).has_value()) ++put;
  CHECK(put == 63);  // the names count, too
  rig.now_ns += 100'000'000;
  CHECK(rig.put({"r", "big", "s"}, block).has_value());
}

TEST_CASE("values are found after a restart, and a damaged file is set aside") {
  const test::TemporaryFolder folder;
  ManualQueue writer;
  {
    DurableValues values(&writer);
    REQUIRE(values.open(folder.path()).has_value());
    REQUIRE(values.put(weight, std::string("a\0b", 3), {}).has_value());
    writer.run_all();
  }
  {
    DurableValues values(&writer);
    REQUIRE(values.open(folder.path()).has_value());
    CHECK(values.get(weight) == std::string("a\0b", 3));
    CHECK(values.degraded().empty());
  }
  std::ofstream(folder.path() / "values.db", std::ios::trunc) << "not a database, but long enough "
                                                                 "to look like something else";
  DurableValues values(&writer);
  REQUIRE(values.open(folder.path()).has_value());
  CHECK_FALSE(values.get(weight));
  REQUIRE(values.degraded().size() == 1);
  CHECK_THAT(values.degraded()[0], ContainsSubstring("values.db.damaged-"));
  REQUIRE(values.put(weight, "anew", {}).has_value());
  writer.run_all();
  CHECK(values.degraded().size() == 1);
}

TEST_CASE("values that are set aside stay in the file, and no plugin finds them") {
  Rig rig;
  REQUIRE(rig.put(weight, "1").has_value());
  REQUIRE(rig.put({"other", "k", "s"}, "2").has_value());
  rig.values.put_own({"canary", ":timer:daily", "host.timer/1"}, "3");
  const RecordedValue proven{{"canary", "proven", "s"}, "4"};
  REQUIRE(rig.values.claim({&proven, 1}).has_value());
  rig.values.put_recorded(7, {proven}, {});
  const auto said = rig.values.set_aside({"canary", "none"}, 1'700'000'000'000);
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], ContainsSubstring("plugins.canary: 2 durable values"));
  rig.writer.run_all();
  CHECK_FALSE(rig.values.get(weight));
  CHECK_FALSE(rig.disk.contains(weight.in_file()));
  CHECK(rig.disk.at(":aside:1700000000000/" + weight.in_file()) == "1");
  CHECK(rig.values.get({"other", "k", "s"}) == "2");
  CHECK(rig.disk.at("canary/:timer:daily/host.timer/1") == "3");
  CHECK_FALSE(rig.values.agrees(proven.name));  // the plugin begins at its safe state
  CHECK(rig.values.set_aside({"canary"}, 1).empty());
}

TEST_CASE("a file that cannot be opened now is an error, and stays as it is") {
  const test::TemporaryFolder folder;
  ManualQueue writer;
  {
    DurableValues values(&writer);
    REQUIRE(values.open(folder.path()).has_value());
    REQUIRE(values.put(weight, "0.05", {}).has_value());
    writer.run_all();
  }
  {
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open((folder.path() / "values.db").c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
    DurableValues values(&writer);
    const auto opened = values.open(folder.path());
    REQUIRE(opened.has_error());
    CHECK_THAT(opened.error().text, ContainsSubstring("locked"));
    sqlite3_close(other);
  }
  DurableValues values(&writer);
  REQUIRE(values.open(folder.path()).has_value());
  CHECK(values.get(weight) == "0.05");
}

TEST_CASE("the host's own values pass a plugin's limits, and plugins' values are found by plugin") {
  Rig rig;
  for (uint32_t i = 0; i < durable_keys_max; ++i)
    REQUIRE(rig.put({"p", "k" + std::to_string(i), "s"}, "").has_value());
  rig.values.put_own({"p", ":timer:report", "host.timer/1"}, "1");
  REQUIRE(rig.put({"q", "k", "s"}, "2").has_value());
  REQUIRE(rig.put({"q-too", "k", "s"}, "3").has_value());
  rig.writer.run_all();
  CHECK(rig.disk.at("p/:timer:report/host.timer/1") == "1");
  CHECK(rig.values.of({"q"}) == std::map<std::string, std::string>{{"q/k/s", "2"}});
  CHECK(rig.values.of({"q", "q-too", "none"}).size() == 2);
}
