// The host's alerts as a table.
#include "ctl/view_parts.h"
#include "ctl/views.h"
#include "spark/tool/table.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Align;
using tool::text;

std::string view_alerts(const json::value& alerts, size_t width) {
  tool::Table table({{"alert", Align::left, true},
                     {"state", Align::left, true},
                     {"severity", Align::left, true},
                     {"value", Align::right, true},
                     {"condition"},
                     {"since"},
                     {"summary"},
                     {"runbook"}});
  for (const json::value& alert : tool::items(alerts, "alerts")) {
    table.row({text(alert, "name"), text(alert, "state"), text(alert, "severity"),
               rounded(alert, "value"), text(alert, "condition"), text(alert, "since"),
               text(alert, "summary"), text(alert, "runbook")});
  }
  return table.empty() ? "No alerts.\n" : table.render(width);
}

}  // namespace spark::ctl
