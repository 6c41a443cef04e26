#include "oip/repository.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "base/json_text.h"
#include "oip/json.h"

namespace spark::oip {
namespace {

struct Parameter {
  std::string_view name;
  std::variant<bool*, std::optional<bool>*, std::optional<std::string>*> out;
};

base::Error unknown_parameter(std::string_view key, std::span<const Parameter> known) {
  std::string text = "parameters: unknown parameter " + in_quotes(key) + "; expected ";
  for (size_t i = 0; i < known.size(); ++i) {
    if (i > 0) text += i + 1 == known.size() ? " or " : ", ";
    text += known[i].name;
  }
  return base::Error(text);
}

base::Result<void> read_parameter(const Parameter& parameter, Element value,
                                  const std::string& path) {
  if (auto* const* text = std::get_if<std::optional<std::string>*>(&parameter.out)) {
    const auto given = as_text(value, path);
    if (!given) return given.error();
    if (given->empty()) return base::Error(path + ": expected some text, got ''");
    **text = std::string(*given);
    return {};
  }
  const auto given = as_bool(value, path);
  if (!given) return given.error();
  if (auto* const* yes = std::get_if<bool*>(&parameter.out)) {
    **yes = *given;
  } else {
    *std::get<std::optional<bool>*>(parameter.out) = *given;
  }
  return {};
}

// Reads a word that is "true", "false" or ""; `place` names it.
base::Result<void> read_word(std::string_view word, std::string_view place,
                             std::optional<bool>& out) {
  if (word.empty()) return {};
  if (word != "true" && word != "false")
    return base::Error(std::string(place) + ": expected true or false, got " + as_sent(word));
  const bool yes = word == "true";
  if (out && *out != yes)
    return base::Error(std::string(place) + ": " + as_sent(word) +
                       " contradicts what else is said");
  out = yes;
  return {};
}

base::Result<void> read_query(std::string_view query, std::optional<bool>& out) {
  constexpr std::string_view name = "confirm=";
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (!pair.starts_with(name)) continue;
    if (auto read = read_word(pair.substr(name.size()), "confirm in the query", out); !read)
      return read;
  }
  return {};
}

base::Result<void> read_parameters(std::string_view body, std::span<const Parameter> known) {
  base::JsonDocument document;
  auto root = document.read(body);
  if (!root) return root.error();
  Member parameters;
  if (auto read = read_members(*root, "", {{"parameters", &parameters}}); !read) return read;
  if (!parameters) return {};
  auto object = as_object(*parameters, "parameters");
  if (!object) return object.error();
  std::vector<bool> seen(known.size());
  for (const auto& [key, value] : *object) {
    const auto at = std::find_if(known.begin(), known.end(),
                                 [key = key](const auto& each) { return each.name == key; });
    if (at == known.end()) return unknown_parameter(key, known);
    const std::string path = joined("parameters", key);
    const auto index = static_cast<size_t>(at - known.begin());
    if (seen[index]) return base::Error(path + ": given twice");
    seen[index] = true;
    if (auto read = read_parameter(*at, value, path); !read) return read;
  }
  return {};
}

}  // namespace

base::Result<IndexRequest> parse_index(std::string_view body) {
  base::JsonDocument document;
  auto root = document.read(body);
  if (!root) return root.error();
  Member ready;
  if (auto read = read_members(*root, "", {{"ready", &ready}}); !read) return read.error();
  IndexRequest request;
  if (!ready) return request;
  const auto given = as_bool(*ready, "ready");
  if (!given) return given.error();
  request.ready = *given;
  return request;
}

base::Result<bool> is_confirmed(std::optional<bool> parameter, std::string_view header,
                                std::string_view query) {
  if (auto read = read_word(header, confirm_header, parameter); !read) return read.error();
  if (auto read = read_query(query, parameter); !read) return read.error();
  return parameter.value_or(false);
}

base::Result<LoadRequest> parse_load(std::string_view body) {
  LoadRequest request;
  const Parameter known[] = {{"artefact", &request.artefact}, {"plugin", &request.plugin},
                             {"like", &request.like},         {"confirm", &request.confirm},
                             {"force", &request.force},       {"dry_run", &request.dry_run}};
  if (auto read = read_parameters(body, known); !read) return read.error();
  return request;
}

base::Result<UnloadRequest> parse_unload(std::string_view body) {
  UnloadRequest request;
  bool ignored = false;  // no model has others that are unloaded with it
  const Parameter known[] = {{"confirm", &request.confirm},
                             {"force", &request.force},
                             {"dry_run", &request.dry_run},
                             {"unload_dependents", &ignored}};
  if (auto read = read_parameters(body, known); !read) return read.error();
  return request;
}

void render_index(std::string& out, std::span<const IndexEntry> entries,
                  const IndexRequest& asked) {
  out += '[';
  for (const IndexEntry& entry : entries) {
    const bool ready = entry.unavailable.empty();
    if (asked.ready && !ready) continue;
    if (out.back() != '[') out += ',';
    out += R"({"name":)";
    base::append_json_string(out, entry.name);
    out += R"(,"version":)";
    base::append_json_string(out, entry.version);
    out += ready ? R"(,"state":"READY","reason":)" : R"(,"state":"UNAVAILABLE","reason":)";
    base::append_json_string(out, entry.unavailable);
    out += '}';
  }
  out += ']';
}

}  // namespace spark::oip
