#include "change/target_warnings.h"

#include <algorithm>

#include "blueprint/blueprint.h"

namespace spark::change {
namespace {

// "" of a model that is not there.
std::string target_of(const GenerationReport& report, const std::string& model) {
  const auto part = report.parts.find(blueprint::model_key(model));
  return part == report.parts.end() ? "" : part->second.target;
}

bool is_touched(const std::vector<Difference>& differences, const std::string& model) {
  return std::any_of(differences.begin(), differences.end(), [&](const Difference& each) {
    return each.kind == Difference::Kind::model && each.name == model;
  });
}

bool is_new(const config::Config& live, const config::Lineage& lineage) {
  return std::none_of(live.lineages.begin(), live.lineages.end(), [&](const auto& each) {
    return each.name == lineage.name && each.line == lineage.line;
  });
}

}  // namespace

std::vector<std::string> target_warnings(const config::Config& live, const config::Config& next,
                                         const GenerationReport& report,
                                         const std::vector<Difference>& differences) {
  std::vector<std::string> warnings;
  for (const config::Lineage& lineage : next.lineages) {
    const std::string& first = lineage.roles.front().model.value;  // production
    const std::string wanted = target_of(report, first);
    for (const config::LineageRole& role : lineage.roles) {
      const std::string& model = role.model.value;
      const std::string target = target_of(report, model);
      if (wanted.empty() || target.empty() || target == wanted) continue;
      if (!is_touched(differences, model) && !is_touched(differences, first) &&
          !is_new(live, lineage))
        continue;
      warnings.push_back("lineage " + lineage.name + ": " + model + " predicts another target, " +
                         target + ", than " + first + ", " + wanted + ": not compared");
    }
  }
  return warnings;
}

}  // namespace spark::change
