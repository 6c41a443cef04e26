// What a recorder does with the outcome of a recomputation: on record, then shown, then kept.
#include <cmath>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string digest(64, 'a');

struct SkewFixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("recorder"))};
};

// The reply's status so far; 0: it waits.
uint32_t post(FakeHost& host, const std::string& words) {
  host.call("POST", "/recorder/record-skew?found=1714521600000 1714608000000 " + words);
  return host.kept.rbegin()->second.status;
}

}  // namespace

TEST_CASE_METHOD(SkewFixture, "a recomputation is on record before it is shown, and is kept") {
  plugin.act();
  CHECK(host.call("GET", "/recorder/skew").status == 404);
  CHECK(post(host, "1440 0 differs " + digest + " rsi_14=2 bias=0") == 0);
  CHECK(host.committed == 1);
  CHECK(post(host, "1440 0 equal " + digest + " bias=0") == 409);
  host.end_records();
  REQUIRE(host.records.size() == 1);
  CHECK(host.records[0].kind == "skew");
  CHECK_THAT(host.records[0].json, ContainsSubstring(R"("values":{"rsi_14":2,"bias":0})"));
  CHECK(host.value("ml_feature_skew_values{feature=\"rsi_14\"}") == 2);
  CHECK(host.value("ml_feature_skew_values{feature=\"bias\"}") == 0);
  CHECK(host.value("ml_feature_skew_rows") == 1440);
  CHECK(host.value("ml_feature_skew_until_seconds") == 1'714'608'000);
  CHECK(host.facts.at("skew.values   ") == 2);

  FakeHost later;
  later.durable = host.durable;
  PluginRig next(later, load_entry(plugin_file("recorder")));
  next.act();
  CHECK_THAT(later.call("GET", "/recorder/skew").json, ContainsSubstring("differs"));
}

TEST_CASE_METHOD(SkewFixture, "a feature that was not looked at last has no figure") {
  plugin.act();
  post(host, "1440 0 differs " + digest + " rsi_14=2");
  host.end_records();
  post(host, "1440 0 equal " + digest + " bias=0");
  host.end_records();
  CHECK(std::isnan(host.value("ml_feature_skew_values{feature=\"rsi_14\"}")));
  CHECK(host.value("ml_feature_skew_values{feature=\"bias\"}") == 0);
}

TEST_CASE_METHOD(SkewFixture, "a recomputation that its own numbers deny is refused") {
  plugin.act();
  const auto words = GENERATE_COPY(values<std::string>({
      "1440 0 equal " + digest + " rsi_14=2",
      "0 0 equal " + digest + " rsi_14=0",
      "1440 7 equal " + digest + " rsi_14=0",
      "1440 0 good " + digest + " rsi_14=0",
      "1440 0 equal nodigest rsi_14=0",
      "1440 0 equal " + digest + " rsi_14",
      "1440 -1 equal " + digest + " rsi_14=0",
      "",
  }));
  CAPTURE(words);
  CHECK(post(host, words) == 400);
  CHECK(host.waiting_records.empty());
}

TEST_CASE_METHOD(SkewFixture, "a recomputation whose record is lost is not shown") {
  plugin.act();
  post(host, "1440 0 equal " + digest + " bias=0");
  host.end_records("the disk is full");
  CHECK(host.call("GET", "/recorder/skew").status == 404);
}
