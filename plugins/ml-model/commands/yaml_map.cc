#include "yaml_map.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "spark/tool/format.h"

namespace train {
namespace {

namespace tool = spark::tool;

std::string found_text(const YAML::Node& node) {
  if (node.IsScalar()) return "'" + tool::shortened(node.Scalar(), 60) + "'";
  if (node.IsSequence()) return "a list";
  return node.IsMap() ? "a map" : "nothing";
}

std::string range_text(const NumberRange& range) {
  return std::string(range.whole ? "a whole number" : "a number") + " from " +
         tool::shortest(range.min) + " to " + tool::shortest(range.max);
}

// Levenshtein's distance.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

void YamlErrors::add(const YAML::Mark& mark, const std::string& text) {
  std::string line = file_;
  if (!mark.is_null()) line += ":" + std::to_string(mark.line + 1);
  lines_.push_back(line + ": " + text);
}

std::string YamlErrors::text() const {
  std::string all;
  for (const std::string& line : lines_) all += (all.empty() ? "" : "\n") + line;
  return all;
}

std::string nearest(std::string_view mistyped, const std::vector<std::string>& known) {
  std::string best;
  size_t best_distance = mistyped.size() / 3 + 2;
  for (const std::string& name : known) {
    const size_t now = distance(mistyped, name);
    if (now >= best_distance || now >= name.size()) continue;
    best = name;
    best_distance = now;
  }
  return best;
}

YamlMap::YamlMap(const YAML::Node& node, std::string name, YamlErrors& errors)
    : node_(node), name_(std::move(name)), errors_(errors) {
  if (node.IsDefined() && !node.IsMap()) {
    errors.add(node.Mark(), (name_.empty() ? std::string("the file") : name_) +
                                ": expected a map, found " + found_text(node));
    node_.reset(YAML::Node(YAML::NodeType::Map));
  }
}

std::string YamlMap::path(std::string_view key) const {
  return (name_.empty() ? std::string() : name_ + ".").append(key);
}

bool YamlMap::has(const char* key) const {
  return node_.IsDefined() && std::as_const(node_)[key].IsDefined();
}

std::optional<YAML::Node> YamlMap::take(const char* key) {
  asked_.emplace_back(key);
  if (!has(key)) return {};
  return std::as_const(node_)[key];
}

void YamlMap::wrong(const char* key, const std::string& expected) {
  const bool is_there = has(key);
  const YAML::Node at = is_there ? std::as_const(node_)[key] : node_;
  errors_.add(
      at.IsDefined() ? at.Mark() : YAML::Mark::null_mark(),
      path(key) + ": expected " + expected + ", found " + (is_there ? found_text(at) : "nothing"));
}

bool YamlMap::text(const char* key, std::string& out) {
  const std::optional<YAML::Node> value = take(key);
  if (!value) return false;
  if (!value->IsScalar() || value->Scalar().empty()) {
    wrong(key, "a text");
    return false;
  }
  out = value->Scalar();
  return true;
}

bool YamlMap::one_of(const char* key, const std::vector<std::string>& choices, std::string& out) {
  std::string value;
  if (!text(key, value)) return false;
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
    std::string all;
    for (const std::string& choice : choices) all += (all.empty() ? "" : " or ") + choice;
    wrong(key, all);
    return false;
  }
  out = value;
  return true;
}

bool YamlMap::number_of(const YAML::Node& node, const char* key, const NumberRange& range,
                        double& out) {
  double value = 0;
  const std::string text = node.IsScalar() ? node.Scalar() : std::string();
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = code == std::errc() && end == text.data() + text.size();
  if (!is_number || !(value >= range.min && value <= range.max) ||
      (range.whole && value != std::floor(value))) {
    errors_.add(node.Mark(),
                path(key) + ": expected " + range_text(range) + ", found " + found_text(node));
    return false;
  }
  out = value;
  return true;
}

bool YamlMap::number(const char* key, const NumberRange& range, double& out) {
  const std::optional<YAML::Node> value = take(key);
  return value && number_of(*value, key, range, out);
}

bool YamlMap::numbers(const char* key, const NumberRange& range, std::vector<double>& out) {
  const std::optional<YAML::Node> value = take(key);
  if (!value) return false;
  if (!value->IsSequence() || value->size() == 0) {
    wrong(key, "a list of numbers");
    return false;
  }
  std::vector<double> all;
  for (const YAML::Node& item : *value)
    if (double one = 0; number_of(item, key, range, one)) all.push_back(one);
  if (all.size() != value->size()) return false;
  out = std::move(all);
  return true;
}

bool YamlMap::texts(const char* key, std::vector<std::string>& out) {
  const std::optional<YAML::Node> value = take(key);
  if (!value) return false;
  std::vector<std::string> all;
  if (value->IsSequence())
    for (const YAML::Node& item : *value)
      if (item.IsScalar() && !item.Scalar().empty()) all.push_back(item.Scalar());
  if (value->IsScalar() && !value->Scalar().empty()) all.push_back(value->Scalar());
  if (all.empty() || (value->IsSequence() && all.size() != value->size())) {
    wrong(key, "a name, or a list of names");
    return false;
  }
  out = std::move(all);
  return true;
}

YamlMap YamlMap::map(const char* key) {
  const std::optional<YAML::Node> value = take(key);
  if (!value) return {YAML::Node(YAML::NodeType::Map), path(key), errors_};
  return {*value, path(key), errors_};
}

void YamlMap::finish() {
  if (!node_.IsDefined()) return;
  std::vector<std::string> seen;
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string("?");
    if (std::find(seen.begin(), seen.end(), key) != seen.end())
      errors_.add(entry.first.Mark(), path(key) + ": the key stands there twice");
    seen.push_back(key);
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    std::string text = path(tool::shortened(key, 60)) + ": unknown key";
    if (const std::string near = nearest(key, asked_); !near.empty())
      text += "; did you mean '" + near + "'?";
    errors_.add(entry.first.Mark(), text);
  }
}

}  // namespace train
