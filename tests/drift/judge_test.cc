// What is found out about a model, look by look.
#include "judge.h"

#include <algorithm>

#include "drift/made.h"
#include "support/catch.h"

using namespace spark::test;
using drift::Judge;

namespace {

constexpr int64_t begin = 30'000'000;
constexpr int64_t week = 7 * 1'440;

std::shared_ptr<const drift::ModelReference> shared_reference() {
  return std::make_shared<drift::ModelReference>(made_reference(6));
}

std::shared_ptr<const drift::Calibration> without_alarms() {
  auto made = std::make_shared<drift::Calibration>();
  made->series.resize(4);
  made->series[0].shock_minutes = 3;
  return made;
}

}  // namespace

TEST_CASE("without a reference there is a reason and nothing else") {
  drift::Minutes minutes(1);
  const auto& layout = minutes.layout(made_subject());
  Judge judge(made_subject(), nullptr, "no reference: none");
  const auto findings = judge.look(minutes, layout, begin);
  CHECK(findings.reason == "no reference: none");
  CHECK(findings.trend.empty());
}

TEST_CASE("a week of minutes makes the week's window complete, and hours make its trend") {
  drift::Minutes minutes(1);
  const auto& layout = minutes.layout(made_subject());
  Judge judge(made_subject(), shared_reference(), "");
  const auto a = slow_series(21, 11 * 1'440);
  drift::Findings findings;
  for (size_t day = 0; day < 11; ++day) {
    const int64_t from = begin + static_cast<int64_t>(day) * 1'440;
    for (size_t hour = 0; hour < 24; ++hour) {
      const auto at = a.begin() + static_cast<ptrdiff_t>(day * 1'440 + hour * 60);
      feed(minutes, layout, from + static_cast<int64_t>(hour) * 60, {at, at + 60});
      findings = judge.look(minutes, layout, from + static_cast<int64_t>(hour + 1) * 60);
    }
    INFO("day " << day);
    // The last minute is still open.
    CHECK(findings.windows[drift::week].is_complete() == (day >= 6));
    CHECK(findings.overall_max_48h.has_value() == (day >= 8));
  }
  CHECK(findings.windows[drift::week].minutes == week - 1);
  CHECK(findings.trend.size() == 8 * 24);
  CHECK(*findings.overall_max_48h >= *findings.windows[drift::week].overall - 1e-12);
  CHECK(*findings.overall_max_48h < 0.1);
  CHECK(findings.scores_since > begin);
  CHECK(findings.rebinned_until == 0);
}

TEST_CASE("another model's past is laid over the new reference at once, but for its scores") {
  drift::Minutes minutes(1);
  const auto& before = minutes.layout(made_subject("m1"));
  feed(minutes, before, begin, slow_series(22, week));
  const auto& layout = minutes.layout(made_subject("m2"));
  feed(minutes, layout, begin + week, slow_series(23, 30));
  Judge judge(made_subject("m2"), shared_reference(), "");
  const auto findings = judge.look(minutes, layout, begin + week + 30);
  const auto& figures = findings.windows[drift::week];
  CHECK(figures.is_complete());
  CHECK(figures.series[0].psi.samples == week - 1);
  CHECK(figures.series[3].psi.samples == 29);  // of its own
  CHECK(findings.rebinned_until == begin + week - 1);
  CHECK(findings.scores_since == begin + week);
}

TEST_CASE("looks that go on from each other find what one look at all of it finds") {
  drift::Minutes minutes(2);
  const auto& layout = minutes.layout(made_subject());
  drift::Minutes before(2);  // what a predecessor hands over when looks have begun
  feed(before, before.layout(made_subject()), begin, slow_series(24, 600));
  Judge judge(made_subject(), shared_reference(), "");
  const auto a = slow_series(25, 9 * 1'440);
  drift::Findings findings;
  for (size_t at = 0; at < a.size(); at += 97) {
    const auto from = a.begin() + static_cast<ptrdiff_t>(at);
    const auto end = a.begin() + static_cast<ptrdiff_t>(std::min(at + 97, a.size()));
    feed(minutes, layout, begin + 600 + static_cast<int64_t>(at), {from, end});
    if (at == 97) minutes.unpack(before.pack(before.symbols()[0], begin, 600, 0));
    findings = judge.look(minutes, layout, begin + 600 + static_cast<int64_t>(at) + 50);
  }
  Judge once(made_subject(), shared_reference(), "");
  const auto expected = once.look(minutes, layout, findings.now);
  for (size_t w = 0; w < drift::window_lengths.size(); ++w) {
    const auto& one = findings.windows[w];
    const auto& other = expected.windows[w];
    CHECK(one.samples == other.samples);
    CHECK(one.minutes == other.minutes);
    for (size_t i = 0; i < other.series.size(); ++i)
      CHECK(one.series[i].counts.of == other.series[i].counts.of);
    CHECK(one.overall == other.overall);
  }
  // The minutes that were handed over count at once.
  Judge early(made_subject(), shared_reference(), "");
  drift::Minutes few(2);
  const auto& as = few.layout(made_subject());
  feed(few, as, begin + 600, {0, 0});
  CHECK(early.look(few, as, begin + 602).windows[drift::week].samples == 1);
  few.unpack(before.pack(before.symbols()[0], begin, 600, 0));
  CHECK(early.look(few, as, begin + 602).windows[drift::week].samples == 601);
}

TEST_CASE("alarms see all that is kept when they begin, and each event once") {
  drift::Minutes minutes(1);
  const auto& layout = minutes.layout(made_subject());
  feed(minutes, layout, begin, {0, 9, 9, 9, 0, 0});
  Judge judge(made_subject(), shared_reference(), "");
  CHECK(judge.look(minutes, layout, begin + 6).events.empty());
  CHECK(judge.calibrated(without_alarms()));
  const auto findings = judge.look(minutes, layout, begin + 6);
  REQUIRE(findings.events.size() == 1);
  CHECK(findings.events[0].minute == begin + 3);
  CHECK(findings.is_shock[0]);
  CHECK(judge.look(minutes, layout, begin + 7).events.empty());
}

TEST_CASE("what a judge found comes back for its own subject and for no other") {
  drift::Minutes minutes(1);
  const auto& layout = minutes.layout(made_subject());
  feed(minutes, layout, begin, {0, 9, 9, 9, 0, 0});
  Judge judge(made_subject(), shared_reference(), "");
  judge.calibrated(without_alarms());
  static_cast<void>(judge.look(minutes, layout, begin + 6));
  spark::ByteWriter out;
  judge.write(out);

  for (const char* model : {"model-1", "model-2"}) {
    INFO(model);
    Judge other(made_subject(model), shared_reference(), "");
    spark::ByteReader in(out.text());
    other.read(in);
    CHECK(other.calibrated(without_alarms()));
    const auto findings = other.look(minutes, layout, begin + 6);
    const bool is_same = std::string(model) == "model-1";
    CHECK(findings.events.empty() == is_same);  // seen already
    CHECK(findings.alarms[0].shocks == 1);
    CHECK(findings.trend.size() == 1);
  }
}
