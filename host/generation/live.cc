#include "generation/live.h"

#include <utility>

namespace spark::generation {

GenerationPtr Live::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

GenerationPtr Live::previous() const {
  const std::lock_guard lock(mutex_);
  return previous_;
}

services::Origin Live::origin(std::string_view plugin) const {
  const GenerationPtr generation = now();
  if (!generation) return {};
  const LoadedPlugin* found = generation->find_plugin(plugin);
  return {generation->number, found == nullptr ? "" : found->sha256};
}

GenerationPtr Live::exchange(GenerationPtr next) {
  const std::lock_guard lock(mutex_);
  return std::exchange(previous_, std::exchange(now_, std::move(next)));
}

void Live::end() {
  GenerationPtr previous;
  GenerationPtr now;  // goes first, and both after the lock
  const std::lock_guard lock(mutex_);
  now.swap(now_);
  previous.swap(previous_);
}

}  // namespace spark::generation
