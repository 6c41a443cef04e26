#include "promotion.h"

#include <algorithm>
#include <array>

#include "checks.h"
#include "inputs.h"
#include "spark/error.h"

namespace promote {
namespace {

constexpr const char* phase_names[] = {"none", "pending",     "watched", "rolling_back",
                                       "kept", "rolled_back", "failed",  "ended"};
constexpr int64_t fact_age_ms_max = 2 * minute_ms;
constexpr uint64_t samples_min = 100;
constexpr uint64_t requests_min = 100;
constexpr const char* errors_fact = "shadow.production_error_rate_5min";
constexpr const char* pairs_fact = "shadow.production_worse_5min";

// The canary's abort limits, with the roles exchanged.
struct Limit {
  const char* fact;
  bool is_of_promoted;  // else of the other model, whose agreement with production it is
  bool is_least;
  double bound;
  const char* words;
};
constexpr Limit limits[] = {
    {"shadow.production_p95_ms_10min", true, false, 120, "p95 is above 120 ms for 10 min"},
    {"shadow.production_error_rate_10min", true, false, 0.02, "errors are above 2 % for 10 min"},
    {errors_fact, true, false, 0.05, "errors are above 5 % for 5 min"},
    {"shadow.match_rate_5min", false, true, 0.90, "matches are below 90 % for 5 min"},
};

const spark::Fact* find(const Promotion& promotion, const std::vector<spark::Fact>& facts,
                        const char* name, bool is_of_promoted, int64_t now_ms) {
  const std::string& model = is_of_promoted ? promotion.production : promotion.candidate;
  const std::string& sha256 = is_of_promoted ? promotion.to_sha256 : promotion.from_sha256;
  const auto found = std::find_if(facts.begin(), facts.end(), [&](const spark::Fact& fact) {
    return fact.name == name && fact.subject.pipeline == promotion.lineage &&
           fact.subject.model == model && fact.subject.sha256 == sha256;
  });
  if (found == facts.end() || now_ms - found->to_utc_ms > fact_age_ms_max) return nullptr;
  return found->from_utc_ms < promotion.since_ms ? nullptr : &*found;
}

void observe_errors(const spark::Fact& fact, Seen& seen) {
  // Windows that overlap would count the same errors again.
  if (fact.samples == 0 || fact.from_utc_ms < seen.until_ms) return;
  if (!seen.errors.observe(std::clamp(fact.value, 0.0, 1.0), errors_allowed)) return;
  seen.until_ms = fact.to_utc_ms;
  seen.requests += fact.samples;
}

spark::stats::EDetector read_detector(spark::ByteReader& in) {
  spark::stats::EDetector::Sums sums{};
  for (double& sum : sums) sum = in.f64();
  const auto detector = spark::stats::EDetector::from(sums);
  if (!detector) throw spark::Error("a watch's sums are none", SPARK_E_INVALID);
  return *detector;
}

// The paired test with the roles exchanged: in looks in which exactly one of the two erred more,
// the promoted model is that one no more often than the other. Of a window the order of looks is
// not known: they are spread evenly.
void observe_pairs(const spark::Fact& fact, Seen& seen) {
  if (fact.from_utc_ms < seen.pairs_until_ms || !(fact.value >= 0)) return;
  const auto worse = std::min(static_cast<uint64_t>(fact.value), fact.samples);
  for (uint64_t look = 0; look < fact.samples; ++look) {
    const bool is_worse = (look + 1) * worse / fact.samples > look * worse / fact.samples;
    (void)seen.pairs.observe(is_worse ? 1 : 0, 0.5);
  }
  seen.pairs_until_ms = fact.to_utc_ms;
}

}  // namespace

const char* name_of(Phase phase) {
  return phase_names[static_cast<size_t>(phase)];
}

std::string Promotion::bytes() const {
  spark::ByteWriter out;
  out.u64(static_cast<uint64_t>(phase));
  for (const std::string* text : {&lineage, &production, &candidate, &from_version, &from_sha256,
                                  &to_version, &to_sha256, &approver, &reason})
    out.bytes(*text);
  for (const int64_t ms : {decided_ms, since_ms, until_ms}) out.i64(ms);
  out.u64(verdict);
  return out.text();
}

Promotion Promotion::of(std::string_view bytes) {
  spark::ByteReader in(bytes);
  Promotion made;
  const uint64_t phase = in.u64();
  if (phase >= std::size(phase_names))
    throw spark::Error("a promotion is kept in no known phase", SPARK_E_INVALID);
  made.phase = static_cast<Phase>(phase);
  for (std::string* text :
       {&made.lineage, &made.production, &made.candidate, &made.from_version, &made.from_sha256,
        &made.to_version, &made.to_sha256, &made.approver, &made.reason})
    *text = in.bytes();
  for (int64_t* ms : {&made.decided_ms, &made.since_ms, &made.until_ms}) *ms = in.i64();
  made.verdict = in.u64();
  in.end();
  return made;
}

std::string Seen::bytes() const {
  spark::ByteWriter out;
  for (const double sum : errors.sums()) out.f64(sum);
  out.i64(until_ms);
  out.u64(requests);
  for (const double sum : pairs.sums()) out.f64(sum);
  out.i64(pairs_until_ms);
  return out.text();
}

Seen Seen::of(std::string_view bytes) {
  spark::ByteReader in(bytes);
  Seen made;
  made.errors = read_detector(in);
  made.until_ms = in.i64();
  made.requests = in.u64();
  made.pairs = read_detector(in);
  made.pairs_until_ms = in.i64();
  in.end();
  return made;
}

std::vector<std::string> watch_fact_names() {
  std::vector<std::string> names;
  for (const Limit& limit : limits) names.emplace_back(limit.fact);
  names.emplace_back(pairs_fact);
  return names;
}

std::optional<std::string> look(const Promotion& promotion, const std::vector<spark::Fact>& facts,
                                int64_t now_ms, Seen& seen) {
  std::optional<std::string> reason;
  for (const Limit& limit : limits) {
    const spark::Fact* const fact =
        find(promotion, facts, limit.fact, limit.is_of_promoted, now_ms);
    if (fact == nullptr) continue;
    if (std::string_view(limit.fact) == errors_fact) observe_errors(*fact, seen);
    const bool is_broken = limit.is_least ? fact->value < limit.bound : fact->value > limit.bound;
    if (is_broken && fact->samples >= samples_min && !reason)
      reason = std::string(limit.words) + ": " + short_number(fact->value) + " of " +
               std::to_string(fact->samples);
  }
  if (const spark::Fact* const fact = find(promotion, facts, pairs_fact, true, now_ms))
    observe_pairs(*fact, seen);
  if (!reason && seen.pairs.value() >= pairs_threshold)
    reason = "it errs more often than the model that was production: evidence " +
             short_number(seen.pairs.value()) + ", and " + short_number(pairs_threshold) +
             " is enough";
  if (!reason && seen.errors.value() >= alarm_threshold)
    reason = "errors have risen above 1 %: evidence " + short_number(seen.errors.value()) +
             ", and " + short_number(alarm_threshold) + " is enough";
  return reason;
}

bool may_end(const Promotion& promotion, const Seen& seen, int64_t now_ms) {
  return now_ms >= promotion.until_ms && seen.requests >= requests_min;
}

}  // namespace promote
