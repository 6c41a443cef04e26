// Parameters of requests and tensors: those of the binary tensor data extension are read, some ask
// for what this host does not do, which must not be passed over in silence, the others change
// nothing.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "oip/json.h"

namespace spark::oip {

enum class Owner { request, input, output };

// What was asked for; each means something to one owner only.
struct Parameters {
  std::optional<bool> binary_data_output;  // of a request: all its outputs as bytes
  std::optional<bool> binary_data;         // of an output: this one, whatever the request says
  uint64_t binary_data_size = 0;           // of an input: so many bytes behind the JSON; 0: none
};

// `path` is that of the owner: "" for the request, "inputs[0]", "outputs[0]".
[[nodiscard]] base::Result<Parameters> read_parameters(const Member& parameters,
                                                       std::string_view path, Owner owner);

}  // namespace spark::oip
