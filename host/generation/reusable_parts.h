// The parts that the next generation takes over, since their definitions are the same.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generation/generation.h"

namespace spark::generation {

class ReusableParts {
 public:
  // The live generation first; all of them outlive this object.
  explicit ReusableParts(std::vector<const Generation*> generations)
      : generations_(std::move(generations)) {}

  // A plugin of the same name, library and settings; null if there is none.
  [[nodiscard]] const LoadedPlugin* plugin(std::string_view name, std::string_view sha256,
                                           std::string_view settings_line) const;

  // A model made by the same plugin object, of the same object, with the same settings; one of the
  // same name if there is one, since nothing changes then.
  [[nodiscard]] std::shared_ptr<const plugin::ModelProxy> model(const LoadedPlugin& plugin,
                                                                const LoadedModel& wanted) const;

  // A pipeline of the same definition, with the same parts as in `next`. Only from the live
  // generation: stages of an earlier one are made anew, so that their series come last in their
  // families again.
  [[nodiscard]] std::shared_ptr<Served> pipeline(const config::Pipeline& pipeline,
                                                 const Generation& next) const;

  // A breaker that opened for a model stays open for that model when other parts change.
  void keep_breakers(Served& served) const;

 private:
  std::vector<const Generation*> generations_;
};

// The parts of a model's definition that a plan depends on besides the model itself.
[[nodiscard]] std::string bindings(const config::Model& model);

}  // namespace spark::generation
