#include "course.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

#include "plan_bytes.h"
#include "spark/error.h"

namespace canary {

Course::Course(Plan plan, const Choice& choice)
    : plan_(std::move(plan)), choice_(choice), tests_(plan_.slo, choice) {}

// In a slot in which the share changed, which arm an error had is not known. Slots come a second
// late: those from before the run are none of it, and the phase begins with its share.
void Course::take(int64_t slot_begin_ms, const Sums& sums) {
  if (!is_under_way(state_) || state_.kind == Kind::paused || sums.pairs == 0) return;
  if (slot_begin_ms < since_ms_) return;
  const uint32_t share = share_ppm(state_, plan_);
  std::optional<double> split;
  if (share > 0 && slot_begin_ms >= split_since_ms_) split = share / 1e6;
  tests_.observe(sums, split);
  history_.add(slot_begin_ms, sums);
  const bool is_after_change = slot_begin_ms + slot_ms >= split_since_ms_;
  if (state_.open == state_.phase + 1 && is_after_change) phase_ += sums;
}

Seen Course::look(int64_t now_ms) {
  Seen seen;
  seen.samples = phase_.selected;
  seen.pairs_per_ms = pairs_per_ms(now_ms);
  verdict_ = {};
  if (!is_under_way(state_) || state_.kind == Kind::paused) return seen;
  verdict_ = judge(tests_, findings(now_ms), plan_, history_, now_ms);
  if (verdict_.explains[0]) tests_.explain(Test::errors);
  if (verdict_.explains[1]) tests_.explain(Test::latency);
  seen.judgement = verdict_.judgement;
  seen.cause = verdict_.cause;
  return seen;
}

Next Course::apply(const Event& event, int64_t now_ms) {
  const uint32_t share_before = share_ppm(state_, plan_);
  const Next next = step(state_, event, look(now_ms), plan_, now_ms);
  state_ = next.state;
  if ((next.effects & Effect::begin_run) != 0) begin_run(now_ms);
  if ((next.effects & Effect::begin_phase) != 0) phase_ = {};
  if (share_ppm(state_, plan_) != share_before) split_since_ms_ = now_ms + slot_ms;
  return next;
}

void Course::choose(Plan plan, const Choice& choice) {
  if (is_under_way(state_) || state_.kind == Kind::aborting) return;
  plan_ = std::move(plan);
  choice_ = choice;
  state_.phase = 0;
}

void Course::take_counts(const Course& other) {
  if (other.state_.run != state_.run || other.state_.phase != state_.phase) return;
  if (other.tests_.observations() < tests_.observations()) return;
  tests_ = other.tests_;
  history_ = other.history_;
  phase_ = other.phase_;
  state_.active_ms = std::max(state_.active_ms, other.state_.active_ms);
  if (state_.expected_ms == 0) state_.expected_ms = other.state_.expected_ms;
}

void Course::begin_run(int64_t now_ms) {
  tests_ = SequentialTests(plan_.slo, choice_);
  history_.clear();
  phase_ = {};
  since_ms_ = now_ms;
}

double Course::pairs_per_ms(int64_t now_ms) const {
  const Span span = history_.span(now_ms, 10 * minute_ms, &Sums::pairs);
  if (span.basis == Basis::too_few) return rate_before_;
  const int64_t from_ms = std::max(span.from_ms, since_ms_);
  return now_ms > from_ms
             ? static_cast<double>(span.sums.pairs) / static_cast<double>(now_ms - from_ms)
             : rate_before_;
}

void Course::write(spark::ByteWriter& out) const {
  write_plan(out, plan_);
  out.u64((choice_.independent ? 1 : 0) + (choice_.by_arm ? 2 : 0));
  write_state(out, state_);
  tests_.write(out);
  history_.write(out);
  for (const uint64_t word : std::bit_cast<std::array<uint64_t, sums_words>>(phase_)) out.u64(word);
  out.i64(since_ms_);
  out.f64(rate_before_);
}

void Course::read(spark::ByteReader& in) {
  Course made(read_plan(in));
  const uint64_t choice = in.u64();
  made.choice_ = {(choice & 1u) != 0, (choice & 2u) != 0};
  made.state_ = read_state(in, made.plan_);
  made.tests_ = SequentialTests(made.plan_.slo, made.choice_);
  made.tests_.read(in);
  made.history_.read(in);
  std::array<uint64_t, sums_words> words{};
  for (uint64_t& word : words) word = in.u64();
  made.phase_ = std::bit_cast<Sums>(words);
  made.since_ms_ = in.i64();
  made.rate_before_ = in.f64();
  if (!makes_sense(made.phase_) || !(made.rate_before_ >= 0))
    throw spark::Error("canary: what was counted makes no sense", SPARK_E_INVALID);
  made.split_since_ms_ = made.state_.seen_ms + 2 * slot_ms;  // the slot under way may be split
  *this = std::move(made);
}

}  // namespace canary
