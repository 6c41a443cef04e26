// What Grafana publishes of dashboards, as far as ours uses it: which members a panel of a type may
// have, of which kind or words each is, and which must be there. A member that is misspelt, or of
// a kind that Grafana does not read, is ignored there without a word.
//
// Read from the schema of Grafana 10.4 and 11, which are alike in these:
//   https://github.com/grafana/grafana/tree/v10.4.13/packages/, and there
//     grafana-schema/src/raw/composable: timeseries, heatmap, stat, gauge, prometheus
//     grafana-schema/src/common/common.gen.ts
//     grafana-data/src/valueFormats/categories.ts
//   https://github.com/grafana/grafana/blob/v10.4.13/kinds/dashboard/dashboard_kind.cue
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

namespace spark::test {

// What is wrong with one panel, a line each; empty: nothing.
[[nodiscard]] std::vector<std::string> panel_flaws(const boost::json::object& panel);
// The same for the dashboard itself: members, variables, links, annotations. Not its panels.
[[nodiscard]] std::vector<std::string> board_flaws(const boost::json::object& board);

}  // namespace spark::test
