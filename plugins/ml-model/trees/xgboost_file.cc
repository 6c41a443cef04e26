#include "xgboost_file.h"

#include <charconv>
#include <cmath>

#include "document.h"
#include "feature_map.h"

namespace ml_model::trees {
namespace {

// Both formats begin with '{'. In JSON a quote or blanks follow, in UBJSON the type of a length.
bool is_json(std::string_view bytes) {
  constexpr std::string_view blanks = " \t\r\n";
  if (bytes.find_first_not_of(blanks) != 0) return true;
  constexpr std::string_view seconds = "\"} \t\r\n";
  return bytes.size() > 1 && bytes[0] == '{' && seconds.find(bytes[1]) != std::string_view::npos;
}

Value read_document(const std::string& file, std::string_view bytes) {
  if (is_json(bytes)) return read_json(file, bytes);
  if (bytes.empty() || bytes[0] != '{') refuse_at(file, "", "neither JSON nor UBJSON");
  return read_ubj(file, bytes);
}

struct Objective {
  std::string_view name;
  bool is_base_probability;  // base_score is a probability, and the sum starts at its logit
  bool is_of_two_classes;
  Link::Kind link;
};
// Other objectives transform the sum in other ways or have several outputs.
constexpr Objective objectives[] = {
    {"binary:logistic", true, true, Link::Kind::logistic_of_floats},
    {"binary:logitraw", false, true, Link::Kind::identity},
    {"reg:logistic", true, false, Link::Kind::logistic_of_floats},
    {"reg:squarederror", false, false, Link::Kind::identity},
};

const Objective& objective_of(const Field& name) {
  std::string known;
  for (const Objective& objective : objectives) {
    if (objective.name == name.text()) return objective;
    known.append(known.empty() ? "" : ", ").append(objective.name);
  }
  name.refuse("expected one of " + known + ", not " + shown(name.text()));
}

// "5E-1", from version 3.1 on "[5E-1]".
float base_score_of(const Field& field) {
  std::string_view text = field.text();
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
    if (text.find(',') != std::string_view::npos) field.refuse("several outputs are not known");
  }
  float out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(out)) {
    field.refuse("expected a number, not " + shown(field.text()));
  }
  return out;
}

// Computed as the tool does, in float32.
float base_margin(const Field& field, const Objective& objective) {
  const float score = base_score_of(field);
  if (!objective.is_base_probability) return score;
  if (!(score > 0 && score < 1)) field.refuse("expected a probability within 0 and 1");
  return -std::log(1.0F / score - 1.0F);
}

void check_version(const Field& field) {
  const auto version = field.numbers();
  if (version.size() < 2) field.refuse("expected [major, minor, patch]");
  const double major = version[0], minor = version[1];
  if (!((major == 1 && minor >= 7) || major == 2 || major == 3)) {
    field.refuse("expected 1.7 to 3.x");
  }
}

// One tree's arrays, all of one length.
class XgboostTree {
 public:
  XgboostTree(const Field& tree, std::span<const uint32_t> features)
      : features_(features),
        left_field_(tree["left_children"]),
        right_field_(tree["right_children"]),
        cuts_field_(tree["split_conditions"]),
        indices_field_(tree["split_indices"]),
        defaults_field_(tree["default_left"]),
        tree_(tree),
        size_(tree["tree_param"]["num_nodes"].count(nodes_max)),
        left_(left_field_.numbers()),
        right_(right_field_.numbers()),
        cuts_(cuts_field_.numbers()),
        indices_(indices_field_.numbers()),
        defaults_(defaults_field_.numbers()) {
    if (size_ == 0) tree["tree_param"]["num_nodes"].refuse("expected at least 1");
    for (const Field* field :
         {&left_field_, &right_field_, &cuts_field_, &indices_field_, &defaults_field_}) {
      if (field->numbers().size() == size_) continue;
      field->refuse(std::to_string(field->numbers().size()) +
                    " elements, tree_param.num_nodes is " + std::to_string(size_));
    }
    if (tree.has("split_type")) check_splits(tree["split_type"]);
    if (tree["tree_param"].has("size_leaf_vector")) {
      (void)tree["tree_param"]["size_leaf_vector"].count(1);  // 0 in 1.x
    }
  }

  [[nodiscard]] size_t size() const { return size_; }

  [[nodiscard]] FileNode read(size_t id) const {
    const double value = cuts_[id];
    if (!std::isfinite(static_cast<float>(value)))
      cuts_field_.refuse(id, "expected a finite number");
    FileNode out{.is_leaf = left_[id] == -1, .node = {}, .children = {}};
    out.node.value = static_cast<double>(static_cast<float>(value));
    if (out.is_leaf) {
      if (right_[id] != -1) right_field_.refuse(id, "expected -1, as the left child is");
      return out;
    }
    out.children[0] = child(left_field_, left_[id], id);
    out.children[1] = child(right_field_, right_[id], id);
    if (!(indices_[id] >= 0 && indices_[id] < static_cast<double>(features_.size()) &&
          indices_[id] == std::trunc(indices_[id]))) {
      indices_field_.refuse(id,
                            "expected a feature's index below " + std::to_string(features_.size()));
    }
    out.node.feature = features_[static_cast<size_t>(indices_[id])];
    if (defaults_[id] != 0 && defaults_[id] != 1) defaults_field_.refuse(id, "expected 0 or 1");
    out.node.is_missing_left = defaults_[id] == 1;
    return out;
  }

  [[noreturn]] void refuse_child(size_t id, bool is_right, const std::string& why) const {
    (is_right ? right_field_ : left_field_).refuse(id, why);
  }
  [[noreturn]] void refuse_tree(const std::string& why) const { tree_.refuse(why); }

 private:
  // The root is nobody's child.
  [[nodiscard]] size_t child(const Field& field, double value, size_t id) const {
    if (!(value >= 1 && value < static_cast<double>(size_) && value == std::trunc(value))) {
      field.refuse(id, "expected a node's index from 1 to below " + std::to_string(size_));
    }
    return static_cast<size_t>(value);
  }

  void check_splits(const Field& types) const {
    const auto kinds = types.numbers();
    for (size_t i = 0; i < kinds.size(); ++i) {
      if (kinds[i] != 0) types.refuse(i, "categorical splits are not known");
    }
  }

  std::span<const uint32_t> features_;
  Field left_field_, right_field_, cuts_field_, indices_field_, defaults_field_, tree_;
  size_t size_;
  std::span<const double> left_, right_, cuts_, indices_, defaults_;
};

std::vector<std::string> names_of(const Field& learner) {
  std::vector<std::string> names;
  if (!learner.has("feature_names")) return names;
  const Field field = learner["feature_names"];
  for (size_t i = 0; i < field.size(); ++i) names.push_back(field.at(i).text());
  return names;
}

std::vector<uint32_t> features_of(const Field& learner, std::span<const std::string> features) {
  const std::vector<std::string> names = names_of(learner);
  if (learner.has("feature_types")) {
    const Field types = learner["feature_types"];
    for (size_t i = 0; i < types.size(); ++i) {
      if (types.at(i).text() == "c") types.at(i).refuse("categorical features are not known");
    }
  }
  const Field count = learner["learner_model_param"]["num_feature"];
  return map_features(names, count.count(1'000'000), features, [&](const std::string& why) {
    (names.empty() ? count : learner["feature_names"]).refuse(why);
  });
}

void check_outputs(const Field& learner) {
  const Field params = learner["learner_model_param"];
  if (params["num_class"].count(1'000'000) > 1) {
    params["num_class"].refuse("several classes are not known");
  }
  if (params.has("num_target") && params["num_target"].count(1'000'000) != 1) {
    params["num_target"].refuse("several outputs are not known");
  }
}

}  // namespace

std::vector<std::string> xgboost_names(const std::string& file, std::string_view bytes) {
  const Value document = read_document(file, bytes);
  return names_of(Field(file, document)["learner"]);
}

Forest read_xgboost(const std::string& file, std::string_view bytes,
                    std::span<const std::string> features) {
  const Value document = read_document(file, bytes);
  const Field root(file, document);
  check_version(root["version"]);
  const Field learner = root["learner"];
  const Field booster = learner["gradient_booster"];
  if (booster["name"].text() != "gbtree") {
    booster["name"].refuse("expected gbtree, not " + shown(booster["name"].text()));
  }
  const Objective& objective = objective_of(learner["objective"]["name"]);
  check_outputs(learner);
  const auto places = features_of(learner, features);

  Forest forest;
  forest.is_single = true;
  forest.missing.assign(features.size(), Missing::nan);
  forest.objective = objective.name;
  forest.is_of_two_classes = objective.is_of_two_classes;
  forest.link.kind = objective.link;
  forest.base =
      static_cast<double>(base_margin(learner["learner_model_param"]["base_score"], objective));
  const Field model = booster["model"];
  const Field trees = model["trees"];
  const size_t count = model["gbtree_model_param"]["num_trees"].count(trees_max);
  if (trees.size() != count) {
    trees.refuse(std::to_string(trees.size()) + " trees, gbtree_model_param.num_trees is " +
                 std::to_string(count));
  }
  size_t nodes = 0;
  for (size_t i = 0; i < count; ++i) {
    const Field tree = trees.at(i);
    const XgboostTree source(tree, places);
    nodes += source.size();
    if (nodes > nodes_max) tree.refuse("more than " + std::to_string(nodes_max) + " nodes in all");
    forest.trees.push_back(grow(source, 0));
  }
  return forest;
}

}  // namespace ml_model::trees
