// Parameters of requests and tensors. Those of the binary tensor data extension are read. Some ask
// for things that this host does not do: they are refused. The others change nothing.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "oip/json.h"

namespace spark::oip {

enum class Owner { request, input, output };

// The parameters that were read; each belongs to one kind of owner only.
struct Parameters {
  std::optional<bool> binary_data_output;  // of a request: all its outputs as bytes
  std::optional<bool> binary_data;         // of an output: as bytes or not; overrides the request's
  uint64_t binary_data_size = 0;           // of an input: so many bytes behind the JSON; 0: none
};

// `path` is that of the owner: "" for the request, "inputs[0]", "outputs[0]".
[[nodiscard]] base::Result<Parameters> read_parameters(const Member& parameters,
                                                       std::string_view path, Owner owner);

}  // namespace spark::oip
