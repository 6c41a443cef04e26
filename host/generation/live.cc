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
