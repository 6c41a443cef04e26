#include "http/outlet.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace spark::http {

void Outlet::post(std::function<void()> task) {
  const std::scoped_lock lock(mutex_);
  if (io_ != nullptr) asio::post(*io_, std::move(task));
}

void Outlet::shut() {
  const std::scoped_lock lock(mutex_);
  io_ = nullptr;
}

}  // namespace spark::http
