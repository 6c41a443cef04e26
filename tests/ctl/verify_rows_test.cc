// `sparkctl rows verify` as a program: closed days against the chain, live and archived, here and
// on another machine.
#include "ctl/verify_rows.h"

#include <sqlite3.h>

#include <atomic>
#include <fstream>

#include "program.h"
#include "scratch.h"
#include "store/chain.h"
#include "store/row_archive.h"
#include "store/row_day.h"
#include "store/row_reader.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark;
using store::RowType;
using test::contains;
using test::Ran;
using test::Scratch;
namespace fs = std::filesystem;
namespace json = tool::json;

namespace {

const std::atomic<bool> unstopped{false};
const std::string log_name = "p.trades";

// Two days of 2020, each with two rows, closed on record.
struct TwoDays {
  TwoDays() {
    for (const char* day : {"2020-02-28", "2020-02-29"}) {
      write(day, 0.5);
      close(day);
    }
  }
  [[nodiscard]] fs::path state() const { return scratch.path("state"); }
  [[nodiscard]] fs::path archive() const { return scratch.path("archive"); }
  [[nodiscard]] fs::path file(const std::string& day) const {
    return store::day_file(store::log_folder(state(), log_name), day);
  }
  void write(const std::string& day, double score) const {
    auto opened = store::RowDay::open(file(day), {30, 1 << 30}).value();
    opened.prepare({{"at", RowType::i64, true, false}, {"score", RowType::f64}}).value();
    opened.begin().value();
    for (int64_t at : {1, 2}) {
      const store::RowValue row[] = {at, score};
      opened.insert(row).value();
    }
    opened.commit().value();
  }
  void append(const store::Record& record) const {
    store::Chain::open(state()).value().chain.append(record).value();
  }
  void close(const std::string& day) const {
    store::ClosedDay closed;
    closed.digest = store::digest_of_day(file(day), unstopped).value();
    append(store::close_record(store::day_object(log_name, day), closed));
  }
  // As retention does it.
  void expire(const std::string& day) const {
    store::archive_day(file(day), archive() / log_name, unstopped).value();
    const std::string object = store::day_object(log_name, day);
    const auto days = store::recorded_days(state() / "chain").value();
    append(store::expire_record(object, days.at(object).seal(), true));
    store::remove_day(file(day)).value();
  }
  void change(const std::string& day, const char* sql) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file(day).c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }
  [[nodiscard]] Ran sparkctl(const std::string& arguments) const {
    return test::run("sparkctl --wide " + arguments, scratch.path());
  }
  [[nodiscard]] Ran verify(const std::string& arguments = "") const {
    return sparkctl("--state-dir " + scratch.path("state") + " rows verify --quiet " + arguments);
  }
  // "live same", "archive differs" …, a day after the other.
  [[nodiscard]] std::string states(const std::string& arguments = "") const {
    const Ran ran = verify("--json " + arguments);
    INFO(ran.text);
    const auto value = tool::parse_json(ran.text, "sparkctl").value();
    std::string all;
    for (const auto& day : tool::items(value, "days"))
      all += tool::raw(day, "where") + " " + tool::raw(day, "state") + ";";
    CHECK(value.at("well").as_bool() == (ran.code == 0));
    return all;
  }

  const Scratch scratch;
};

}  // namespace

TEST_CASE("rows verify compares each closed day with its record") {
  const TwoDays days;
  const Ran ran = days.verify();
  INFO(ran.text);
  CHECK(ran.code == 0);
  CHECK(contains(ran.text, "p.trades"));
  CHECK(contains(ran.text, "2 same\n"));
  CHECK(days.states() == "live same;live same;");
  days.write("2020-03-01", 1);
  CHECK(days.states() == "live same;live same;live not on record;");
  days.write("2999-01-01", 1);
  CHECK(days.states() == "live same;live same;live not on record;live open;");
  CHECK(days.states("p.trades").size() > 0);
  const Ran other = days.verify("p.trade");
  CHECK(other.code == 2);
  CHECK(contains(other.text, "did you mean \"p.trades\"?"));
}

TEST_CASE("rows verify names a day whose value was changed, and one to which rows were added") {
  const TwoDays days;
  SECTION("a value") {
    days.change("2020-02-29", "UPDATE rows SET score = 0.5000000001 WHERE at = 2");
    CHECK(days.states() == "live same;live differs;");
    const Ran ran = days.verify();
    CHECK(ran.code == 1);
    CHECK(contains(ran.text, "ROWS DIFFER: p.trades 2020-02-29, live: expected 2 rows ("));
  }
  SECTION("a row") {
    days.change("2020-02-29", "INSERT INTO rows VALUES (3, 1.0)");
    const Ran ran = days.verify();
    CHECK(ran.code == 1);
    CHECK(contains(ran.text, "1 rows more than on record; those on record are unchanged"));
  }
  SECTION("a file that is none") {
    days.scratch.write("state/rows/p.trades/2020-02-29.db", "no database, whatever its name says");
    const Ran ran = days.verify();
    CHECK(ran.code == 1);
    CHECK(contains(ran.text, "cannot be read"));
  }
  SECTION("a day that the host found changed when rows came late") {
    store::ClosedDay closed;
    closed.digest = store::digest_of_day(days.file("2020-02-29"), unstopped).value();
    closed.how = store::DayClosing::differs;
    closed.before = 2;
    days.append(store::reopen_record(store::day_object(log_name, "2020-02-29")));
    CHECK(days.states() == "live same;live open;");
    days.append(store::close_record(store::day_object(log_name, "2020-02-29"), closed));
    CHECK(days.states() == "live same;live differs;");
  }
}

TEST_CASE("rows verify tells a day that retention removed from one that is missing") {
  const TwoDays days;
  days.expire("2020-02-28");
  CHECK(days.states() == "none removed;live same;");
  CHECK(contains(days.verify().text, "archived; no archive was looked at (--archive)"));
  CHECK(days.states("--archive archive") == "archive same;live same;");
  fs::remove(days.file("2020-02-29"));
  CHECK(days.states() == "none removed;none missing;");
  const Ran ran = days.verify();
  CHECK(ran.code == 1);
  CHECK(contains(ran.text, "MISSING: p.trades 2020-02-29, none: no record says"));
}

TEST_CASE("an archived day must have the rows on record, whatever its own sum says") {
  const TwoDays days;
  days.change("2020-02-28", "UPDATE rows SET score = 9 WHERE at = 1");
  days.expire("2020-02-28");
  CHECK(days.states("--archive archive") == "archive differs;live same;");
  std::ofstream(days.archive() / log_name / "2020-02-28.db.gz", std::ios::app) << 'x';
  const Ran ran = days.verify("--archive archive");
  CHECK(ran.code == 1);
  CHECK(contains(ran.text, "expected the digest"));
}

TEST_CASE("on another machine records and archive suffice") {
  const TwoDays days;
  days.expire("2020-02-28");
  days.scratch.write("kept.json", days.sparkctl("--state-dir state evidence list --json").text);
  fs::rename(days.state(), days.scratch.path("gone"));
  const std::string verify = "rows verify --quiet --records kept.json ";
  const Ran ran = days.sparkctl(verify + "--archive archive");
  INFO(ran.text);
  CHECK(ran.code == 0);
  CHECK(contains(ran.text, "1 same, 1 not looked at\n"));
  CHECK(days.sparkctl(verify).code == 2);
  days.scratch.write("none.json", "{}");
  CHECK(days.sparkctl("rows verify --records none.json --archive archive").code == 2);
  std::ofstream(days.archive() / log_name / "2020-02-28.db.gz", std::ios::app) << 'x';
  CHECK(days.sparkctl(verify + "--archive archive").code == 1);
}

TEST_CASE("a chain that is not whole says nothing of rows") {
  const TwoDays days;
  for (const auto& each : fs::directory_iterator(days.state() / "chain"))
    if (each.path().extension() == ".seg") {
      std::fstream segment(each.path(), std::ios::in | std::ios::out | std::ios::binary);
      segment.seekp(200);
      segment.put('\x7f');
    }
  const Ran ran = days.verify();
  CHECK(ran.code == 1);
  CHECK(contains(ran.text, "the chain is not whole"));
}

TEST_CASE("evidence verify says how many closed days are on record, and where to compare them") {
  const TwoDays days;
  const std::string verify = "--state-dir state evidence verify ";
  const Ran ran = days.sparkctl(verify);
  INFO(ran.text);
  CHECK(ran.code == 0);
  CHECK(contains(ran.text, "2 closed days on record; sparkctl rows verify compares them"));
  days.expire("2020-02-28");
  const auto found = tool::parse_json(days.sparkctl(verify + "--json").text, "sparkctl").value();
  CHECK(tool::number(found, "closed_days") == 1);
}

TEST_CASE("rows list shows which days are on record") {
  const TwoDays days;
  days.write("2020-03-01", 1);
  const std::string list = "--state-dir state rows list ";
  const auto logs = tool::parse_json(days.sparkctl(list + "--json").text, "sparkctl").value();
  const auto& shown = logs.at("logs").at(0).at("days");
  CHECK(shown.at(0).at("record").to_number<int>() == 1);
  CHECK(shown.at(1).at("record").to_number<int>() == 2);
  CHECK(shown.at(2).at("record").is_null());
  CHECK(contains(days.sparkctl(list).text, "on record"));
  const Ran help = days.sparkctl("rows verify --help");
  CHECK(contains(help.text, "--records kept.json --archive /srv/spark-rows"));
}
