// `sparkctl evidence archive-chain`: moves the beginning of a host's chain into an archive, with a
// record of the host before anything is removed (store/archive_chain.h).
#pragma once

#include "ctl/add_command.h"

namespace spark::ctl {

void declare_archive_chain(const AddCommand& add);

}  // namespace spark::ctl
