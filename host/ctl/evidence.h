// `sparkctl evidence`: verifies, shows and exports the chain's records, from its files.
//
// No host is asked, since the host may be stopped or may itself be in doubt. Nothing below the
// state folder is written, and no lock is taken. `append` and `archive-chain` alone ask the host
// (append_evidence.h, archive_chain.h).
#pragma once

#include "ctl/add_command.h"

namespace spark::ctl {

void declare_evidence(const AddCommand& add);

}  // namespace spark::ctl
