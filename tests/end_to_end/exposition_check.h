// Whether a page of series keeps what readers of the text format rely on, and promtool does not
// look at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spark::test {

// What is wrong, a line each; empty: nothing. Each family is one block with its HELP and TYPE first
// and stands once, in the order of names; no series stands twice and none has a label twice; names
// end as their type and unit ask; counters are finite and not negative; the buckets of a histogram
// rise, end at +Inf and agree with its count.
[[nodiscard]] std::vector<std::string> exposition_flaws(std::string_view page);
// All series in the order of the page, without their values.
[[nodiscard]] std::vector<std::string> series_of(std::string_view page);

}  // namespace spark::test
