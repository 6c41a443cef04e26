// What the glue makes of a plugin class that records evidence.
#include <string>

#include "spark/durable.h"
#include "spark/evidence.h"
#include "spark/job.h"
#include "spark/plugin.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string heard;

class Judge : public spark::Plugin {
 public:
  static constexpr const char* summary = "Records what it finds";
  Judge(spark::Host host, const spark::Config&) : evidence_(host), jobs_(host), durable_(host) {}

  void act() {
    heard += evidence_.agrees("weight", "judge/1") ? "agrees;" : "differs;";
    evidence_.append<&Judge::recorded>(*this, {.kind = "verdict",
                                               .subject = "candidate",
                                               .json = R"({"good":true})",
                                               .values = {{"weight", "judge/1", "0.05"},
                                                          {"empty", "judge/1", std::string_view()},
                                                          {"gone", "judge/1", std::nullopt}}});
    jobs_.post<&Judge::look, &Judge::looked>(*this, "look");
  }
  void rest() {}

  void recorded(const spark::Recorded& how) {
    heard += "recorded " + std::to_string(how.code) + " " + std::string(how.text) + " " +
             std::to_string(how.sequence) + " " + std::string(how.hash) + ";";
  }
  void look(spark::Job job) {
    for (const auto& found : evidence_.find(job, {.kind = "verdict", .subject = "candidate"}))
      heard += "found " + found.json + " of " + found.actor + ";";
    heard += "verified " + std::to_string(evidence_.verify(job)) + ";";
    evidence_.export_file(job, "a/b.json", "bytes", {.kind = "report", .json = "{}"});
  }
  void looked(int32_t code, std::string_view text) {
    heard += "looked " + std::to_string(code) + " " + std::string(text) + ";";
  }

 private:
  spark::Evidence evidence_;
  spark::Jobs jobs_;
  spark::Durable durable_;
};

constexpr spark_entry_v1 judge_entry = spark::glue::entry<Judge>("judge", "1.0.0");

}  // namespace

TEST_CASE("a record brings its values, is found, and tells once where it stands") {
  heard.clear();
  FakeHost host;
  host.durable["gone judge/1"] = "still there";
  host.disagreeing.insert("weight judge/1");
  PluginRig judge(host, judge_entry);
  judge.act();
  CHECK(std::exchange(heard, "") == "differs;");
  CHECK_FALSE(host.durable.contains("weight judge/1"));  // not before the record
  host.end_records();
  CHECK(std::exchange(heard, "") == "recorded 0  1 fa4e;");
  CHECK(host.durable ==
        std::map<std::string, std::string>{{"weight judge/1", "0.05"}, {"empty judge/1", ""}});
  host.run_jobs();
  CHECK(std::exchange(heard, "") == R"(found {"good":true} of plugin fake;verified 1;looked 0 ;)");
  host.end_records();
  REQUIRE(host.records.size() == 2);
  CHECK(host.records[1].path == "a/b.json");
  CHECK(host.records[1].file == "bytes");
  judge.act();
  CHECK(heard == "agrees;");
}

TEST_CASE("a record that the disk refuses leaves the values, and a refusal is an exception") {
  heard.clear();
  FakeHost host;
  PluginRig judge(host, judge_entry);
  judge.act();
  host.end_records("no room");
  CHECK_THAT(heard, ContainsSubstring("recorded 1 no room 0 ;"));
  CHECK(host.durable.empty());
  host.chain_flaw = "byte 48";
  heard.clear();
  host.run_jobs();
  CHECK_THAT(heard, ContainsSubstring("looked 1 byte 48"));
  host.acts = false;
  CHECK_THROWS_AS(judge.act(), Refusal);
}
