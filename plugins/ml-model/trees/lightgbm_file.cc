#include "lightgbm_file.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "document.h"
#include "feature_map.h"
#include "text_block.h"

namespace ml_model::trees {
namespace {

constexpr size_t file_features_max = 1'000'000;
constexpr int categorical_bit = 1;
constexpr int default_left_bit = 2;

struct FileObjective {
  std::string_view name;
  Link::Kind link;  // logistic: of two classes
};
constexpr FileObjective file_objectives[] = {
    {"binary", Link::Kind::logistic},     {"cross_entropy", Link::Kind::logistic},
    {"fair", Link::Kind::identity},       {"huber", Link::Kind::identity},
    {"mape", Link::Kind::identity},       {"quantile", Link::Kind::identity},
    {"regression", Link::Kind::identity}, {"regression_l1", Link::Kind::identity},
};

// "binary sigmoid:1"
Link link_of(const TextBlock& header) {
  const auto words = header.words("objective", 16);
  const std::string_view name = words.empty() ? std::string_view() : words[0];
  std::optional<Link> link;
  std::string known;
  for (const FileObjective& objective : file_objectives) {
    if (objective.name == name) link = Link{objective.link};
    known.append(known.empty() ? "" : ", ").append(objective.name);
  }
  if (!link) header.refuse("objective", "expected one of " + known + ", not " + shown(name));
  for (size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "sqrt") header.refuse("objective", "sqrt is not known");
    constexpr std::string_view sigmoid = "sigmoid:";
    if (name != "binary" || !words[i].starts_with(sigmoid)) continue;
    const std::string_view digits = words[i].substr(sigmoid.size());
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, link->factor);
    if (error != std::errc() || end != last || !(link->factor > 0) ||
        !std::isfinite(link->factor)) {
      header.refuse("objective", "expected a positive sigmoid, not " + shown(digits));
    }
  }
  return *link;
}

// The tool numbers splits from 0 and leaves from 0; a child below 0 is the leaf ~child. Here splits
// come first, then leaves.
class LightgbmTree {
 public:
  LightgbmTree(const TextBlock& block, std::span<const uint32_t> features,
               std::vector<std::optional<Missing>>& missing)
      : block_(block), features_(features), missing_(missing), leaves_(count_of_leaves(block)) {
    if (block.has("num_cat") && block.count("num_cat", nodes_max) != 0) {
      block.refuse("num_cat", "categorical splits are not known");
    }
    if (block.has("is_linear") && block.count("is_linear", 1) != 0) {
      block.refuse("is_linear", "linear models in leaves are not known");
    }
    values_ = block.numbers("leaf_value", leaves_);
    const size_t splits = leaves_ - 1;
    if (splits == 0) return;
    left_ = block.integers("left_child", splits);
    right_ = block.integers("right_child", splits);
    cuts_ = block.numbers("threshold", splits);
    indices_ = block.integers("split_feature", splits);
    decisions_.assign(splits, 0);
    if (block.has("decision_type")) decisions_ = block.integers("decision_type", splits);
  }

  [[nodiscard]] size_t size() const { return 2 * leaves_ - 1; }

  [[nodiscard]] FileNode read(size_t id) const {
    const size_t splits = leaves_ - 1;
    FileNode out{.is_leaf = id >= splits, .node = {}, .children = {}};
    if (out.is_leaf) {
      out.node.value = values_[id - splits];
      if (!std::isfinite(out.node.value)) {
        block_.refuse("leaf_value", id - splits, "expected a finite number");
      }
      return out;
    }
    if (!std::isfinite(cuts_[id])) block_.refuse("threshold", id, "expected a finite number");
    out.node.value = std::nextafter(cuts_[id], std::numeric_limits<double>::infinity());
    if (indices_[id] < 0 || static_cast<size_t>(indices_[id]) >= features_.size()) {
      block_.refuse("split_feature", id,
                    "expected a feature's index below " + std::to_string(features_.size()));
    }
    out.node.feature = features_[static_cast<size_t>(indices_[id])];
    out.node.is_missing_left = (decisions_[id] & default_left_bit) != 0;
    learn_missing(id, out.node.feature);
    out.children[0] = child("left_child", left_[id], id);
    out.children[1] = child("right_child", right_[id], id);
    return out;
  }

  [[noreturn]] void refuse_child(size_t id, bool is_right, const std::string& why) const {
    block_.refuse(is_right ? "right_child" : "left_child", id, why);
  }
  [[noreturn]] void refuse_tree(const std::string& why) const { block_.refuse("left_child", why); }

 private:
  static size_t count_of_leaves(const TextBlock& block) {
    const size_t leaves = block.count("num_leaves", nodes_max / 2);
    if (leaves == 0) block.refuse("num_leaves", "expected at least 1");
    return leaves;
  }

  [[nodiscard]] size_t child(const char* key, int32_t value, size_t id) const {
    const size_t splits = leaves_ - 1;
    const int64_t place = value < 0 ? static_cast<int64_t>(splits) - 1 - value : value;
    const bool is_inside = value < 0 ? place < static_cast<int64_t>(size())
                                     : value > 0 && place < static_cast<int64_t>(splits);
    if (!is_inside) block_.refuse(key, id, "expected a split's index or that of a leaf");
    return static_cast<size_t>(place);
  }

  // The tool decides by feature; a file that decides otherwise is not its own.
  void learn_missing(size_t id, uint32_t feature) const {
    const int decision = decisions_[id];
    if ((decision & categorical_bit) != 0) {
      block_.refuse("decision_type", id, "categorical splits are not known");
    }
    constexpr Missing kinds[] = {Missing::none, Missing::nan_or_zero, Missing::nan};
    const int kind = decision >> 2;
    if (kind < 0 || kind > 2) block_.refuse("decision_type", id, "is not known");
    if (missing_[feature].value_or(kinds[kind]) != kinds[kind]) {
      block_.refuse("decision_type", id, "another kind of missing value than elsewhere");
    }
    missing_[feature] = kinds[kind];
  }

  const TextBlock& block_;
  std::span<const uint32_t> features_;
  std::vector<std::optional<Missing>>& missing_;
  size_t leaves_;
  std::vector<double> values_, cuts_;
  std::vector<int32_t> left_, right_, indices_, decisions_;
};

void check_header(const TextBlock& header) {
  const std::string_view version = header.text("version");
  if (version != "v3" && version != "v4") {
    header.refuse("version", "expected v3 or v4, not " + shown(version));
  }
  if (header.count("num_class", nodes_max) != 1 ||
      header.count("num_tree_per_iteration", nodes_max) != 1) {
    header.refuse("num_class", "several outputs are not known");
  }
  if (header.has("average_output")) {
    header.refuse("average_output", "random forests are not known");
  }
}

// None if they are the tool's own.
std::vector<std::string> names_of_header(const TextBlock& header) {
  std::vector<std::string> names;
  bool has_names = false;
  for (const std::string_view word : header.words("feature_names", file_features_max + 1)) {
    has_names = has_names || word != "Column_" + std::to_string(names.size());
    names.emplace_back(word);
  }
  if (!has_names) names.clear();
  return names;
}

std::vector<uint32_t> places_of(const TextBlock& header, std::span<const std::string> features) {
  const size_t count = header.count("max_feature_idx", file_features_max) + 1;
  const std::vector<std::string> names = names_of_header(header);
  return map_features(names, count, features, [&](const std::string& why) {
    header.refuse(names.empty() ? "max_feature_idx" : "feature_names", why);
  });
}

// Reads the header and returns the line after it.
std::string_view read_header(const std::string& file, Lines& lines, TextBlock& header) {
  if (lines.next() != "tree") refuse_at(file, "", "expected the line 'tree' first");
  for (;;) {
    if (lines.done()) refuse_at(file, "", "ends before 'end of trees'");
    const std::string_view line = lines.next();
    if (line.starts_with("Tree=") || line == "end of trees") return line;
    if (!line.empty()) header.add(line);
  }
}

}  // namespace

std::vector<std::string> lightgbm_names(const std::string& file, std::string_view text) {
  Lines lines(text);
  TextBlock header(file, "");
  (void)read_header(file, lines, header);
  return names_of_header(header);
}

Forest read_lightgbm(const std::string& file, std::string_view text,
                     std::span<const std::string> features) {
  Lines lines(text);
  TextBlock header(file, "");
  std::string_view line = read_header(file, lines, header);
  const auto is_tree = [&] { return line.starts_with("Tree="); };
  const auto is_end = [&] { return line == "end of trees"; };
  const auto read_line = [&] {
    if (lines.done()) refuse_at(file, "", "ends before 'end of trees'");
    line = lines.next();
  };
  check_header(header);
  const auto places = places_of(header, features);

  Forest forest;
  forest.link = link_of(header);
  forest.objective = header.words("objective", 16)[0];
  forest.is_of_two_classes = forest.link.kind == Link::Kind::logistic;
  std::vector<std::optional<Missing>> missing(features.size());
  size_t nodes = 0;
  while (is_tree()) {
    TextBlock block(file, "trees[" + std::to_string(forest.trees.size()) + "].");
    for (read_line(); !is_tree() && !is_end(); read_line()) {
      if (!line.empty()) block.add(line);
    }
    const LightgbmTree source(block, places, missing);
    nodes += source.size();
    if (nodes > nodes_max || forest.trees.size() == trees_max) {
      block.refuse("num_leaves", "more than " + std::to_string(nodes_max) + " nodes or " +
                                     std::to_string(trees_max) + " trees in all");
    }
    forest.trees.push_back(grow(source, 0));
  }
  if (header.has("tree_sizes") &&
      header.words("tree_sizes", trees_max).size() != forest.trees.size()) {
    header.refuse("tree_sizes", "the file has " + std::to_string(forest.trees.size()) + " trees");
  }
  for (const auto& kind : missing) forest.missing.push_back(kind.value_or(Missing::none));
  return forest;
}

}  // namespace ml_model::trees
