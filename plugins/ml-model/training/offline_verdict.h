// Whether a model's measures meet what gate 4 asks of it (docs/statistics.md).
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "measures.h"

namespace training {

enum class Verdict { pass, fail, inconclusive };

// "PASS", "FAIL", "INCONCLUSIVE".
[[nodiscard]] const char* as_text(Verdict verdict);

struct OfflineCheck {
  std::string name;
  std::optional<double> value;  // none: there is no data, which is never a pass
  std::string requirement;      // ">= 0.62"
  Verdict verdict = Verdict::inconclusive;
};

struct OfflineVerdict {
  std::vector<OfflineCheck> checks;
  // Inconclusive with too few rows or days, whatever the others say; else fail if one fails; else
  // inconclusive if one is; else pass.
  Verdict verdict = Verdict::inconclusive;
};

// Days of UTC with at least one row; ts_ms ascends. [any]
[[nodiscard]] uint32_t days_with_rows(std::span<const int64_t> ts_ms);

// `measures`: of a span that no training saw, at the frozen threshold; none where measure() gave
// none. `cv_std`: of the artefact's manifest. [any]
[[nodiscard]] OfflineVerdict judge_offline(const std::optional<Measures>& measures,
                                           std::optional<double> cv_std, uint32_t days);

[[nodiscard]] boost::json::object as_json(const OfflineVerdict& verdict);

}  // namespace training
