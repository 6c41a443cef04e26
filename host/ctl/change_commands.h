// The commands that change a running host: swap, rollback, reload, plugins upgrade and rollback,
// plugins quarantine, flags.
#pragma once

#include "ctl/built_ins.h"

namespace spark::ctl {

// After "plugins", below which some of them are.
void declare_changes(BuiltIns& built_ins);

}  // namespace spark::ctl
