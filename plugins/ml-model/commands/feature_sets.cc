#include "feature_sets.h"

#include <algorithm>

#include "spark/offline/snapshot_stage.h"

namespace eval {

spark::tool::Result<std::vector<std::string>> sets_with(const std::vector<std::string>& features,
                                                        const std::filesystem::path& plugin_file) {
  constexpr const char* known[] = {"v1.8.2", "v1.8.1", "v1.8"};
  std::vector<std::string> missing = features;
  std::vector<std::string> sets;
  std::string refusal;
  for (const char* set : known) {
    const std::vector<std::string> alone = {set};
    const auto stage = spark::offline::SnapshotStage::open(plugin_file, alone);
    if (!stage) {
      refusal = stage.error().text;
      continue;
    }
    const std::vector<std::string>& offered = stage->names();
    const size_t before = missing.size();
    std::erase_if(missing, [&](const std::string& name) {
      return std::find(offered.begin(), offered.end(), name) != offered.end();
    });
    if (missing.size() < before) sets.emplace_back(set);
    if (missing.empty()) return sets;
  }
  std::string text = "no set of features has '" + missing.front() +
                     "', which the model takes: expected those of v1.8.2, v1.8.1 or v1.8";
  if (!refusal.empty()) text.append("; ").append(refusal);
  return spark::tool::Error{spark::tool::Exit::usage, std::move(text)};
}

}  // namespace eval
