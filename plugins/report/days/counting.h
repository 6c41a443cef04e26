// From two looks at the host's series to what was counted in between.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "day.h"

namespace report {

// Series in full, such as `ml_shadow_match_total{lineage="v"}`, with their values.
using Series = std::map<std::string, double>;

// Of a page in the Prometheus text format: counters, gauges and the parts of histograms that begin
// with ml_predict, ml_model_errors, ml_shadow or ml_psi, and those of lineages. Lines that are none
// are passed over. [any]
[[nodiscard]] Series series_of(std::string_view page);

// The value of a label; "" if the series has none of that name. [any]
[[nodiscard]] std::string label_of(std::string_view series, std::string_view name);

// Adds what the lineage's counters went up by between two looks to the hour of the day that ended
// at `until_ms`, and takes over what its gauges say. A counter that is lower than before began
// anew: all of it counts. `lineage` is "" for the primary one. [any]
void add_look(Day& day, const std::string& lineage, const Series& before, const Series& now,
              int64_t until_ms);

}  // namespace report
