// The commands about one plugin, and about how much the host and its plugins log.
#pragma once

#include "ctl/built_ins.h"

namespace spark::ctl {

// After "plugins" was added.
void declare_plugin_commands(BuiltIns& built_ins);

}  // namespace spark::ctl
