#include "admin/listener_specs.h"

#include <utility>

#include "admin/peer_names.h"
#include "base/token_file.h"

namespace spark::admin {

base::Result<std::vector<http::ListenerSpec>> listener_specs(
    const std::vector<config::Listener>& listeners) {
  std::vector<http::ListenerSpec> specs;
  std::string first;
  for (const auto& listener : listeners) {
    const bool is_admin = listener.access == config::Access::admin;
    specs.push_back({listener.name,
                     listener.address,
                     listener.port,
                     {},
                     is_admin,
                     listener.trusts_forwarded,
                     listener.cors});
    if (listener.socket) {
      auto local = local_socket(*listener.socket);
      if (!local) return base::Error("listener \"" + listener.name + "\": " + local.error().text);
      specs.back().local = std::move(*local);
    }
    if (listener.token_file.empty()) continue;
    auto token = base::load_or_create_token(listener.token_file);
    if (!token) return token.error();
    specs.back().token = std::move(*token);
    if (first.empty() && is_admin) first = specs.back().token;
  }
  for (auto& spec : specs)
    if (spec.token.empty()) spec.token = first;
  return specs;
}

}  // namespace spark::admin
