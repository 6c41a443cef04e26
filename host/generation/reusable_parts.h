// What the next generation takes over from those before it: whatever is made of the same.
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
  // The live one first; all outlive this.
  explicit ReusableParts(std::vector<const Generation*> generations)
      : generations_(std::move(generations)) {}

  // Of the same name, library and settings; null if there is none.
  [[nodiscard]] const LoadedPlugin* plugin(std::string_view name, std::string_view sha256,
                                           std::string_view settings_line) const;

  // Made by the same plugin object, of the same object, with the same settings; under the same name
  // if there is one, since nothing changes then.
  [[nodiscard]] std::shared_ptr<const plugin::ModelProxy> model(const LoadedPlugin& plugin,
                                                                const LoadedModel& wanted) const;

  // The same definition, and of `next` the same parts. Of the live generation only: the stages of
  // an earlier one are made anew, so that their series come last in their families again.
  [[nodiscard]] std::shared_ptr<Served> pipeline(const config::Pipeline& pipeline,
                                                 const Generation& next) const;

  // A breaker that opened for a model stays open for that model, whatever else is changed.
  void keep_breakers(Served& served) const;

 private:
  std::vector<const Generation*> generations_;
};

// Of a model's definition, what a plan depends on besides the model itself.
[[nodiscard]] std::string bindings(const config::Model& model);

}  // namespace spark::generation
