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
  // Refused by a full queue or at the end of the host: the builder clears it then.
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
