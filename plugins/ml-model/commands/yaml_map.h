// A map of a small YAML file, read key by key: each value is asked for once, and what nobody asked
// for is an error with the nearest known key. All errors are collected, each as
// "file:line: key: expected …, found …".
#pragma once

#include <yaml-cpp/node/node.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace train {

class YamlErrors {
 public:
  explicit YamlErrors(std::string file) : file_(std::move(file)) {}

  void add(const YAML::Mark& mark, const std::string& text);
  [[nodiscard]] bool empty() const { return lines_.empty(); }
  [[nodiscard]] std::string text() const;  // one a line, without the last line feed

 private:
  std::string file_;
  std::vector<std::string> lines_;
};

struct NumberRange {
  double min = 0;
  double max = 0;
  bool whole = false;
};

class YamlMap {
 public:
  // `name` is how errors call it, such as "cv"; "" for the file's own map. A node that is not
  // defined is an empty map.
  YamlMap(const YAML::Node& node, std::string name, YamlErrors& errors);

  // Each leaves `out` as it is where the key is absent. True if the key is there and right.
  bool text(const char* key, std::string& out);
  bool one_of(const char* key, const std::vector<std::string>& choices, std::string& out);
  bool number(const char* key, const NumberRange& range, double& out);
  bool numbers(const char* key, const NumberRange& range, std::vector<double>& out);
  bool texts(const char* key, std::vector<std::string>& out);  // a list, or one text

  // The map under the key; empty where it is absent.
  YamlMap map(const char* key);

  [[nodiscard]] bool has(const char* key) const;
  // An error at the key, or at the map where the key is absent.
  void wrong(const char* key, const std::string& expected);
  // Call it last: an error for each key that was not asked for.
  void finish();

 private:
  std::optional<YAML::Node> take(const char* key);
  bool number_of(const YAML::Node& node, const char* key, const NumberRange& range, double& out);
  [[nodiscard]] std::string path(std::string_view key) const;

  YAML::Node node_;
  std::string name_;
  YamlErrors& errors_;
  std::vector<std::string> asked_;
};

// The known name that is nearest to a mistyped one; "" where none is near.
[[nodiscard]] std::string nearest(std::string_view mistyped, const std::vector<std::string>& known);

}  // namespace train
