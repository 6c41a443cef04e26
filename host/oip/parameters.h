// Parameters of requests and tensors: most change nothing and are passed over, some ask for what
// this host does not do, which must not be passed over in silence.
#pragma once

#include <string_view>

#include "base/error.h"
#include "oip/json.h"

namespace spark::oip {

// `path` is that of what they belong to: "" for the request, "inputs[0]", "outputs[0]".
[[nodiscard]] base::Result<void> check_parameters(const Member& parameters, std::string_view path);

}  // namespace spark::oip
