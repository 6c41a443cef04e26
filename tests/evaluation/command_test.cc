// `sparkctl eval` as a program: what it writes, and what it exits with.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "ctl/append_evidence.h"
#include "evaluation/volume_market.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/shell.h"
#include "support/temporary_folder.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

// Every member's path, a line each: "a.b", "list[].c".
void list_keys(const json::value& value, const std::string& path, std::string& out) {
  if (const json::object* object = value.if_object(); object != nullptr && !object->empty()) {
    for (const auto& [name, member] : *object)
      list_keys(member, path.empty() ? std::string(name) : path + "." + std::string(name), out);
  } else if (const json::array* list = value.if_array();
             list != nullptr && !list->empty() && !list->front().is_double()) {
    list_keys(list->front(), path + "[]", out);
  } else {
    out += path + "\n";
  }
}

std::string keys_of(const fs::path& file) {
  std::string keys;
  list_keys(json::parse(read_file(file)), "", keys);
  return keys;
}

std::string golden(const std::string& name) {
  return read_file(SPARK_SOURCE_DIR "/tests/golden/" + name);
}

fs::path record_in(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("evidence-eval.report-")) return entry.path();
  return {};
}

}  // namespace

TEST_CASE(
    "the command writes report, page, result and a record, and its exit code is the verdict") {
  const TemporaryFolder folder;
  const fs::path data = write_market(folder.path(), volume_market(6 * 1'440));
  write_model(folder.path() / "v9", volume_model("v9"));
  write_model(folder.path() / "v8", volume_model("v8", 1.1));
  const fs::path out = folder.path() / "evidence" / "ml";
  const std::string command = SPARK_BUILD_DIR "/libexec/spark/spark-eval --quiet --model " +
                              (folder.path() / "v9").string() + " --data " + data.string() +
                              " --out " + out.string();
  const Ran ran = run_shell(command + " --against " + (folder.path() / "v8").string());
  INFO(ran.text);
  CHECK(ran.code == 4);  // six days are too few, however good the model
  CHECK(contains(ran.text, "INCONCLUSIVE: neither passed nor failed: too few rows 8,638 (asked "));
  CHECK(read_file(out / "eval_result.txt") == "ERROR");
  CHECK(keys_of(out / "offline_report.json") == golden("offline_report.txt"));
  CHECK(keys_of(out / "eval_result.json") == golden("eval_result.txt"));
  CHECK(contains(read_file(out / "offline_report.html"), "</html>"));

  const fs::path record = record_in(out);
  CHECK(spark::ctl::check_evidence_text(read_file(record)).has_value());
  const json::value report = json::parse(read_file(out / "offline_report.json"));
  CHECK(report.at("record").at("import").as_string() == record.string());
  const json::value kept = json::parse(read_file(record));
  CHECK(kept.at("kind").as_string() == "eval.report");
  CHECK(kept.at("subject").as_string() == "v9");
  CHECK((kept.at("record").at("auc") == report.at("auc")));
  for (const auto& entry : fs::directory_iterator(out)) CHECK(entry.path().extension() != ".part");
}

TEST_CASE("the command line's mistakes are of usage, and nothing is written") {
  const TemporaryFolder folder;
  const fs::path data = write_market(folder.path(), volume_market(200));
  write_model(folder.path() / "v9", volume_model("v9"));
  const std::string command = SPARK_BUILD_DIR "/libexec/spark/spark-eval --quiet --model " +
                              (folder.path() / "v9").string() + " --data " + data.string() +
                              " --out " + (folder.path() / "out").string();
  for (const auto& [option, why] :
       {std::pair{" --from yesterday", "expected a time in UTC"},
        std::pair{" --from 2024-03-05 --until 2024-03-05", "--until is not after --from"},
        std::pair{" --against /nowhere", "/nowhere"}}) {
    const Ran ran = run_shell(command + option);
    INFO(ran.text);
    CHECK(ran.code == 2);
    CHECK(contains(ran.text, why));
  }
  CHECK(!fs::exists(folder.path() / "out"));
  const Ran no_host = run_shell("SPARK_ADMIN=http://127.0.0.1:1 " + command + " --record");
  INFO(no_host.text);
  CHECK(no_host.code == 3);
  CHECK(contains(no_host.text, "the record is kept in "));
  CHECK(!record_in(folder.path() / "out").empty());
}

TEST_CASE("an evaluation that could judge no row leaves an earlier report alone, and says so") {
  const TemporaryFolder folder;
  const fs::path data = write_market(folder.path(), volume_market(300));
  write_model(folder.path() / "v9", volume_model("v9"));
  const fs::path out = folder.path() / "out";
  const std::string command = SPARK_BUILD_DIR "/libexec/spark/spark-eval --quiet --model " +
                              (folder.path() / "v9").string() + " --data " + data.string() +
                              " --out " + out.string();
  const std::string later = " --from 2024-03-09";

  const Ran first = run_shell(command + later);
  INFO(first.text);
  CHECK(first.code == 4);
  CHECK(read_file(out / "eval_result.txt") == "ERROR");
  CHECK(contains(first.text, "INCONCLUSIVE: nothing could be judged: "));
  CHECK(record_in(out).empty());

  CHECK(run_shell(command).code == 4);
  const std::string report = read_file(out / "offline_report.json");
  CHECK(json::parse(report).at("measures").is_object());
  const Ran second = run_shell("SPARK_ADMIN=http://127.0.0.1:1 " + command + later + " --record");
  INFO(second.text);
  CHECK(second.code == 4);
  CHECK(contains(second.text, "was kept, nothing was written; nothing was put on record"));
  CHECK(read_file(out / "offline_report.json") == report);
}
