// What the figures of a window mean: bands, reasons, and whether the gate of the window passes.
// Pure.
#pragma once

#include <optional>
#include <string>

#include "model_reference.h"
#include "windows.h"

namespace drift {

inline constexpr double overall_max = 0.20;  // the gate asks for less
inline constexpr double feature_max = 0.30;  // the same

struct Verdict {
  spark::stats::PsiStatus status = spark::stats::PsiStatus::inconclusive;
  std::string reason;  // why it is inconclusive; "" otherwise
};

// "stable", "warning", "critical", "inconclusive".
[[nodiscard]] const char* name_of(spark::stats::PsiStatus status);

// Of one series of a window. A window that is not complete says nothing, and neither does a series
// that is not known in all of it, or whose reference was estimated; a value off the constant is
// critical at once. [any]
[[nodiscard]] Verdict verdict_of(const ModelReference& reference, const WindowFigures& figures,
                                 size_t series, size_t window);

// Of the overall value. [any]
[[nodiscard]] Verdict verdict_of(const WindowFigures& figures, size_t window);

// Whether the window has the samples that it needs: 95 % of its minutes, or, where it is counted by
// samples, as many as that takes. [any]
[[nodiscard]] bool has_enough(const WindowFigures& figures, size_t window);

// The gate's question: enough samples, the overall value below 0.20, no input at 0.30 or above and
// none off its constant. [any]
[[nodiscard]] bool passes(const ModelReference& reference, const WindowFigures& figures,
                          size_t window);

// What clients call a feature: those of the set v1.8 have the snapshot's names, which dashboards
// and scripts have always read; all others have their own. [any]
[[nodiscard]] std::string public_name(const ModelReference& reference, size_t series);

}  // namespace drift
