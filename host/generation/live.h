// The generation that serves and the one that served before it, which is kept for a rollback.
#pragma once

#include <mutex>

#include "generation/generation.h"

namespace spark::generation {

// Any thread may read it; serving::Publisher owns the host's one, and alone writes it.
class Live {
 public:
  [[nodiscard]] GenerationPtr now() const;       // null before the first [any]
  [[nodiscard]] GenerationPtr previous() const;  // null if there is none [any]

  // Of a plugin in the generation that serves now. [control, builder, jobs, writer]
  [[nodiscard]] services::Origin origin(std::string_view plugin) const;

  // `next` serves from now on. Returns the generation that is no longer kept. [any]
  [[nodiscard]] GenerationPtr exchange(GenerationPtr next);
  // No generation serves any more. Destroys both without the lock, since plugins may ask for it.
  // [builder]
  void end();

 private:
  mutable std::mutex mutex_;  // guards what follows
  GenerationPtr now_;
  GenerationPtr previous_;
};

}  // namespace spark::generation
