#include "blueprint/previous.h"

#include <boost/json.hpp>

namespace spark::blueprint {

namespace json = boost::json;

std::string to_json(const PreviousDefinitions& previous) {
  json::object out;
  for (const auto& [key, definition] : previous)
    out[key] = {{"now", definition.now},
                {"sha256", definition.sha256},
                {"is_undone", definition.is_undone}};
  return json::serialize(out);
}

PreviousDefinitions previous_from_json(std::string_view text) {
  PreviousDefinitions previous;
  const json::value read = json::parse(json::string_view(text.data(), text.size()));
  for (const auto& member : read.as_object()) {
    const json::object& definition = member.value().as_object();
    const json::value* undone = definition.if_contains("is_undone");
    previous[std::string(member.key())] = {std::string(definition.at("now").as_string()),
                                           std::string(definition.at("sha256").as_string()),
                                           undone != nullptr && undone->as_bool()};
  }
  return previous;
}

}  // namespace spark::blueprint
