// Purged cross-validation in time order (López de Prado, "Advances in financial machine learning",
// 2018, chapter 7). Rows overlap by their labels: a row's label spans the time from its snapshot to
// the snapshot that decided it. A row whose label touches the test span knows its answers.
//
// The rows are cut into folds of equal length in time order; each is tested once, by a model
// trained on the others, without
//
//   the purged     rows whose label span touches the test span, which goes from the first test
//                  row's snapshot to the last test label's decision
//   the embargoed  rows that begin within the embargo after the test span: features look back, so
//                  that these still see it
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace training {

// The time that a label depends on; both ends belong to it.
struct LabelSpan {
  int64_t from_ms = 0;
  int64_t until_ms = 0;
};

struct FoldOptions {
  uint32_t folds = 5;
  int64_t embargo_ms = 60 * 60'000;
  bool purge = true;  // off in tests, to show what it is good for
};

struct Fold {
  std::vector<uint32_t> train;  // rows, ascending
  uint32_t test_begin = 0;      // rows, as [begin, end)
  uint32_t test_end = 0;
  LabelSpan test{};
  uint32_t purged = 0;
  uint32_t embargoed = 0;
};

// `rows` ascend by from_ms. Empty with fewer rows than folds, and with fewer than 2 folds.
// [tools]
[[nodiscard]] std::vector<Fold> purged_folds(std::span<const LabelSpan> rows,
                                             const FoldOptions& options);

// The rows of a span for the last step of a fit, such as its calibration: those of the last `share`
// of the rows as `test`, and the rows before as `train`, purged like a fold. [tools]
[[nodiscard]] Fold purged_tail(std::span<const LabelSpan> rows, double share,
                               const FoldOptions& options);

}  // namespace training
