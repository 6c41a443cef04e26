// sparkctl eval --record: the report is on the chain of the running host, and the files cite it.
#include <fstream>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

// An hour of klines that go up and down.
std::filesystem::path write_hour(const std::filesystem::path& folder) {
  const auto file = folder / "TESTUSDT-1m-2024-03.csv";
  std::ofstream out(file);
  for (int64_t i = 0; i < 60; ++i) {
    const int64_t open_ms = 1'709'510'400'000 + i * 60'000;
    const char* close = i % 3 == 0 ? "40001" : "40000";
    out << open_ms << ',' << close << ',' << close << ',' << close << ',' << close << ",1,"
        << open_ms + 59'999 << ',' << close << ",10,0.5,20000,0\n";
  }
  return file;
}

}  // namespace

TEST_CASE("an evaluation is recorded by the running host, and its files name the record") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto out = folder.path() / "ml";
  const Ended ended =
      run({binary("sparkctl").string(), "--state-dir", host.state_dir().string(), "eval", "--model",
           source("configs/models/v1.8-b0").string(), "--data", write_hour(folder.path()).string(),
           "--out", out.string(), "--record", "--quiet"});
  INFO(ended.output);
  CHECK(ended.exit_code == 4);  // a packed model, on an hour
  const json::value report = json::parse(read_file(out / "offline_report.json"));
  const json::value result = json::parse(read_file(out / "eval_result.json"));
  REQUIRE(report.at("record").at("sequence").is_number());
  CHECK((report.at("record") == result.at("record")));
  CHECK(report.at("record").at("import").is_null());

  const Ended listed = run({binary("sparkctl").string(), "evidence", "list", "--json", "--last",
                            "100", "--state-dir", host.state_dir().string()});
  INFO(listed.output);
  REQUIRE(listed.exit_code == 0);
  bool is_there = false;
  const json::value records = json::parse(listed.output);
  for (const json::value& record : records.at("records").as_array()) {
    if (text_of(record.at("action")) != "eval.report") continue;
    is_there = true;
    CHECK(text_of(record.at("object")) == "v1.8-b0");
    CHECK(json::serialize(record).find(text_of(report.at("record").at("hash"))) !=
          std::string::npos);
    const json::value kept = json::parse(text_of(record.at("detail")));
    CHECK((kept.at("model") == report.at("model")));
    CHECK((kept.at("run_id") == report.at("run_id")));
  }
  CHECK(is_there);
}
