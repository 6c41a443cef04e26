#include "checks.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace promote {
namespace {

// Clocks of one machine: what is published while a verdict is made may seem to come after it.
constexpr int64_t ahead_ms_max = 2 * minute_ms;

Figure none(Verdict trouble, std::string reason) {
  Figure figure;
  figure.trouble = trouble;
  figure.reason = std::move(reason);
  return figure;
}

std::string absent_reason(const Inputs& inputs, const std::string& name) {
  for (const spark::Fact& fact : inputs.facts)
    if (fact.name == name && fact.subject.pipeline == inputs.lineage)
      return "the fact " + name + " is of another model (" + fact.subject.sha256.substr(0, 12) +
             "), not of " + inputs.candidate.sha256.substr(0, 12);
  return "there is no fact " + name + " of this model";
}

}  // namespace

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, std::abs(value) >= 10'000 ? "%.0f" : "%.4g", value);
  return text;
}

std::string short_time(int64_t ms) {
  const auto value = static_cast<double>(ms);
  char text[48];
  if (ms < 2 * hour_ms) {
    std::snprintf(text, sizeof text, "%.0f min", value / static_cast<double>(minute_ms));
  } else if (ms < 2 * day_ms) {
    std::snprintf(text, sizeof text, "%.1f h", value / static_cast<double>(hour_ms));
  } else {
    std::snprintf(text, sizeof text, "%.1f days", value / static_cast<double>(day_ms));
  }
  return text;
}

Figure fact_of(const Inputs& inputs, const std::string& name, int64_t age_ms_max,
               uint64_t samples_min) {
  if (!inputs.facts_failure.empty())
    return none(Verdict::error, "facts could not be read: " + inputs.facts_failure);
  const auto found =
      std::find_if(inputs.facts.begin(), inputs.facts.end(), [&](const spark::Fact& fact) {
        return fact.name == name && fact.subject.pipeline == inputs.lineage &&
               fact.subject.model == inputs.candidate.model &&
               fact.subject.sha256 == inputs.candidate.sha256 && !inputs.candidate.sha256.empty();
      });
  if (found == inputs.facts.end()) return none(Verdict::inconclusive, absent_reason(inputs, name));
  const spark::Fact& fact = *found;
  const bool has_span = fact.from_utc_ms != 0 || fact.to_utc_ms != 0;
  const int64_t at_ms = has_span ? std::min(fact.to_utc_ms, fact.at_utc_ms) : fact.at_utc_ms;
  if (!std::isfinite(fact.value)) return none(Verdict::error, name + " is not a number");
  if (has_span && fact.from_utc_ms > fact.to_utc_ms)
    return none(Verdict::error, name + " ends before it begins");
  if (std::max(fact.to_utc_ms, fact.at_utc_ms) > inputs.now_ms + ahead_ms_max)
    return none(Verdict::error, name + " is of the future");
  Figure figure;
  figure.samples = fact.samples;
  figure.value = fact.value;
  const int64_t age_ms = inputs.now_ms - at_ms;
  if (age_ms > age_ms_max) {
    figure.trouble = Verdict::inconclusive;
    figure.reason =
        name + " is " + short_time(age_ms) + " old, and may be " + short_time(age_ms_max);
  } else if (fact.samples < samples_min) {
    figure.trouble = Verdict::inconclusive;
    figure.reason = name + " rests on " + std::to_string(fact.samples) + " samples of at least " +
                    std::to_string(samples_min);
  }
  return figure;
}

void Checks::judge(const char* name, const Figure& figure, std::string requirement,
                   bool (*holds)(double value, double a, double b), double a, double b) {
  Check check;
  check.name = name;
  check.value = figure.value;
  check.samples = figure.samples;
  check.requirement = std::move(requirement);
  if (figure.trouble != Verdict::go) {
    check.verdict = figure.trouble;
    check.reason = figure.reason;
  } else if (!figure.value) {
    check.verdict = Verdict::inconclusive;
    check.reason = figure.reason.empty() ? "there is no such figure" : figure.reason;
  } else if (!std::isfinite(*figure.value)) {
    check.verdict = Verdict::error;
    check.reason = "it is not a number";
  } else if (holds(*figure.value, a, b)) {
    check.verdict = Verdict::go;
  } else {
    check.verdict = Verdict::no_go;
    check.reason = short_number(*figure.value) + " is not " + check.requirement;
  }
  all_.push_back(std::move(check));
}

void Checks::below(const char* name, const Figure& figure, double bound) {
  judge(
      name, figure, "< " + short_number(bound),
      [](double value, double a, double) { return value < a; }, bound, 0);
}
void Checks::above(const char* name, const Figure& figure, double bound) {
  judge(
      name, figure, "> " + short_number(bound),
      [](double value, double a, double) { return value > a; }, bound, 0);
}
void Checks::at_most(const char* name, const Figure& figure, double most) {
  judge(
      name, figure, "<= " + short_number(most),
      [](double value, double a, double) { return value <= a; }, most, 0);
}
void Checks::at_least(const char* name, const Figure& figure, double least) {
  judge(
      name, figure, ">= " + short_number(least),
      [](double value, double a, double) { return value >= a; }, least, 0);
}
void Checks::within(const char* name, const Figure& figure, double low, double high) {
  judge(
      name, figure, "in [" + short_number(low) + ", " + short_number(high) + "]",
      [](double value, double a, double b) { return value >= a && value <= b; }, low, high);
}

void Checks::enough(const char* name, const Figure& figure, double least) {
  at_least(name, figure, least);
  Check& check = all_.back();
  check.is_basis = true;
  if (check.verdict == Verdict::no_go) check.verdict = Verdict::inconclusive;
}

void Checks::note(const std::string& text) {
  std::string& reason = all_.back().reason;
  reason.append(reason.empty() ? "" : "; ").append(text);
}

void Checks::wait_rather(const std::string& reason, bool is_basis) {
  Check& check = all_.back();
  if (check.verdict != Verdict::no_go) return;
  check.verdict = Verdict::inconclusive;
  check.reason = reason;
  check.is_basis = is_basis;
}

}  // namespace promote
