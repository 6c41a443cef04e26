#include "admin/shared_views.h"

#include <utility>

namespace spark::admin {

void SharedViews::answer(http::Exchange& exchange, const std::string& name, Render render,
                         http::ContentType type) {
  {
    const std::lock_guard lock(mutex_);
    auto& replies = waiting_[name];
    replies.push_back(exchange.defer());
    if (replies.size() > 1) return;
  }
  const bool posted = thread_.post([this, name, render = std::move(render), type] {
    const auto replies = take(name);
    const std::string text = render();
    for (const http::DeferredPtr& reply : replies) reply->send(200, type, text);
  });
  if (posted) return;
  for (const http::DeferredPtr& reply : take(name))
    reply->send(503, http::ContentType::json, R"({"error":"too many requests are waiting"})");
}

std::vector<http::DeferredPtr> SharedViews::take(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = waiting_.find(name);
  auto replies = std::move(found->second);
  waiting_.erase(found);
  return replies;
}

}  // namespace spark::admin
