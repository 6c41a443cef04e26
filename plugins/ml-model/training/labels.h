// Labels of a dataset's rows, by the definitions of docs/training.md. A label looks into the future
// by its horizon alone, and says when it was known: purging needs that.
#pragma once

#include <cstdint>
#include <vector>

#include "dataset.h"
#include "spark/market/label_rule.h"
#include "spark/tool/result.h"
#include "target.h"

namespace training {

using spark::market::LabelRule;

// The rule behind a target's three texts; see spark/market/label_rule.h. [tools]
[[nodiscard]] spark::tool::Result<LabelRule> label_rule(const Target& target);

struct Labels {
  std::vector<Label> of;          // one a row of the dataset
  std::vector<int64_t> known_ms;  // the time of the snapshot that decided it; its own if unknown
};

// A label is unknown where a minute that it needs is missing. M asks for 99.5 % of its 1,440
// minutes; rv5 asks for all. [tools]
[[nodiscard]] Labels label(const Dataset& data, const LabelRule& rule);

}  // namespace training
