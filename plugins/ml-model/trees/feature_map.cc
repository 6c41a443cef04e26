#include "feature_map.h"

#include <map>
#include <numeric>
#include <string_view>

#include "document.h"

namespace ml_model::trees {

std::vector<uint32_t> map_features(std::span<const std::string> in_file, size_t count,
                                   std::span<const std::string> of_model,
                                   const std::function<void(const std::string&)>& refuse) {
  if (count != of_model.size()) {
    refuse(std::to_string(count) + " features, the list of features has " +
           std::to_string(of_model.size()));
  }
  std::vector<uint32_t> out(count);
  std::iota(out.begin(), out.end(), 0U);
  if (in_file.empty()) return out;
  if (in_file.size() != count) {
    refuse(std::to_string(in_file.size()) + " names for " + std::to_string(count) + " features");
  }
  std::map<std::string_view, uint32_t> places;
  for (uint32_t i = 0; i < count; ++i) places.emplace(of_model[i], i);
  for (size_t i = 0; i < count; ++i) {
    const auto found = places.find(in_file[i]);
    if (found == places.end()) {
      refuse(shown(in_file[i]) + " is there twice or is not in the list of features");
    }
    out[i] = found->second;
    places.erase(found);
  }
  return out;
}

}  // namespace ml_model::trees
