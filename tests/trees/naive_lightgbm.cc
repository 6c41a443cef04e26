#include "naive_lightgbm.h"

#include <cmath>
#include <cstdio>
#include <random>
#include <sstream>

namespace spark::test {
namespace {

std::vector<double> numbers(const std::string& text) {
  std::istringstream in(text);
  std::vector<double> out;
  std::string word;
  while (in >> word) out.push_back(std::strtod(word.c_str(), nullptr));
  return out;
}

std::string joined(const std::vector<double>& values) {
  std::string out;
  for (const double value : values) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.17g", value);
    out += (out.empty() ? "" : " ") + std::string(digits);
  }
  return out;
}

}  // namespace

NaiveLightgbm::NaiveLightgbm(const std::string& text) {
  std::istringstream in(text);
  std::string line;
  while (std::getline(in, line) && line != "end of trees") {
    const size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string key = line.substr(0, equals);
    if (key == "Tree") trees_.emplace_back();
    (trees_.empty() ? header_ : trees_.back())[key] = line.substr(equals + 1);
  }
}

double NaiveLightgbm::tree_value(const Keys& tree, const double* row) const {
  const auto leaves = numbers(tree.at("leaf_value"));
  if (leaves.size() == 1) return leaves[0];
  const auto features = numbers(tree.at("split_feature"));
  const auto thresholds = numbers(tree.at("threshold"));
  const auto decisions = numbers(tree.at("decision_type"));
  const auto left = numbers(tree.at("left_child"));
  const auto right = numbers(tree.at("right_child"));
  int node = 0;
  while (node >= 0) {
    const auto at = static_cast<size_t>(node);
    const int decision = static_cast<int>(decisions[at]);
    const int missing_type = (decision >> 2) & 3;  // 0 none, 1 zero, 2 NaN
    double value = row[static_cast<size_t>(features[at])];
    if (std::isnan(value) && missing_type != 2) value = 0;
    const bool is_zero = value >= -1e-35f && value <= 1e-35f;
    bool goes_left = value <= thresholds[at];
    if ((missing_type == 1 && is_zero) || (missing_type == 2 && std::isnan(value))) {
      goes_left = (decision & 2) != 0;
    }
    node = static_cast<int>((goes_left ? left : right)[at]);
  }
  return leaves[static_cast<size_t>(-1 - node)];
}

double NaiveLightgbm::score(const double* row) const {
  double sum = 0;
  for (const Keys& tree : trees_) sum += tree_value(tree, row);
  std::istringstream objective(header_.at("objective"));
  std::string name, parameter;
  objective >> name >> parameter;
  if (name == "cross_entropy") return 1 / (1 + std::exp(-sum));
  if (name != "binary") return sum;
  const double sigmoid = std::strtod(parameter.c_str() + std::string("sigmoid:").size(), nullptr);
  return 1 / (1 + std::exp(-sigmoid * sum));
}

std::string lightgbm_text(const LightgbmShape& shape, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, 1);
  std::vector<int> missing_types;
  std::string names;
  std::string infos;
  for (int i = 0; i < shape.features; ++i) {
    missing_types.push_back(static_cast<int>(random() % 3));
    names += (i == 0 ? "f" : " f") + std::to_string(i);
    infos += i == 0 ? "[-9:9]" : " [-9:9]";
  }
  std::string trees;
  std::string sizes;
  for (int t = 0; t < shape.trees; ++t) {
    // Leaf-wise: a random leaf is split; it keeps its number on the left, the new one is right.
    const auto leaves = static_cast<size_t>(t == 1 ? 1 : 2 + random() % (shape.leaves - 1));
    std::vector<double> left, right, features, thresholds, decisions, values;
    std::vector<std::pair<std::vector<double>*, size_t>> place_of{{nullptr, 0}};
    while (place_of.size() < leaves) {
      const size_t leaf = random() % place_of.size();
      const double split = static_cast<double>(left.size());
      if (place_of[leaf].first != nullptr) (*place_of[leaf].first)[place_of[leaf].second] = split;
      left.push_back(-1.0 - static_cast<double>(leaf));
      right.push_back(-1.0 - static_cast<double>(place_of.size()));
      place_of[leaf] = {&left, left.size() - 1};
      place_of.emplace_back(&right, right.size() - 1);
      const auto feature = random() % static_cast<unsigned>(shape.features);
      features.push_back(feature);
      const double grid = (static_cast<double>(random() % 13) - 6) / 2;
      thresholds.push_back(random() % 6 == 0   ? static_cast<double>(1e-35f)
                           : random() % 2 == 0 ? grid
                                               : normal(random));
      decisions.push_back(static_cast<double>(random() % 2) * 2 + missing_types[feature] * 4);
    }
    for (size_t i = 0; i < leaves; ++i) values.push_back(normal(random) / 10);
    std::string tree =
        "Tree=" + std::to_string(t) + "\nnum_leaves=" + std::to_string(leaves) + "\nnum_cat=0\n";
    if (leaves > 1) {
      tree += "split_feature=" + joined(features) + "\nthreshold=" + joined(thresholds) +
              "\ndecision_type=" + joined(decisions) + "\nleft_child=" + joined(left) +
              "\nright_child=" + joined(right) + "\n";
    }
    tree += "leaf_value=" + joined(values) + "\nis_linear=0\nshrinkage=0.1\n\n\n";
    sizes += (t == 0 ? "" : " ") + std::to_string(tree.size());
    trees += tree;
  }
  return "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\n"
         "max_feature_idx=" +
         std::to_string(shape.features - 1) + "\nobjective=" + shape.objective +
         "\nfeature_names=" + names + "\nfeature_infos=" + infos + "\ntree_sizes=" + sizes +
         "\n\n" + trees +
         "end of trees\n\nfeature_importances:\nf0=3\n\nparameters:\n"
         "[boosting: gbdt]\nend of parameters\n\npandas_categorical:null\n";
}

}  // namespace spark::test
