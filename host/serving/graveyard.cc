#include "serving/graveyard.h"

#include <utility>

namespace spark::serving {

std::shared_ptr<generation::Generation> Graveyard::own(
    std::unique_ptr<generation::Generation> generation) {
  return {generation.release(), [self = shared_from_this()](generation::Generation* raw) {
            self->bury(std::unique_ptr<generation::Generation>(raw));
          }};
}

void Graveyard::bury(std::unique_ptr<generation::Generation> generation) {
  if (builder_.is_current()) return;  // destroyed here and now
  {
    const std::lock_guard lock(mutex_);
    buried_.push_back(std::move(generation));
  }
  // A full queue refuses the task, and so does a host that ends: then the builder clears later.
  (void)builder_.post([self = shared_from_this()] { self->clear(); });
}

void Graveyard::clear() {
  std::vector<std::unique_ptr<generation::Generation>> buried;  // destroyed without the lock
  {
    const std::lock_guard lock(mutex_);
    buried.swap(buried_);
  }
}

}  // namespace spark::serving
