// Takes generations that are not used any more. The last thread to let go of one, perhaps a worker,
// only puts it here; the builder destroys it.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/task_thread.h"
#include "generation/generation.h"

namespace spark::serving {

class Graveyard : public std::enable_shared_from_this<Graveyard> {
 public:
  explicit Graveyard(base::TaskThread& builder) : builder_(builder) {}

  // Returns shared ownership; the generation comes here when that ends. [builder]
  std::shared_ptr<generation::Generation> own(std::unique_ptr<generation::Generation> generation);

  // Destroys the generations that lie here. [builder]
  void clear();

 private:
  void bury(std::unique_ptr<generation::Generation> generation);  // [any]

  base::TaskThread& builder_;
  std::mutex mutex_;  // guards buried_
  std::vector<std::unique_ptr<generation::Generation>> buried_;
};

}  // namespace spark::serving
