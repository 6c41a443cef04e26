// Asks the host for a change and shows the result.
#pragma once

#include <functional>
#include <string>

#include "ctl/admin.h"
#include "ctl/change.h"
#include "ctl/paths.h"

namespace spark::ctl {

using MakeChange = std::function<tool::Result<Change>(const HostFiles& host)>;

// Nothing is sent without --confirm or --dry-run. Waits for as long as a build may take.
tool::Result<int> run_change(const Options& options, const ChangeFlags& flags,
                             const MakeChange& make);

tool::Result<int> show_quarantine(const Options& options);
tool::Result<int> show_flags(const Options& options);

// A change that takes no time: it has no dry run.
tool::Result<int> run_at_once(const Options& options, bool confirm,
                              const tool::Result<Change>& change);

}  // namespace spark::ctl
