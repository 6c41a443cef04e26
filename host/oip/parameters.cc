#include "oip/parameters.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/json_document.h"

namespace spark::oip {

namespace dom = simdjson::dom;

namespace {

struct Unsupported {
  std::string_view name;
  std::string_view why;
};

constexpr std::array<Unsupported, 3> unsupported = {{
    {"classification", "the classification extension is not supported; take the score"},
    {"sequence_id", "models keep nothing from one request to the next"},
    {"shared_memory_region", "shared memory is not supported; send and take numbers in the body"},
}};

// Clients that send every parameter they know turn most of them off.
bool is_off(Element value) {
  bool yes = true;
  double number = 1;
  std::string_view text = "on";
  if (value.is_null()) return true;
  if (value.get(yes) == simdjson::SUCCESS) return !yes;
  if (value.get(number) == simdjson::SUCCESS) return number == 0;
  return value.get(text) == simdjson::SUCCESS && text.empty();
}

base::Result<void> check_off(std::string_view key, Element value, std::string_view place) {
  const auto* const at = std::find_if(unsupported.begin(), unsupported.end(),
                                      [key](const auto& each) { return each.name == key; });
  if (at == unsupported.end() || is_off(value)) return {};
  return base::Error(joined(place, key) + ": " + std::string(at->why));
}

base::Result<void> read_bool(Element value, const std::string& path, std::optional<bool>& out) {
  if (out) return base::Error(path + ": given twice");
  const auto given = as_bool(value, path);
  if (!given) return given.error();
  out = *given;
  return {};
}

base::Result<void> read_size(Element value, const std::string& path, uint64_t& out) {
  if (out != 0) return base::Error(path + ": given twice");
  if (value.get(out) == simdjson::SUCCESS) return {};
  return base::Error(path + ": expected a number of bytes, got " + shown(value));
}

}  // namespace

base::Result<Parameters> read_parameters(const Member& parameters, std::string_view path,
                                         Owner owner) {
  Parameters asked;
  if (!parameters) return asked;
  const std::string place = joined(path, "parameters");
  auto object = as_object(*parameters, place);
  if (!object) return object.error();
  for (const auto& [key, value] : *object) {
    base::Result<void> read;
    if (owner == Owner::request && key == "binary_data_output") {
      read = read_bool(value, joined(place, key), asked.binary_data_output);
    } else if (owner == Owner::output && key == "binary_data") {
      read = read_bool(value, joined(place, key), asked.binary_data);
    } else if (owner == Owner::input && key == "binary_data_size") {
      read = read_size(value, joined(place, key), asked.binary_data_size);
    } else {
      read = check_off(key, value, place);
    }
    if (!read) return read.error();
  }
  return asked;
}

}  // namespace spark::oip
