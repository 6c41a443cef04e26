// sparkctl psi for people, and against another reference.
#include "view.h"

#include "against.h"
#include "drift/watched.h"
#include "spark/tool/table_fit.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int64_t week = 7 * 1'440;

// One line a member, those of objects by their path.
void list_keys(const boost::json::value& value, const std::string& path, std::string& keys) {
  if (!value.is_object()) {
    keys.append(path).append("\n");
    return;
  }
  for (const auto& [key, member] : value.as_object()) {
    std::string whole = path;
    if (!whole.empty()) whole.append(".");
    list_keys(member, whole.append(key), keys);
  }
}

struct Subject {
  Subject() : plugin(host), model("1"), stage(plugin.stage(model)) {
    write_reference(folder.path(), 6);
    serve(host, model, folder.path());
    plugin.plugin.act();
    const auto a = slow_series(31, week + 1);
    for (size_t i = 0; i < a.size(); ++i)
      send(host, stage, told_begin + static_cast<int64_t>(i), a[i]);
    look(host);
  }
  // The list that a job makes after the route was called.
  std::string minutes(const std::string& query = "") {
    host.call("GET", "/drift/minutes" + query);
    host.run_jobs();
    return host.kept.rbegin()->second.json;
  }

  spark::testing::FakeHost host;
  TemporaryFolder folder;
  WatchedPlugin plugin;
  ToldModel model;
  spark::testing::StageRig stage;
};

}  // namespace

TEST_CASE("bars are full at 0.3, and say when it is more") {
  CHECK(spark::psi::bar(0) == "..........");
  CHECK(spark::psi::bar(0.15) == "#####.....");
  CHECK(spark::psi::bar(0.3) == "##########");
  CHECK(spark::psi::bar(8.3) == "#########>");
  CHECK(spark::psi::bar(NAN).empty());
}

TEST_CASE("people read a line for each series, the windows and the verdict") {
  Subject subject;
  const auto found = snapshot(subject.host);
  const std::string text = spark::psi::snapshot_text(found, spark::tool::any_width);
  INFO(text);
  CHECK_THAT(text, ContainsSubstring("candidate v-1, 7d until "));
  CHECK_THAT(text, ContainsSubstring("counts with a"));
  CHECK_THAT(text, ContainsSubstring("constant"));
  CHECK_THAT(text, ContainsSubstring("score"));
  CHECK_THAT(text, ContainsSubstring("the last 100 samples"));
  CHECK_THAT(text, ContainsSubstring("stable: PASS\n"));
  CHECK(spark::psi::passes(found));
  CHECK_THAT(spark::psi::trend_text(found, 7, spark::tool::any_width), ContainsSubstring("hour"));
}

TEST_CASE("who has just begun is told what came and what is missing") {
  const auto text_of = [](const char* snapshot) {
    return spark::psi::snapshot_text(boost::json::parse(snapshot), spark::tool::any_width);
  };
  CHECK_THAT(text_of(R"({"model":{"name":"candidate"},"window":"7d"})"),
             ContainsSubstring("not looked at yet"));
  const std::string begun = R"({"model":{"name":"candidate","version":"v1"},"window":"24h",)"
                            R"("overall_status":"inconclusive","reason":"no_samples",)"
                            R"("windows":{"24h":{"samples":0,"minutes":0,"minutes_wanted":1440}},)";
  const std::string none = text_of((begun + R"("snapshots":{"opened":0,"late":0}})").c_str());
  CHECK_THAT(none, ContainsSubstring("0 of 1,440 minutes; snapshots since the start: none\n"));
  CHECK_THAT(none, !ContainsSubstring("`clock:`"));
  const std::string old = text_of((begun + R"("snapshots":{"opened":3000,"late":2}})").c_str());
  CHECK_THAT(old, ContainsSubstring("since the start: 3,000 opened, 2 late\n"));
  CHECK_THAT(old, ContainsSubstring("only where `clock:` in "));
}

TEST_CASE("the snapshot has the keys of its golden list, which its readers look for") {
  Subject subject;
  std::string keys;
  list_keys(snapshot(subject.host), "", keys);
  INFO(keys);
  CHECK(keys == read_file(SPARK_SOURCE_DIR "/tests/golden/psi_snapshot.txt"));
}

TEST_CASE("an answer of another kind is inconclusive, and no pass") {
  for (const char* text : {"{}", R"({"features":7})", R"({"trend":{"at_ms":[1]}})", "[]"}) {
    const auto found = boost::json::parse(text);
    CHECK_FALSE(spark::psi::passes(found));
    CHECK(spark::psi::status_of(found) == "inconclusive");
    CHECK_THAT(spark::psi::snapshot_text(found, spark::tool::any_width),
               ContainsSubstring("NO PASS"));
    CHECK_FALSE(spark::psi::trend_text(found, 7, spark::tool::any_width).empty());
  }
}

TEST_CASE("listed minutes against the model's own reference give its own figures") {
  Subject subject;
  const std::string csv = subject.minutes();
  CHECK(csv.substr(0, csv.find('\n')) == "ts,symbol,a,b,c,score");
  CHECK(std::count(csv.begin(), csv.end(), '\n') == week + 1);
  const auto file = subject.folder.path() / "reference_distributions.json";
  const auto found = spark::psi::against(csv, file);
  REQUIRE(found.has_value());
  const auto own = snapshot(subject.host);
  CHECK(found->at("overall_psi") == own.at("overall_psi"));
  CHECK(found->at("features").at("a").at("psi") == own.at("features").at("a").at("psi"));
  CHECK(found->at("score").at("psi") == own.at("score").at("psi"));
  CHECK(found->at("slo_check") == own.at("slo_check"));
  const auto nowhere = spark::psi::against(csv, subject.folder.path() / "none.json");
  CHECK_THAT(nowhere.error().text, ContainsSubstring("none.json: cannot be read"));
  CHECK_THAT(spark::psi::against("ts,symbol,z,score\n", file).error().text,
             ContainsSubstring("one of the model's feature z"));
}
