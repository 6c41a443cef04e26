#include "config/overrides.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "config/reader.h"

namespace spark::config {
namespace {

constexpr const char* set_file = "--set";
const std::string environment_file = "environment variable ";
constexpr const char* overridden_listener = "ml-engine";

uint32_t depth_of(const Node& node) {
  uint32_t below = 0;
  for (const Node& item : node.items) below = std::max(below, depth_of(item));
  for (const auto& [key, value] : node.entries) below = std::max(below, depth_of(value));
  const bool nests = node.kind == Kind::list || node.kind == Kind::map;
  return below + (nests ? 1 : 0);
}

// Users would take lines and columns inside an argument for those of the file.
void place_at(Node& node, const Place& place) {
  node.place = place;
  for (Node& item : node.items) place_at(item, place);
  for (auto& [key, value] : node.entries) {
    key.place = place;
    place_at(value, place);
  }
}

Node scalar(std::string text, const Place& place) {
  Node node;
  node.kind = Kind::scalar;
  node.text = std::move(text);
  node.place = place;
  return node;
}

Node* find_mutable(Node& map, std::string_view key) {
  return const_cast<Node*>(map.find(key));
}

Node& find_or_add(Node& map, const std::string& key, const Place& place) {
  if (Node* found = find_mutable(map, key)) return *found;
  Node value;
  value.place = place;
  return map.entries.emplace_back(KeyValue{scalar(key, place), std::move(value)}).second;
}

std::optional<std::vector<std::string>> keys_of(std::string_view dotted) {
  std::vector<std::string> keys;
  for (;;) {
    const size_t dot = dotted.find('.');
    keys.emplace_back(dotted.substr(0, dot));
    if (keys.back().empty() || keys.size() > depth_max) return std::nullopt;
    if (dot == std::string_view::npos) return keys;
    dotted.remove_prefix(dot + 1);
  }
}

std::optional<Node> value_of(std::string_view text, const std::string& path, Errors& errors) {
  Errors inner;
  Node value = parse_yaml(text, set_file, inner);
  for (const Mistake& mistake : inner.all()) {
    errors.add({set_file, 0, 0}, path, mistake.text);
  }
  if (!inner.empty()) return std::nullopt;
  place_at(value, {set_file, 0, 0});
  return value;
}

void apply_override(Node& root, std::string_view text, Errors& errors) {
  const Place place{set_file, 0, 0};
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || text.size() > override_bytes_max) {
    errors.add(place, "",
               "expected dotted.key=value of at most " + std::to_string(override_bytes_max) +
                   " bytes, found " + in_quotes(text));
    return;
  }
  const std::string path = shortened(text.substr(0, equals));
  const auto keys = keys_of(text.substr(0, equals));
  if (!keys) {
    errors.add(place, "",
               "expected names joined by dots before the =, at most " + std::to_string(depth_max) +
                   " of them, found " + in_quotes(path));
    return;
  }
  auto value = value_of(text.substr(equals + 1), path, errors);
  if (!value) return;
  if (keys->size() + depth_of(*value) > depth_max) {
    errors.add(place, path,
               "expected at most " + std::to_string(depth_max) + " levels of maps and lists");
    return;
  }
  Node* node = &root;
  std::string so_far;
  for (const std::string& key : *keys) {
    if (node->kind == Kind::null) node->kind = Kind::map;
    if (node->kind != Kind::map) {
      errors.add(place, path,
                 "cannot set a key of " + in_quotes(so_far) + ", which is " + described(*node));
      return;
    }
    so_far += (so_far.empty() ? "" : ".") + key;
    node = &find_or_add(*node, key, place);
  }
  *node = std::move(*value);
}

}  // namespace

void apply_overrides(Node& root, const std::vector<std::string>& overrides, Errors& errors) {
  if (overrides.size() > overrides_max) {
    errors.add({set_file, 0, 0}, "",
               "expected at most " + std::to_string(overrides_max) + " overrides, found " +
                   std::to_string(overrides.size()));
    return;
  }
  for (const std::string& text : overrides) apply_override(root, text, errors);
}

bool is_service_link(std::string_view name, std::string_view value) {
  return name == "ML_PORT" && value.starts_with("tcp://");
}

Environment environment(std::vector<std::string>& passed_over) {
  Environment found;
  for (const char* name : {"ML_PORT", "ML_HOST"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr) continue;
    if (is_service_link(name, value)) {
      passed_over.emplace_back(name).append("=").append(value).append(
          " is passed over: it looks like what Kubernetes sets for a Service called ml");
    } else {
      found.emplace_back(name, value);
    }
  }
  return found;
}

void apply_environment(Node& root, const Environment& environment) {
  Node* listeners = find_mutable(root, "listeners");
  Node* listener = listeners == nullptr ? nullptr : find_mutable(*listeners, overridden_listener);
  if (listener == nullptr || listener->kind != Kind::map) return;
  for (const auto& [name, value] : environment) {
    if (value.empty() || is_service_link(name, value)) continue;
    const Place place{environment_file + name, 0, 0};
    if (name == "ML_PORT") find_or_add(*listener, "port", place) = scalar(value, place);
    if (name == "ML_HOST") find_or_add(*listener, "address", place) = scalar(value, place);
  }
}

}  // namespace spark::config
