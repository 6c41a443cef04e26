#include "recount.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace promote {
namespace {

using spark::stats::PairBasis;
using spark::stats::PairCells;
using spark::stats::PairedModel;
using spark::stats::PairSums;

constexpr int64_t hour_length_ms = 3'600'000;
// A row is stamped within the request's work, and counted within it, too: before or after.
constexpr int64_t stage_ms = 1'000;
// Looks come late where the control thread is busy.
constexpr int64_t looks = 2;
// More rows at the edges are not sorted and cut.
constexpr uint64_t edges_max = 20'000;
// The last two counts are of looks, which rows do not tell.
constexpr size_t of_rows = PairSums::counts_size - 2;

// As the recorder names a model.
std::string identity_of(const PairedModel& model) {
  return model.sha256.empty() ? model.version : model.version + "@" + model.sha256;
}

uint64_t at(const auto& cells, auto cell) {
  const auto found = cells.find(cell);
  return found == cells.end() ? 0 : found->second;
}

// Sums of doubles in another order.
double rounding_of(const PairSums& sums) {
  return 1e-9 * (1 + static_cast<double>(sums.scored));
}

std::string most_text(double most) {
  return std::isfinite(most) ? std::to_string(static_cast<int64_t>(most)) : "any";
}

}  // namespace

bool Bound::holds() const {
  return recorded >= least && recorded <= most;
}

RowRecount::RowRecount(const PairBasis& basis, std::vector<int64_t> starts_ms)
    : basis_(basis),
      production_(identity_of(basis.production)),
      candidate_(identity_of(basis.candidate)) {
  for (const int64_t start_ms : starts_ms)
    if (start_ms > from_ms() && start_ms < to_ms())
      starts_.push_back({start_ms, std::numeric_limits<int64_t>::min()});
  for (int64_t hour = basis.from_ms / hour_length_ms; hour <= basis.to_ms / hour_length_ms; ++hour)
    last_before_[hour] = std::numeric_limits<int64_t>::min();
}

int64_t RowRecount::from_ms() const {
  return basis_.from_ms - looks * basis_.look_ms;
}
int64_t RowRecount::to_ms() const {
  return basis_.to_ms + stage_ms;
}

bool RowRecount::is_of_models(const PairRow& row) const {
  return row.production_model == production_ && row.candidate_model == candidate_;
}

void RowRecount::look_at(const PairRow& row) {
  if (!is_of_models(row)) return;
  for (Start& start : starts_)
    if (row.received_ms < start.at_ms) start.last_ms = std::max(start.last_ms, row.received_ms);
  for (auto& [hour, last_ms] : last_before_)
    if (row.received_ms < hour * hour_length_ms) last_ms = std::max(last_ms, row.received_ms);
}

// The hour of the last look that may have taken it.
int64_t RowRecount::latest_hour(int64_t received_ms) const {
  int64_t latest = (received_ms + looks * basis_.look_ms) / hour_length_ms;
  for (const auto& [hour, last_ms] : last_before_)
    if (last_ms == received_ms) latest = std::max(latest, hour);
  return latest;
}

bool RowRecount::is_before_start(int64_t received_ms) {
  const auto found = std::find_if(starts_.begin(), starts_.end(), [&](const Start& each) {
    return received_ms <= each.last_ms && received_ms > each.last_ms - looks * basis_.look_ms;
  });
  if (found == starts_.end()) return false;
  ++found->rows_near;
  return true;
}

void RowRecount::Counts::add(const spark::stats::PairedRequest& seen) {
  static const spark::stats::PairTimes times = spark::stats::no_pair_times();
  sums += seen.sums;
  const auto count = [](PairCells& cells, size_t cell) { ++cells[static_cast<uint32_t>(cell)]; };
  if (seen.production_ms) count(production_times, times.cell_of(*seen.production_ms));
  if (seen.candidate_ms) count(candidate_times, times.cell_of(*seen.candidate_ms));
  if (seen.delta) count(deltas, spark::stats::pair_delta_cell(*seen.delta));
}

void RowRecount::add(const PairRow& row) {
  const int64_t received = row.received_ms;
  if (received >= from_ms() - hour_length_ms && received < to_ms() + hour_length_ms) note_loss(row);
  if (latest_hour(received) < basis_.from_ms / hour_length_ms || received >= to_ms() ||
      !is_of_models(row))
    return;
  const auto delta = spark::stats::pair_delta(row.production, row.candidate, basis_.same_target);
  const auto seen =
      spark::stats::paired_request(row.code, row.production, row.candidate, delta,
                                   spark::stats::is_pair_match(delta, basis_.match_threshold));
  if (seen.sums.requests == 0) return;
  const bool is_first = received < basis_.from_ms + stage_ms;
  const bool is_last = received >= basis_.to_ms - stage_ms;
  const bool is_sure = !is_first && !is_last && !is_before_start(received);
  ++rows_;
  first_row_ms_ = std::min(first_row_ms_, received);
  last_row_ms_ = std::max(last_row_ms_, received);
  maybe_.add(seen);
  if (is_sure) sure_.add(seen);
  if (is_first || is_last)
    (is_first ? first_ : last_).push_back({received, row.sequence, seen});
  else
    inside_.add(seen);
  if (seen.sums.pairs > 0) add_hours(received, is_sure);
}

// The hours that it may be of: from before it was stamped to after the looks that follow.
void RowRecount::add_hours(int64_t received_ms, bool is_sure) {
  const int64_t early = (received_ms - stage_ms) / hour_length_ms;
  const int64_t late = latest_hour(received_ms);
  for (int64_t hour = early; hour <= late; ++hour)
    if (hour >= basis_.from_ms / hour_length_ms && hour <= basis_.to_ms / hour_length_ms)
      ++maybe_.hours[hour];
  if (is_sure && early == late) ++sure_.hours[late];
}

// In the order of the file, which is nearly that of the answers; sorted at the end.
void RowRecount::note_loss(const PairRow& row) {
  std::vector<Loss>& all = losses_[row.log];
  const Loss loss{row.received_ms, row.sequence, row.dropped};
  if (all.size() > 1 && all.back().dropped == row.dropped &&
      all[all.size() - 2].dropped == row.dropped) {
    all.back() = loss;
    return;
  }
  all.push_back(loss);
}

uint64_t RowRecount::lost_of_rows() const {
  uint64_t lost = 0;
  for (const auto& [log, unsorted] : losses_) {
    std::vector<Loss> all = unsorted;
    std::sort(all.begin(), all.end(), [](const Loss& one, const Loss& other) {
      return std::tie(one.received_ms, one.sequence) < std::tie(other.received_ms, other.sequence);
    });
    // A new plugin object counts from 0.
    for (size_t i = 1; i < all.size(); ++i) {
      const int64_t before = all[i - 1].dropped, after = all[i].dropped;
      lost += static_cast<uint64_t>(after >= before ? after - before : after);
    }
  }
  return lost;
}

void RowRecount::bound_sums(Recount& found, double slack) const {
  for (size_t i = 0; i < of_rows; ++i) {
    const auto count = PairSums::counts[i];
    found.bounds.push_back({PairSums::names[i], static_cast<double>(basis_.sums.*count),
                            static_cast<double>(sure_.sums.*count),
                            static_cast<double>(maybe_.sums.*count) + slack});
  }
  const double rounding = rounding_of(maybe_.sums);
  found.bounds.push_back({"delta_sum", basis_.sums.delta_sum, sure_.sums.delta_sum - rounding,
                          maybe_.sums.delta_sum + rounding + slack});
  found.bounds.push_back({"delta_squares", basis_.sums.delta_squares,
                          sure_.sums.delta_squares - rounding,
                          maybe_.sums.delta_squares + rounding + slack});
}

void RowRecount::bound_cells(Recount& found, double slack, const SlackOfHour& of_hour) const {
  const auto bound = [&](const char* what, const auto& recorded, const auto& sure,
                         const auto& maybe, const auto& slack_of) {
    auto all = maybe;
    all.insert(recorded.begin(), recorded.end());
    uint64_t bad = 0;
    for (const auto& [cell, any] : all) {
      ++found.cells;
      const auto count = static_cast<double>(at(recorded, cell));
      const double most = static_cast<double>(at(maybe, cell)) + slack_of(cell);
      const bool holds = count >= static_cast<double>(at(sure, cell)) && count <= most;
      if (!holds && ++bad == 1)
        found.reasons.push_back(std::string(what) + ": cell " + std::to_string(cell) + " has " +
                                std::to_string(at(recorded, cell)) + " on record, and " +
                                std::to_string(at(sure, cell)) + " to " + most_text(most) +
                                " by rows");
    }
    found.cells_bad += bad;
  };
  const auto of_cell = [slack](uint32_t) { return slack; };
  bound("pairs by hours", basis_.hours, sure_.hours, maybe_.hours, of_hour);
  bound("production's times", basis_.production_times, sure_.production_times,
        maybe_.production_times, of_cell);
  bound("candidate's times", basis_.candidate_times, sure_.candidate_times, maybe_.candidate_times,
        of_cell);
  bound("distances", basis_.deltas, sure_.deltas, maybe_.deltas, of_cell);
}

// Whether the record has pairs in that hour which no row can have given, since its file is gone: it
// has another day than those that are there, and no rows before it, or none after it.
bool RowRecount::is_missing(int64_t hour, const std::set<int64_t>& days, double slack) const {
  const auto recorded = static_cast<double>(at(basis_.hours, hour));
  const bool is_at_end =
      hour <= first_row_ms_ / hour_length_ms || hour >= last_row_ms_ / hour_length_ms;
  return recorded > static_cast<double>(at(maybe_.hours, hour)) + slack && is_at_end &&
         !days.contains(hour / 24);
}

bool RowRecount::is_record(const Counts& counts) const {
  for (size_t i = 0; i < of_rows; ++i)
    if (counts.sums.*PairSums::counts[i] != basis_.sums.*PairSums::counts[i]) return false;
  const double rounding = rounding_of(counts.sums);
  return std::abs(counts.sums.delta_sum - basis_.sums.delta_sum) <= rounding &&
         std::abs(counts.sums.delta_squares - basis_.sums.delta_squares) <= rounding &&
         counts.production_times == basis_.production_times &&
         counts.candidate_times == basis_.candidate_times && counts.deltas == basis_.deltas;
}

// The rows at an edge were counted in their order: all from one of them on are inside, or all up to
// one. So there is a place to cut, and with it every count must be the record's.
bool RowRecount::is_equal() const {
  const auto in_order = [](std::vector<Edge> edges) {
    std::sort(edges.begin(), edges.end(), [](const Edge& one, const Edge& other) {
      return std::tie(one.received_ms, one.sequence) < std::tie(other.received_ms, other.sequence);
    });
    return edges;
  };
  const std::vector<Edge> first = in_order(first_), last = in_order(last_);
  PairSums sums = inside_.sums;
  for (const Edge& each : first) sums += each.seen.sums;
  for (size_t begin = 0; begin <= first.size(); ++begin) {
    PairSums with = sums;
    for (size_t end = 0; end <= last.size(); ++end) {
      if (with.requests == basis_.sums.requests && with.pairs == basis_.sums.pairs &&
          with.scored == basis_.sums.scored) {
        Counts counts = inside_;
        for (size_t i = begin; i < first.size(); ++i) counts.add(first[i].seen);
        for (size_t i = 0; i < end; ++i) counts.add(last[i].seen);
        if (is_record(counts)) return true;
      }
      if (end < last.size()) with += last[end].seen.sums;
    }
    if (begin < first.size()) sums -= first[begin].seen.sums;
  }
  return false;
}

Recount RowRecount::finish(uint64_t lost, const std::set<int64_t>& days) const {
  Recount found;
  found.rows = rows_;
  found.rows_edge = first_.size() + last_.size();
  found.requests = basis_.sums.requests;
  found.lost = std::max(lost, lost_of_rows());
  found.starts = starts_.size();
  if (rows_ == 0) return found;
  // A killed host loses the rows of its last tenth of a second, which nothing counts: fewer than
  // it had within the looks before.
  auto slack = static_cast<double>(found.lost);
  for (const Start& start : starts_) slack += static_cast<double>(start.rows_near);
  const bool is_partial =
      std::any_of(basis_.hours.begin(), basis_.hours.end(),
                  [&](const auto& each) { return is_missing(each.first, days, slack); });
  const double most = is_partial ? INFINITY : slack;
  bound_sums(found, most);
  // Hours whose file is there are bounded all the same.
  bound_cells(found, most,
              [&](int64_t hour) { return is_missing(hour, days, slack) ? INFINITY : slack; });
  for (const Bound& each : found.bounds)
    if (!each.holds()) found.reasons.push_back(each.name + " is not what the rows give");
  using State = Recount::State;
  found.state = !found.reasons.empty()                                          ? State::differs
                : is_partial                                                    ? State::partial
                : found.lost == 0 && found.rows_edge <= edges_max && is_equal() ? State::equal
                                                                                : State::within;
  return found;
}

}  // namespace promote
