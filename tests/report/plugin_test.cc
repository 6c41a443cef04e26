// The plugin in a host in memory: what it measures, and what it writes over midnights and restarts.
#include <boost/json.hpp>
#include <optional>

#include "days/calendar.h"
#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

namespace json = boost::json;
using Catch::Matchers::ContainsSubstring;
using report::day_ms;
using report::minute_ms;
using spark::testing::FakeHost;

namespace {

constexpr int64_t made_day = 19'874;  // 2024-05-31, a Friday

struct Subject {
  explicit Subject(int64_t utc_ms, const FakeHost* before = nullptr) {
    host.utc_ms = utc_ms;
    host.now_ns = 1;
    host.lineages = {{"p", "production", "production", "h", "", true},
                     {"p", "candidate", "candidate", "v1.8.3", std::string(64, 'c'), true}};
    if (before != nullptr) {
      host.durable = before->durable;
      host.records = before->records;
    }
    host.metrics["ml_shadow_match_total"].kind = 'c';
    host.metrics["ml_shadow_match_total"].value = 0;
    plugin.emplace(host, spark::testing::load_entry(spark::testing::plugin_file("report")));
    plugin->act();
    settle();
  }
  void settle() {
    for (int i = 0; i < 40; ++i) {
      host.run_jobs();
      host.end_records();
      host.end_puts();
    }
  }
  // So many more matches, and then a look at that time.
  void look(int64_t utc_ms, double more) {
    host.metrics["ml_shadow_match_total"].value += more;
    host.now_ns += (utc_ms - host.utc_ms) * 1'000'000;
    host.utc_ms = utc_ms;
    host.fire("tick");
    settle();
  }
  std::vector<std::string> files() const {
    std::vector<std::string> all;
    for (const auto& each : host.records)
      if (!each.path.empty()) all.push_back(each.path);
    return all;
  }
  size_t count(const std::string& path) const {
    const auto all = files();
    return static_cast<size_t>(std::count(all.begin(), all.end(), path));
  }
  std::string file(const std::string& path) const {
    for (auto each = host.records.rbegin(); each != host.records.rend(); ++each)
      if (each->path == path) return each->file;
    return "";
  }
  json::object get(const std::string& path, uint32_t status = 200) {
    host.call("GET", path);
    settle();
    const FakeHost::Reply reply = host.kept.rbegin()->second;
    INFO(reply.json);
    CHECK(reply.status == status);
    return json::parse(reply.json).as_object();
  }

  FakeHost host;
  std::optional<spark::testing::PluginRig> plugin;
};

constexpr int64_t noon(int64_t day) {
  return day * day_ms + day_ms / 2;
}

}  // namespace

TEST_CASE("a day is measured from the first look on, and its report is written at midnight, once") {
  Subject subject(noon(made_day));
  subject.look(noon(made_day) + minute_ms, 40);
  const auto now = subject.get("/report/daily");
  CHECK(now.at("partial").as_bool());
  CHECK(now.at("metrics").at("shadow_matches").as_int64() == 40);
  CHECK(subject.files().empty());

  subject.look((made_day + 1) * day_ms + 3, 2);  // what came until midnight is the day's
  CHECK(subject.count("daily/report_2024-05-31.json") == 1);
  const auto found = json::parse(subject.file("daily/report_2024-05-31.json"));
  CHECK(found.at("metrics").at("shadow_matches").as_int64() == 42);
  CHECK_FALSE(found.at("partial").as_bool());
  CHECK_THAT(subject.file("daily/report_2024-05-31.html"), ContainsSubstring("<!DOCTYPE html>"));
  subject.look((made_day + 1) * day_ms + minute_ms, 1);
  subject.look((made_day + 1) * day_ms + 2 * minute_ms, 1);
  CHECK(subject.count("daily/report_2024-05-31.json") == 1);
}

TEST_CASE("a restart at midnight neither leaves a day out nor reports it twice") {
  struct {
    const char* what;
    int64_t stopped_ms, started_ms;  // after midnight
    size_t before, after;            // reports of the day
  } const cases[] = {
      {"just before and just after", -1'000, 1'000, 0, 1},
      {"just after, when it was written", 3, 1'000, 1, 1},
      {"for days", -3'600'000, 3 * day_ms, 0, 1},
      {"before midnight", -2 * minute_ms, -minute_ms, 0, 0},
  };
  const int64_t midnight_ms = (made_day + 1) * day_ms;
  for (const auto& each : cases) {
    INFO(each.what);
    Subject first(noon(made_day));
    first.look(midnight_ms - 3'700'000, 10);
    first.look(midnight_ms + each.stopped_ms, 5);
    CHECK(first.count("daily/report_2024-05-31.json") == each.before);
    Subject second(midnight_ms + each.started_ms, &first.host);
    CHECK(second.count("daily/report_2024-05-31.json") == each.after);
    second.look(midnight_ms + std::max<int64_t>(each.started_ms, 0) + minute_ms, 0);
    CHECK(second.count("daily/report_2024-05-31.json") == 1);
    CHECK(json::parse(second.file("daily/report_2024-05-31.json"))
              .at("metrics")
              .at("shadow_matches")
              .as_int64() == 15);
  }
}

TEST_CASE("days without a host are reported as errors, in their order") {
  Subject first(noon(made_day));
  first.look(noon(made_day) + minute_ms, 10);
  Subject second((made_day + 3) * day_ms + 5, &first.host);
  CHECK(second.count("daily/report_2024-05-31.json") == 1);
  CHECK(second.count("daily/report_2024-06-01_error.json") == 1);
  CHECK(second.count("daily/report_2024-06-02_error.json") == 1);
  CHECK(second.count("weekly/summary_2024-W22.json") == 1);  // Sunday, 2 June, is over
  CHECK(json::parse(second.file("weekly/summary_2024-W22.json"))
            .at("metrics")
            .at("daily_reports")
            .as_int64() == 1);
}

TEST_CASE("a second run replaces the day's row") {
  Subject subject(noon(made_day));
  subject.look(noon(made_day) + minute_ms, 10);
  subject.look((made_day + 1) * day_ms, 0);
  subject.look((made_day + 1) * day_ms + minute_ms, 7);
  for (const char* date : {"2024-05-31", "2024-06-01", "2024-05-31"}) {
    subject.host.call("POST", std::string("/report/write?date=") + date, R"({"confirm":true})");
    subject.settle();
    CHECK(subject.host.kept.rbegin()->second.status == 200);
  }
  const std::string rows = subject.file("daily/ml_daily_reports.csv");
  INFO(rows);
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 3);
  CHECK(rows.find("2024-05-31,") < rows.find("2024-06-01,"));
  CHECK_THAT(rows, ContainsSubstring("\n2024-05-31,0,,100.0000,,MEDIUM,false\n"));
}

TEST_CASE("a report that could not be put on record is written with the next look") {
  Subject subject(noon(made_day));
  subject.look(noon(made_day) + minute_ms, 10);
  subject.host.acts = false;  // whatever refuses
  subject.look((made_day + 1) * day_ms, 0);
  CHECK(subject.files().empty());
  subject.host.acts = true;
  subject.look((made_day + 1) * day_ms + minute_ms, 0);
  CHECK(subject.count("daily/report_2024-05-31.json") == 1);
}

TEST_CASE("an exchange of objects loses and doubles nothing") {
  Subject subject(noon(made_day));
  subject.look(noon(made_day) + minute_ms, 10);
  subject.host.metrics["ml_shadow_match_total"].value += 5;
  subject.plugin->rest();
  const std::string state = subject.plugin->save();
  subject.host.routes.clear();
  spark::testing::PluginRig next(subject.host,
                                 spark::testing::load_entry(spark::testing::plugin_file("report")));
  next.load(state);
  next.act();
  subject.settle();
  subject.look(noon(made_day) + 2 * minute_ms, 1);
  CHECK(subject.get("/report/daily").at("metrics").at("shadow_matches").as_int64() == 16);
}

TEST_CASE("questions that cannot be answered are refused with what was expected") {
  Subject subject(noon(made_day));
  subject.look(noon(made_day) + minute_ms, 10);
  struct {
    const char* query;
    uint32_t status;
    const char* why;
  } const cases[] = {
      {"date=yesterday", 400, "2024-05-31"},   {"date=2024-06-01", 400, "to come"},
      {"date=2024-05-01", 404, "nothing was"}, {"lineage=q", 404, "'p'"},
      {"format=pdf", 400, "json, html"},
  };
  for (const auto& each : cases) {
    const auto found = subject.get(std::string("/report/daily?") + each.query, each.status);
    CHECK_THAT(std::string(found.at("error").as_string()), ContainsSubstring(each.why));
  }
}
