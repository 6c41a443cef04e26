// `sparkctl rows` as a program, over logs that the store wrote; and rows as lines of text.
#include "ctl/rows.h"

#include <sys/stat.h>

#include <fstream>
#include <limits>

#include "ctl/row_text.h"
#include "program.h"
#include "scratch.h"
#include "spark/tool/json.h"
#include "store/row_day.h"
#include "store/row_reader.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark;
using store::RowType;
using test::contains;
using test::Ran;
using test::Scratch;
namespace json = tool::json;

namespace {

const store::RowColumns columns = {{"at", RowType::i64, true, false},
                                   {"id", RowType::text, false, true},
                                   {"score", RowType::f64},
                                   {"model", RowType::text_id}};

void write_day(const Scratch& scratch, const std::string& day,
               const std::vector<std::vector<store::RowValue>>& rows) {
  auto file = store::RowDay::open(
                  store::day_file(store::log_folder(scratch.path("state"), "shadow.trades"), day),
                  {30, 1 << 30})
                  .value();
  file.prepare(columns).value();
  file.begin().value();
  for (const auto& row : rows) file.insert(row).value();
  file.commit().value();
}

// 2026-11-26T00:00Z is 1795651200000.
void write_log(const Scratch& scratch) {
  write_day(scratch, "2026-11-26",
            {{int64_t{1'795'651'200'000}, std::string_view("a,b"), 0.5, std::string_view("v1")},
             {int64_t{1'795'651'200'001}, std::string_view("c"), {}, std::string_view("v\"1")}});
  write_day(scratch, "2026-11-27",
            {{int64_t{1'795'737'600'000}, std::string_view("a,b"), 0.25, {}}});
}

Ran run(const Scratch& scratch, const std::string& arguments) {
  return test::run("sparkctl --state-dir " + scratch.path("state") + " rows " + arguments,
                   scratch.path());
}

}  // namespace

TEST_CASE("rows list names the logs, how large they are and their columns") {
  const Scratch scratch;
  write_log(scratch);
  const Ran ran = run(scratch, "list --wide");
  INFO(ran.text);
  CHECK(ran.code == 0);
  for (const char* text : {"shadow.trades", "2026-11-26", "2026-11-27", "30 d",
                           "at i64 time, id text key, score f64, model text_id"})
    CHECK(contains(ran.text, text));
  const auto logs = tool::parse_json(run(scratch, "list --json").text, "sparkctl").value();
  const auto& log = logs.at("logs").at(0);
  CHECK(log.at("rows").to_number<int>() == 3);
  CHECK(log.at("days").as_array().size() == 2);
  CHECK(log.at("columns").at(1).at("key").as_bool());
}

TEST_CASE("a state folder without logs has none, and a name that is none is told the nearest") {
  const Scratch scratch;
  std::filesystem::create_directories(scratch.path("state"));
  CHECK(contains(run(scratch, "list").text, "no record logs"));
  write_log(scratch);
  const Ran ran = run(scratch, "export shadow.trade");
  CHECK(ran.code == 2);
  CHECK(contains(ran.text, "did you mean \"shadow.trades\"?"));
  CHECK(run(scratch, "").code == 2);
  CHECK(contains(run(scratch, "export shadow.trades --from yesterday").text, "2026-11-27"));
}

TEST_CASE("rows export writes CSV and JSON, of a time and of a key") {
  const Scratch scratch;
  write_log(scratch);
  CHECK(run(scratch, "export shadow.trades").text ==
        "at,id,score,model\n"
        "1795651200000,\"a,b\",0.5,v1\n"
        "1795651200001,c,,\"v\"\"1\"\n"
        "1795737600000,\"a,b\",0.25,\n");
  CHECK(run(scratch, "export shadow.trades --format json --from 2026-11-27").text ==
        "{\"at\":1795737600000,\"id\":\"a,b\",\"score\":0.25,\"model\":null}\n");
  CHECK(run(scratch, "export shadow.trades --to 2026-11-27T00:00Z --key a,b").text ==
        "at,id,score,model\n1795651200000,\"a,b\",0.5,v1\n");
  const Ran ran = run(scratch, "export shadow.trades --out " + scratch.path("t.csv"));
  CHECK(ran.code == 0);
  CHECK(contains(test::read_file(scratch.path("t.csv")), "1795737600000"));
  CHECK_FALSE(std::filesystem::exists(scratch.path("t.csv.part")));
}

TEST_CASE("rows export writes into a pipe or device that is there, and never replaces it") {
  const Scratch scratch;
  write_log(scratch);
  const std::string pipe = scratch.path("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const Ran piped = test::run_shell("cd " + scratch.path() + " && (timeout 20 cat pipe > got & " +
                                    SPARK_BUILD_DIR "/bin/sparkctl --state-dir state rows export " +
                                    "shadow.trades --out pipe; echo code $?; wait)");
  INFO(piped.text);
  CHECK(contains(piped.text, "code 0"));
  CHECK(std::filesystem::is_fifo(pipe));
  CHECK(contains(test::read_file(scratch.path("got")), "1795737600000"));
  // /dev/null is reached by a link, so that one that is replaced is the test's own.
  std::filesystem::create_symlink("/dev/null", scratch.path("nothing"));
  CHECK(run(scratch, "export shadow.trades --out nothing").code == 0);
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK(std::filesystem::is_symlink(scratch.path("nothing")));
  std::filesystem::create_symlink("file.csv", scratch.path("link.csv"));
  scratch.write("file.csv", "older");
  CHECK(run(scratch, "export shadow.trades --out link.csv").code == 0);
  CHECK(std::filesystem::is_symlink(scratch.path("link.csv")));
  CHECK(contains(test::read_file(scratch.path("file.csv")), "1795737600000"));
  CHECK(contains(run(scratch, "export shadow.trades --out .").text, "expected a file, found a fo"));
  for (const auto& left : std::filesystem::directory_iterator(scratch.path()))
    CHECK(left.path().extension() != ".part");
}

TEST_CASE("a damaged day is named, and the rows of the others come all the same") {
  const Scratch scratch;
  write_log(scratch);
  const auto file =
      store::day_file(store::log_folder(scratch.path("state"), "shadow.trades"), "2026-11-26");
  std::ofstream(file, std::ios::trunc) << "this is no database at all, whatever its name may say";
  const Ran ran = run(scratch, "export shadow.trades");
  CHECK(ran.code == 1);
  CHECK(contains(ran.text, "1795737600000"));
  CHECK(contains(ran.text, "2026-11-26.db"));
  CHECK(contains(run(scratch, "list").text, "cannot be read"));
}

TEST_CASE("times are days, times of a day, or milliseconds") {
  CHECK(ctl::utc_ms_from("1795737600000") == 1'795'737'600'000);
  CHECK(ctl::utc_ms_from("-5") == -5);
  CHECK(ctl::utc_ms_from("2026-11-27") == 1'795'737'600'000);
  CHECK(ctl::utc_ms_from("2026-11-27T01:02Z") == 1'795'737'600'000 + 3'720'000);
  CHECK(ctl::utc_ms_from("2026-11-27T01:02:03Z") == 1'795'737'600'000 + 3'723'000);
  for (const char* none :
       {"", "today", "2026-02-30", "2026-11-27T", "2026-11-27T01:02", "2026-11-27T24:00Z",
        "2026-11-27T01:60Z", "2026-11-27T01:02:03", "2026-11-27T01:02:03Zx", "2026-11-27 01:02Z"})
    CHECK_FALSE(ctl::utc_ms_from(none));
}

TEST_CASE("what JSON and CSV cannot say is null or quoted") {
  const std::vector<store::RowValue> row = {int64_t{1}, std::string_view("a\n\"b\""),
                                            std::numeric_limits<double>::infinity(), true};
  CHECK(ctl::json_line(columns, row) ==
        "{\"at\":1,\"id\":\"a\\n\\\"b\\\"\",\"score\":null,\"model\":true}");
  std::string line;
  ctl::append_csv(line, row);
  CHECK(line.starts_with("1,\"a\n\"\"b\"\"\","));
}
