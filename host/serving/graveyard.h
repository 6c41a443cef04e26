// Where generations go when nobody uses them any more: whoever lets go last, a worker perhaps, only
// puts it here, and the builder destroys it.
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

  // Shared ownership of it ends here. [builder]
  std::shared_ptr<generation::Generation> own(std::unique_ptr<generation::Generation> generation);

  // Destroys what lies here. [builder]
  void clear();

 private:
  void bury(std::unique_ptr<generation::Generation> generation);  // [any]

  base::TaskThread& builder_;
  std::mutex mutex_;  // guards buried_
  std::vector<std::unique_ptr<generation::Generation>> buried_;
};

}  // namespace spark::serving
