// sparkctl top: how the host does, again and again.
#pragma once

#include <string>

#include "ctl/admin.h"
#include "spark/tool/table_fit.h"

namespace spark::ctl {

// `seen` is {"status", "facts", "alerts"}, as the host answers. Pure. Rates and durations are of
// the last five minutes; what nobody measured shows as "-".
[[nodiscard]] std::string view_top(const tool::json::value& seen, size_t width = tool::any_width);

// Once, or every `every_ms` until the host is gone or the user ends it.
tool::Result<int> run_top(const Options& options, bool once, uint32_t every_ms);

}  // namespace spark::ctl
