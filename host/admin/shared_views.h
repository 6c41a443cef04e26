// Views that are rendered off the workers, once for all who wait: whoever asks for one that is
// waiting to be rendered shares it. So a flood of askers costs one rendering at a time, and no
// queue runs full.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/task_queue.h"
#include "http/exchange.h"

namespace spark::admin {

class SharedViews {
 public:
  using Render = std::function<std::string()>;

  // Renders on `thread`, which outlives this; this outlives what was posted.
  explicit SharedViews(base::TaskQueue& thread) : thread_(thread) {}

  // Answers with what `render` returns; askers of one `name` ask for the same. The rendering begins
  // after the call, so that nobody is shown what was before it. [worker]
  void answer(http::Exchange& exchange, const std::string& name, Render render,
              http::ContentType type = http::ContentType::json);

 private:
  std::vector<http::DeferredPtr> take(const std::string& name);

  base::TaskQueue& thread_;
  std::mutex mutex_;  // guards waiting_
  std::map<std::string, std::vector<http::DeferredPtr>> waiting_;
};

}  // namespace spark::admin
