#include "oip/parameters.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/json_document.h"

namespace spark::oip {

namespace dom = simdjson::dom;

namespace {

constexpr std::string_view no_binary =
    "the binary tensor data extension is not supported; send and take numbers as JSON";

struct Unsupported {
  std::string_view name;
  std::string_view why;
};

constexpr std::array<Unsupported, 6> unsupported = {{
    {"binary_data", no_binary},
    {"binary_data_output", no_binary},
    {"binary_data_size", no_binary},
    {"classification", "the classification extension is not supported; take the score"},
    {"sequence_id", "models keep nothing from one request to the next"},
    {"shared_memory_region", "shared memory is not supported; send and take numbers as JSON"},
}};

// Clients that send every parameter they know turn most of them off.
bool is_off(Element value) {
  bool yes = true;
  double number = 1;
  std::string_view text = "on";
  if (value.get(yes) == simdjson::SUCCESS) return !yes;
  if (value.get(number) == simdjson::SUCCESS) return number == 0;
  return value.get(text) == simdjson::SUCCESS && text.empty();
}

}  // namespace

base::Result<void> check_parameters(const Member& parameters, std::string_view path) {
  if (!parameters) return {};
  const std::string place = joined(path, "parameters");
  auto object = as_object(*parameters, place);
  if (!object) return object.error();
  for (const auto& [key, value] : *object) {
    if (value.is_object() || value.is_array() || value.is_null())
      return base::Error(joined(place, in_quotes(key)) +
                         ": expected a string, number or boolean, got " +
                         std::string(base::json_kind(value)));
    const auto* const at = std::find_if(unsupported.begin(), unsupported.end(),
                                        [key = key](const auto& each) { return each.name == key; });
    if (at != unsupported.end() && !is_off(value))
      return base::Error(joined(place, key) + ": " + std::string(at->why));
  }
  return {};
}

}  // namespace spark::oip
