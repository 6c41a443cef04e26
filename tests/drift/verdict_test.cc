// Bands, reasons and the gate's question, as tables.
#include "verdict.h"

#include "drift/made.h"
#include "support/catch.h"

using namespace spark::test;
using spark::stats::PsiStatus;

namespace {

struct Case {
  const char* what;
  double overall;
  double largest;  // of a feature
  int64_t minutes;
  uint64_t off_constant;
  PsiStatus status;
  bool passes;
};

constexpr int64_t week_minutes = 10'080;
constexpr Case cases[] = {
    {"stable", 0.05, 0.1, week_minutes, 0, PsiStatus::stable, true},
    {"warning", 0.15, 0.2, week_minutes, 0, PsiStatus::warning, true},
    {"at the limit", 0.20, 0.2, week_minutes, 0, PsiStatus::warning, false},
    {"critical", 0.21, 0.2, week_minutes, 0, PsiStatus::critical, false},
    {"one feature at its limit", 0.05, 0.30, week_minutes, 0, PsiStatus::stable, false},
    {"one feature below it", 0.05, 0.2999, week_minutes, 0, PsiStatus::stable, true},
    {"95 % of the minutes", 0.05, 0.1, 9'576, 0, PsiStatus::stable, true},
    {"fewer", 0.05, 0.1, 9'575, 0, PsiStatus::inconclusive, false},
    {"off a constant", 0.05, 0.1, week_minutes, 1, PsiStatus::stable, false},
};

drift::WindowFigures figures_of(const Case& each) {
  drift::WindowFigures figures;
  figures.samples = static_cast<uint64_t>(each.minutes);
  figures.minutes = each.minutes;
  figures.coverage = static_cast<double>(each.minutes) / week_minutes;
  figures.overall = each.overall;
  figures.series.resize(4);
  for (auto& series : figures.series) series.psi.samples = figures.samples;
  figures.series[0].psi.value = each.largest;
  figures.series[1].psi.value = each.largest;
  figures.series[2].psi.reason = spark::stats::PsiReason::constant;
  figures.series[2].off_constant = each.off_constant;
  figures.series[3].psi.value = 5;  // the score stands apart
  return figures;
}

}  // namespace

TEST_CASE("a week passes the gate below 0.20, with no feature at 0.30, and with its minutes") {
  const auto reference = made_reference(1);
  for (const Case& each : cases) {
    INFO(each.what);
    const auto figures = figures_of(each);
    CHECK(drift::verdict_of(figures, drift::week).status == each.status);
    CHECK(drift::passes(reference, figures, drift::week) == each.passes);
  }
}

TEST_CASE("reasons say why there is no verdict") {
  auto reference = made_reference(1);
  auto figures = figures_of(cases[0]);
  CHECK(drift::verdict_of(reference, figures, 2, drift::week).reason == "constant");
  CHECK(drift::verdict_of(reference, figures, 0, drift::week).reason.empty());
  figures.series[0].psi.samples = 5'040;
  CHECK(drift::verdict_of(reference, figures, 0, drift::week).reason ==
        "samples: known in 50 % of the window");
  figures.coverage = 0.5;
  CHECK(drift::verdict_of(figures, drift::week).reason ==
        "samples: 5040 of 10080 minutes, needed are 95 %");
  figures.series[2].off_constant = 1;
  CHECK(drift::verdict_of(reference, figures, 2, drift::week).status == PsiStatus::critical);
  figures.samples = 0;
  CHECK(drift::verdict_of(figures, drift::week).reason == "no_samples");
}

TEST_CASE("an estimated input has no verdict, and fails no gate") {
  auto reference = made_reference(1);
  auto figures = figures_of(cases[0]);
  figures.series[0].psi.value = 5;
  figures.series[1].psi.value = 0.1;
  CHECK_FALSE(drift::passes(reference, figures, drift::week));
  reference.series[0].is_estimated = true;
  CHECK(drift::passes(reference, figures, drift::week));
  CHECK(drift::verdict_of(reference, figures, 0, drift::week).reason == "estimated");
}

TEST_CASE("a window that is counted by samples needs a hundred, whatever its minutes") {
  auto figures = figures_of(cases[0]);
  figures.span.is_by_samples = true;
  figures.coverage = 0.1;
  figures.samples = 100;
  CHECK(drift::has_enough(figures, 0));
  figures.samples = 99;
  CHECK_FALSE(drift::has_enough(figures, 0));
}

TEST_CASE("the first set's features have the snapshot's names, others their own") {
  auto reference = made_reference(1);
  CHECK(drift::public_name(reference, 0) == "a");
  CHECK(drift::public_name(reference, 3) == "score");
  reference.names = {"bias", "mid_price", "spread_bp", "volume_1m", "rsi_14", "log_volume"};
  CHECK(drift::public_name(reference, 1) == "mid");
  CHECK(drift::public_name(reference, 4) == "rsi14");
  CHECK(drift::public_name(reference, 5) == "log_volume");
  reference.names = {"mid_price", "spread_bp"};
  CHECK(drift::public_name(reference, 1) == "spread_bp");
}
