// Gate 4: the newest evaluation of the candidate's artefact that is on the chain.
#include <algorithm>

#include "checks.h"
#include "gates.h"
#include "spark/stats/selection.h"

namespace promote {
namespace {

constexpr double rows_min = 10'000;
constexpr double days_min = 14;
constexpr int64_t newest_age_ms_max = 35 * day_ms;
constexpr int64_t live_age_ms_max = 6 * hour_ms;  // quality looks anew each 3.5 h
constexpr size_t digest_digits = 64;

Figure figure_of(const OfflineFigures& of, const std::optional<double>& value) {
  Figure figure;
  figure.value = value;
  figure.samples = static_cast<uint64_t>(std::max(0.0, of.rows.value_or(0)));
  figure.reason = "the record has no such figure";
  return figure;
}

bool is_digest(const std::string& text) {
  return text.size() == digest_digits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Which data it was: without their digests nobody can evaluate again.
void check_data(Checks& checks, const OfflineFigures& of) {
  Check check;
  check.name = "data";
  check.value = static_cast<double>(of.data_sha256.size());
  check.samples = of.data_sha256.size();
  check.requirement = "digests of all files";
  check.is_basis = true;
  const bool is_named = !of.data_sha256.empty() &&
                        std::all_of(of.data_sha256.begin(), of.data_sha256.end(), is_digest);
  check.verdict = is_named ? Verdict::go : Verdict::inconclusive;
  if (!is_named) check.reason = "the record does not say by digest which data were evaluated";
  checks.add(std::move(check));
}

void check_newest(Checks& checks, const Inputs& inputs, const OfflineFigures& of) {
  Figure age = figure_of(of, std::nullopt);
  if (of.newest_ms) {
    const int64_t age_ms = inputs.now_ms - *of.newest_ms;
    age.value = static_cast<double>(age_ms) / static_cast<double>(day_ms);
    if (age_ms < 0) {
      age.trouble = Verdict::error;
      age.reason = "the newest row is of the future";
    }
  }
  checks.within("newest_row_days", age, 0,
                static_cast<double>(newest_age_ms_max) / static_cast<double>(day_ms));
  checks.wait_rather("the newest row is too old: evaluate newer data", true);
}

void check_recall(Checks& checks, const OfflineFigures& of) {
  if (!of.rows || !of.hits || !(*of.rows > 0) || !(*of.hits > 0) || *of.hits > *of.rows) {
    checks.at_least("recall", figure_of(of, std::nullopt), 0.40);
    return;
  }
  const double base_rate = *of.hits / *of.rows;
  checks.at_least("recall", figure_of(of, of.recall), spark::stats::recall_floor(base_rate));
  checks.note("the ceiling is " + short_number(spark::stats::recall_ceiling(0.20, base_rate)));
}

// A model past its term is answered for by nobody.
void check_term(Checks& checks, const Inputs& inputs) {
  const ModelNow& model = inputs.candidate;
  Check check;
  check.name = "term";
  check.requirement = "not expired";
  check.verdict = Verdict::go;
  if (!model.expiry_fault.empty()) {
    check.verdict = Verdict::error;
    check.reason = model.expiry_fault;
  } else if (!model.expires_ms) {
    check.reason = "the artefact names no term";
  } else {
    const int64_t left_ms = *model.expires_ms - inputs.now_ms;
    check.value = static_cast<double>(left_ms) / static_cast<double>(day_ms);
    if (left_ms <= 0) {
      check.verdict = Verdict::no_go;
      check.reason = "the model expired " + short_time(-left_ms) + " ago";
    }
  }
  checks.add(std::move(check));
}

// Live labels, where there are enough: clearly worse than production is NO_GO.
void check_live(Checks& checks, const Inputs& inputs) {
  const Figure low = fact_of(inputs, "quality.loss_difference_low_7d", live_age_ms_max);
  if (low.trouble == Verdict::error || (low.trouble == Verdict::go && low.value)) {
    checks.at_most("live_loss_difference_low", low, 0);
    return;
  }
  checks.note("no 7 days of live labels: " + low.reason);
}

}  // namespace

Gate judge_offline(const Inputs& inputs) {
  Checks checks;
  if (!inputs.offline) {
    checks.add({"record",
                {},
                0,
                "an eval.report of this artefact",
                Verdict::inconclusive,
                "there is no record eval.report of this model: sparkctl eval",
                true});
    check_term(checks, inputs);
    return gate_of(GateName::offline, checks.take());
  }
  const OfflineFigures& of = *inputs.offline;
  checks.enough("rows", figure_of(of, of.rows), rows_min);
  checks.enough("days", figure_of(of, of.days), days_min);
  check_data(checks, of);
  check_newest(checks, inputs, of);
  checks.at_least("auc", figure_of(of, of.auc), 0.62);
  checks.at_least("precision", figure_of(of, of.precision), 0.58);
  check_recall(checks, of);
  checks.within("selected", figure_of(of, of.selected), 0.10, 0.30);
  checks.above("brier_skill", figure_of(of, of.brier_skill), 0);
  checks.within("slope", figure_of(of, of.slope), 0.8, 1.25);
  checks.above("gain_low", figure_of(of, of.gain_low), 0);
  checks.below("cv_std", figure_of(of, of.cv_std), 0.02);
  check_term(checks, inputs);
  check_live(checks, inputs);
  return gate_of(GateName::offline, checks.take());
}

}  // namespace promote
