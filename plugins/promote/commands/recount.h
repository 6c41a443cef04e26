// Pairs counted again from recorded rows, against what a verdict's record says of them. Pure.
//
// A worker counts a request when it has answered it, and the plugin that publishes takes what came
// since at its next look. Where data drives the time, that look comes with the next request. So a
// row that was answered shortly before an hour begins, or as the last one before, or about when the
// window ends, may be inside or outside: each count of the record must lie between what is surely
// inside and what may be, and what was lost comes on top.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "spark/stats/pair_basis.h"

namespace promote {

// A recorded row, as far as it says what became of two models.
struct PairRow {
  uint32_t log = 0;
  int64_t received_ms = 0;
  int64_t sequence = 0;
  int64_t dropped = 0;  // rows that the log had lost before
  int64_t code = 0;
  std::string production_model, candidate_model;  // "v1.8.2@9f2c…"
  spark::stats::PairedAnswer production, candidate;
};

// One count of the record between its bounds.
struct Bound {
  std::string name;
  double recorded = 0;
  double least = 0, most = 0;

  [[nodiscard]] bool holds() const;
};

struct Recount {
  enum class State {
    absent,   // no row of the two models is of the window
    equal,    // no row was lost, and every count is what the rows give
    within,   // every count lies between its bounds
    partial,  // rows at an end of the window are gone; those that are there contradict nothing
    differs,  // a count does not lie between its bounds
  };
  State state = State::absent;
  uint64_t rows = 0;                  // that count, surely or perhaps
  uint64_t rows_edge = 0;             // of them those that may be outside the window
  uint64_t requests = 0;              // that the record has
  uint64_t lost = 0;                  // rows, at most
  uint64_t starts = 0;                // of the host, within the window
  std::vector<Bound> bounds;          // of the sums
  uint64_t cells = 0, cells_bad = 0;  // of hours and histograms
  std::vector<std::string> reasons;   // why it differs
};

class RowRecount {
 public:
  // `starts_ms` of the host within the window: what was counted since the last look before one may
  // be gone, where a crash came before it.
  RowRecount(const spark::stats::PairBasis& basis, std::vector<int64_t> starts_ms);

  // All rows are looked at before the first is added: which are the last ones before an hour or a
  // start of the host.
  void look_at(const PairRow& row);
  void add(const PairRow& row);

  // `lost` as the verdict knows it; `days`: those of which files are there, by days since 1970. A
  // replay's rows lie in files of the day of the replay.
  [[nodiscard]] Recount finish(uint64_t lost, const std::set<int64_t>& days) const;

  // Rows of other times do not count, but for the last ones before. [any]
  [[nodiscard]] int64_t from_ms() const;
  [[nodiscard]] int64_t to_ms() const;
  // That count, up to now.
  [[nodiscard]] uint64_t rows() const { return rows_; }

 private:
  struct Counts {
    spark::stats::PairSums sums;
    std::map<int64_t, uint64_t> hours;
    spark::stats::PairCells production_times, candidate_times, deltas;

    void add(const spark::stats::PairedRequest& seen);
  };
  struct Edge {
    int64_t received_ms, sequence;
    spark::stats::PairedRequest seen;
  };
  struct Loss {
    int64_t received_ms, sequence, dropped;
  };
  struct Start {
    int64_t at_ms;
    int64_t last_ms;         // of the rows before it
    uint64_t rows_near = 0;  // within a look before that
  };

  [[nodiscard]] bool is_of_models(const PairRow& row) const;
  [[nodiscard]] int64_t latest_hour(int64_t received_ms) const;
  [[nodiscard]] bool is_before_start(int64_t received_ms);
  void note_loss(const PairRow& row);
  void add_hours(int64_t received_ms, bool is_sure);
  [[nodiscard]] uint64_t lost_of_rows() const;
  [[nodiscard]] bool is_missing(int64_t hour, const std::set<int64_t>& days, double slack) const;
  void bound_sums(Recount& found, double slack) const;
  using SlackOfHour = std::function<double(int64_t hour)>;
  void bound_cells(Recount& found, double slack, const SlackOfHour& of_hour) const;
  [[nodiscard]] bool is_equal() const;
  [[nodiscard]] bool is_record(const Counts& counts) const;

  const spark::stats::PairBasis& basis_;
  const std::string production_, candidate_;
  std::vector<Start> starts_;
  std::map<int64_t, int64_t> last_before_;  // by hours of the window: the last row before each
  Counts sure_;                             // inside, and not lost by a crash
  Counts inside_;                           // the same, had no crash lost any
  Counts maybe_;                            // with those at the edges
  std::vector<Edge> first_, last_;          // rows at the window's beginning and end
  uint64_t rows_ = 0;
  int64_t first_row_ms_ = INT64_MAX, last_row_ms_ = INT64_MIN;
  std::map<uint32_t, std::vector<Loss>> losses_;  // by log: where `dropped` changed
};

}  // namespace promote
