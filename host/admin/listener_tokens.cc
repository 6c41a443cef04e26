#include "admin/listener_tokens.h"

#include <string>
#include <utility>

#include "base/token_file.h"

namespace spark::admin {

base::Result<void> read_tokens(const std::vector<config::Listener>& listeners,
                               std::vector<http::ListenerSpec>& specs) {
  std::string first;
  for (size_t i = 0; i < listeners.size(); ++i) {
    if (listeners[i].token_file.empty()) continue;
    auto token = base::load_or_create_token(listeners[i].token_file);
    if (!token) return token.error();
    specs[i].token = std::move(*token);
    if (first.empty() && listeners[i].access == config::Access::admin) first = specs[i].token;
  }
  for (auto& spec : specs)
    if (spec.token.empty()) spec.token = first;
  return {};
}

}  // namespace spark::admin
