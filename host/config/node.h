// YAML text as a tree of our own, with the place of every node. The only type of this layer that
// knows there was YAML; nothing outside config/ includes yaml-cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/errors.h"

namespace spark::config {

// Twenty times a large configuration. The slowest text of this size that we know takes 50 ms to
// refuse; yaml-cpp's time grows with the size.
inline constexpr size_t file_bytes_max = size_t{128} * 1024;
inline constexpr uint32_t depth_max =
    32;  // maps and lists inside each other, the outermost included
inline constexpr uint32_t nodes_max = 50'000;

enum class Kind { null, scalar, list, map };

struct KeyValue;

struct Node {
  Kind kind = Kind::null;
  std::string text;     // scalars; no control characters other than tab and line ends
  bool quoted = false;  // scalars: "1" and '1' are text, 1 is a number
  Place place;
  std::vector<Node> items;        // lists
  std::vector<KeyValue> entries;  // maps, in the file's order; keys are unique scalars

  [[nodiscard]] const Node* find(std::string_view key) const;
};

struct KeyValue {
  Node first;   // the key
  Node second;  // the value
};

// Parses one YAML document. Refuses what makes YAML ambiguous or unbounded: anchors, aliases, tags,
// duplicate keys, merge keys, several documents, NUL, invalid UTF-8, and sizes or depths beyond the
// limits. Adds every refusal to `errors`. After an anchor, tag, duplicate or merge key it reads on
// and leaves that part out of the tree, so that one run reports more. In all other cases, and for
// text that is not YAML, it returns a null node. `file` is used in places only.
[[nodiscard]] Node parse_yaml(std::string_view text, const std::string& file, Errors& errors);

}  // namespace spark::config
