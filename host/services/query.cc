#include "services/query.h"

#include <boost/json.hpp>
#include <boost/url/parse_query.hpp>
#include <utility>

#include "base/json_object.h"
#include "base/utf8.h"

namespace spark::services {
namespace {

bool is_text(std::string_view text) {
  return base::is_utf8(text) && text.find('\0') == std::string_view::npos;
}

}  // namespace

base::Result<std::vector<Parameter>> decode_query(std::string_view query) {
  std::vector<Parameter> parameters;
  if (query.empty()) return parameters;
  const auto parsed = boost::urls::parse_query(query);
  if (!parsed) return base::Error("the query cannot be decoded: write %XX for special characters");
  if (parsed->size() > parameters_max)
    return base::Error("the query has more than " + std::to_string(parameters_max) + " parameters");
  boost::urls::encoding_opts forms;
  forms.space_as_plus = true;
  for (const auto& each : *parsed) {
    Parameter parameter{each.key.decode(forms), each.value.decode(forms)};
    if (!is_text(parameter.name) || !is_text(parameter.value))
      return base::Error("the query holds a parameter that is not UTF-8, or has a NUL");
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

void add_members(std::string_view body, std::vector<Parameter>& parameters) {
  const base::JsonObject read(body);
  if (read.object() == nullptr) return;
  for (const auto& member : *read.object()) {
    const boost::json::value& value = member.value();
    if (parameters.size() >= parameters_max) return;
    if (value.is_object() || value.is_array() || value.is_null()) continue;
    Parameter parameter{member.key(), value.is_string() ? std::string(value.get_string())
                                                        : boost::json::serialize(value)};
    if (is_text(parameter.name) && is_text(parameter.value))
      parameters.push_back(std::move(parameter));
  }
}

}  // namespace spark::services
