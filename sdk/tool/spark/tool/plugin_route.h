// Routes that a plugin brings, for the tools of that plugin: a host may run without it.
#pragma once

#include <string>
#include <string_view>

#include "spark/tool/address.h"
#include "spark/tool/http_client.h"
#include "spark/tool/result.h"

namespace spark::tool {

// The answer where a host is asked for a plugin that it does not have: which is missing, and what
// to do. `where` names the host or its listener.
[[nodiscard]] std::string without_plugin(const std::string& where, std::string_view plugin);

// The body of `GET target` where it was answered 200. Any other answer is an error in the host's
// words, of usage if it is 404 (there is no such lineage, say), else failed; of a route that the
// host does not have it is without_plugin().
Result<std::string> get_from_plugin(Client& client, std::string_view plugin,
                                    const std::string& target);
// The same of `POST target` without a body, for routes that are open.
Result<std::string> post_to_plugin(Client& client, std::string_view plugin,
                                   const std::string& target);

}  // namespace spark::tool
