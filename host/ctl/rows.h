// `sparkctl rows`: lists and exports the record logs of plugins, from their files.
//
// No host is asked, and none is disturbed: it may be stopped, or write on meanwhile.
#pragma once

#include "ctl/evidence.h"

namespace spark::ctl {

void declare_rows(const AddCommand& add);

}  // namespace spark::ctl
