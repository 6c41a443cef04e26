// The one file inside a zip, as exchanges publish their data.
#pragma once

#include <memory>
#include <string>

#include "spark/market/bytes.h"

namespace spark::market {

// Refuses a file that does not hold exactly one CSV file, is encrypted, or is cut off. The error
// says why, without a place.
tool::Result<std::unique_ptr<Bytes>> open_zip(const std::string& path);

}  // namespace spark::market
