#include "folds.h"

#include <algorithm>

namespace training {
namespace {

Fold fold_of(std::span<const LabelSpan> rows, size_t begin, size_t end,
             const FoldOptions& options) {
  Fold fold;
  fold.test_begin = static_cast<uint32_t>(begin);
  fold.test_end = static_cast<uint32_t>(end);
  fold.test = rows[begin];
  for (const LabelSpan& row : rows.subspan(begin, end - begin)) {
    fold.test.from_ms = std::min(fold.test.from_ms, row.from_ms);
    fold.test.until_ms = std::max(fold.test.until_ms, row.until_ms);
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i >= begin && i < end) continue;
    const LabelSpan& row = rows[i];
    const bool touches = row.from_ms <= fold.test.until_ms && row.until_ms >= fold.test.from_ms;
    const bool follows =
        row.from_ms > fold.test.until_ms && row.from_ms - fold.test.until_ms <= options.embargo_ms;
    if (options.purge && touches) {
      ++fold.purged;
    } else if (options.purge && follows) {
      ++fold.embargoed;
    } else {
      fold.train.push_back(static_cast<uint32_t>(i));
    }
  }
  return fold;
}

}  // namespace

std::vector<Fold> purged_folds(std::span<const LabelSpan> rows, const FoldOptions& options) {
  std::vector<Fold> folds;
  if (options.folds < 2 || rows.size() < options.folds) return folds;
  for (size_t k = 0; k < options.folds; ++k)
    folds.push_back(fold_of(rows, k * rows.size() / options.folds,
                            (k + 1) * rows.size() / options.folds, options));
  return folds;
}

Fold purged_tail(std::span<const LabelSpan> rows, double share, const FoldOptions& options) {
  const auto tail = static_cast<size_t>(share * static_cast<double>(rows.size()));
  if (tail == 0 || tail >= rows.size()) return {};
  return fold_of(rows, rows.size() - tail, rows.size(), options);
}

}  // namespace training
