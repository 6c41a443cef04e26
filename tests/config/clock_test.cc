// What an event clock needs of the rest of the file.
#include "read.h"
#include "support/catch.h"

namespace spark::config::testing {
namespace {

std::string file(const std::string& clock, const std::string& workers = "workers: 1\n") {
  return "listeners: {web: {port: 0}}\n" + workers +
         "pipelines:\n"
         "  one: {route: POST web /1, input: {snapshot: {ts: int, name: string}, at: float}, "
         "answer: {a: 1}}\n"
         "  two: {route: POST web /2, input: {snapshot: {ts: \"int?\"}}, answer: {a: 1}}\n"
         "  none: {route: GET web /3, answer: {a: 1}}\n" +
         "clock: " + clock + "\n";
}

}  // namespace

TEST_CASE("an event clock is driven by an input of one pipeline") {
  const auto whole = read(file("{event: input.at, unit: s, max_step: 2h}"));
  CHECK(whole.report == "");
  REQUIRE(whole.config.clock);
  CHECK(whole.config.clock->event == "input.at");
  CHECK(whole.config.clock->unit_ms == 1'000);
  CHECK(whole.config.clock->step_ms_max == 7'200'000);
  REQUIRE(driving_pipeline(whole.config) != nullptr);
  CHECK(driving_pipeline(whole.config)->name == "one");
  const auto named = read(file("{event: input.snapshot.ts, pipeline: two}"));
  CHECK(named.report == "");
  CHECK(named.config.clock->unit_ms == 1);
  CHECK(named.config.clock->step_ms_max == 3'600'000);
  CHECK(driving_pipeline(named.config)->name == "two");
  CHECK(driving_pipeline(read("listeners: {web: {port: 0}}\n").config) == nullptr);
}

TEST_CASE("what an event clock lacks is said where it is asked for") {
  const struct {
    std::string text;
    std::string report;
  } cases[] = {
      {file("{event: input.at}", ""),
       "test.yaml:6:8: clock: an event clock needs workers: 1, so that frames come in one order\n"},
      {file("{event: input.at}", "workers: 2\n"),
       "test.yaml:7:8: clock: an event clock needs workers: 1, so that frames come in one order\n"},
      {file("{event: input.snapshot.ts}"),
       "test.yaml:7:16: clock.event: 'input.snapshot.ts' is an input of the pipelines 'one' and "
       "'two'; say with `pipeline` which one drives\n"},
      {file("{event: input.ts}"),
       "test.yaml:7:16: clock.event: 'input.ts' is an input of no pipeline; write it in full, such "
       "as input.snapshot.ts\n"},
      {file("{event: input.at, pipeline: two}"),
       "test.yaml:7:16: clock.event: 'input.at' is no input of pipeline 'two'; write it in full, "
       "such as input.snapshot.ts\n"},
      {file("{event: input.snapshot}"),
       "test.yaml:7:16: clock.event: 'input.snapshot' is an input of the pipelines 'one' and "
       "'two'; say with `pipeline` which one drives\n"},
      {file("{event: input.snapshot.name}"),
       "test.yaml:7:16: clock.event: 'input.snapshot.name' of pipeline 'one' is no number\n"},
      {file("{event: production.at}"),
       "test.yaml:7:16: clock.event: 'production.at' is an input of no pipeline; write it in full, "
       "such as input.snapshot.ts\n"},
      {file("{unit: ms}"), "test.yaml:7:8: clock: missing key 'event'\n"},
      {file("{event: ts, unit: us, max_step: 0s}"),
       "test.yaml:7:16: clock.event: expected a slot such as input.mid or features.rsi_14, found "
       "'ts'\n"
       "test.yaml:7:26: clock.unit: expected ms or s, found 'us'\n"
       "test.yaml:7:40: clock.max_step: expected a duration of more than 0, found '0s'\n"},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    CHECK(read(c.text).report == c.report);
  }
}

}  // namespace spark::config::testing
