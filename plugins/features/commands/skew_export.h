// Rows from a host's state folder, by way of sparkctl, which reads them whether the host runs or
// not.
#pragma once

#include <string>
#include <vector>

#include "skew.h"
#include "spark/tool/result.h"

namespace spark::skew {

// Of the last 10,000 records of the chain, oldest first; none where there is no chain.
tool::Result<std::vector<Loss>> recorded_losses(const std::string& state_dir);

// SHA-256 of a file, as 64 hex digits.
tool::Result<std::string> digest_of(const std::string& file);

}  // namespace spark::skew
