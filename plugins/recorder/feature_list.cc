#include "feature_list.h"

#include <algorithm>

#include "spark/error.h"

namespace recorder {

std::vector<uint8_t> FeatureList::add(Role role, std::span<const char* const> features) {
  std::vector<uint8_t> columns;
  const std::string_view role_name = role_names[static_cast<size_t>(role)];
  for (const std::string_view name : features) {
    auto found = std::find_if(features_.begin(), features_.end(),
                              [name](const Feature& each) { return each.name == name; });
    if (found == features_.end()) {
      if (features_.size() == features_max) {
        std::string why(role_name);
        why.append(": a row has room for ").append(std::to_string(features_max));
        why.append(" features, and the recorded models take more; there is none for '");
        throw spark::Error(why.append(name).append("'"), SPARK_E_INVALID);
      }
      found = features_.insert(features_.end(), {std::string(name), ""});
    }
    found->roles += role_name.front();
    columns.push_back(static_cast<uint8_t>(found - features_.begin()));
  }
  return columns;
}

std::array<std::string, list_texts> FeatureList::texts() const {
  std::array<std::string, list_texts> texts;
  size_t at = 0;
  for (const Feature& feature : features_) {
    const std::string entry = feature.name + "=" + feature.roles;
    const size_t comma = texts[at].empty() ? 0 : 1;
    if (texts[at].size() + comma + entry.size() > list_text_bytes_max) ++at;
    if (at == list_texts || entry.size() > list_text_bytes_max) {
      throw spark::Error("the names of the features take more than " +
                             std::to_string(list_texts * list_text_bytes_max) +
                             " bytes; there is no room for '" + feature.name + "'",
                         SPARK_E_INVALID);
    }
    if (!texts[at].empty()) texts[at] += ',';
    texts[at] += entry;
  }
  return texts;
}

}  // namespace recorder
