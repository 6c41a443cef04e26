// Views that are rendered off the workers, once for all requests that wait: a request for a view
// whose rendering is queued shares that rendering. So a flood of requests costs one rendering at a
// time, and no queue runs full.
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

  // Renders on `thread`, which outlives this object; this object outlives the posted renderings.
  explicit SharedViews(base::TaskQueue& thread) : thread_(thread) {}

  // Answers with the text that `render` returns; all requests for one `name` get the same text. The
  // rendering begins after the call, so that no client gets a view older than its request. [worker]
  void answer(http::Exchange& exchange, const std::string& name, Render render,
              http::ContentType type = http::ContentType::json);

 private:
  std::vector<http::DeferredPtr> take(const std::string& name);

  base::TaskQueue& thread_;
  std::mutex mutex_;  // guards waiting_
  std::map<std::string, std::vector<http::DeferredPtr>> waiting_;
};

}  // namespace spark::admin
