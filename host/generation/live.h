// The generation that serves and the one that served before it, which is kept for a rollback.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "generation/generation.h"

namespace spark::generation {

// Anyone may read it; serving::Publisher owns the one that a host has, and alone writes it.
class Live {
 public:
  [[nodiscard]] GenerationPtr now() const;       // null before the first [any]
  [[nodiscard]] GenerationPtr previous() const;  // null if there is none [any]
  // The version of a model that serves now; "" if there is none. [control, builder, jobs, writer]
  [[nodiscard]] std::string version(std::string_view model) const;

  // `next` serves from now on. Returns what is kept no longer. [any]
  [[nodiscard]] GenerationPtr exchange(GenerationPtr next);
  // Nothing serves any more. What goes is destroyed without the lock, which plugins may ask for.
  // [builder]
  void end();

 private:
  mutable std::mutex mutex_;  // guards what follows
  GenerationPtr now_;
  GenerationPtr previous_;
};

}  // namespace spark::generation
