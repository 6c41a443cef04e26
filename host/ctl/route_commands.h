// Commands that plugins bring with their routes: the words of the command are the parts of the
// path.
//
// /fleet/status is `sparkctl fleet status`, /x/acme/reset is `sparkctl x acme reset`. Pure: finds
// the route of a command, and makes its request.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "spark/tool/json.h"

namespace spark::ctl {

struct RouteCommand {
  std::string listener;
  std::string method;
  std::string path;
  std::string access;
  std::string doc;
  std::vector<std::string> words;  // of the path
};

// The routes that a plugin owns in the response of GET /admin/v1/routes, or GET /admin/v1/safe,
// without routes that end in "/*". Taken unchecked from the host: see is_sendable().
[[nodiscard]] std::vector<RouteCommand> route_commands(const tool::json::value& routes);

// Whether the route's method and path may stand in a request line. They may not if they come from
// another program, or from a false host.
[[nodiscard]] bool is_sendable(const RouteCommand& command);

struct Meant {
  const RouteCommand* route = nullptr;  // null: no path begins this way
  std::span<const std::string> rest;    // the words after the path: key=value each
};

// The route with the most words that `words` begins with. Where a path has GET and POST, POST is
// meant if `with_body` and GET otherwise: reading is the harmless guess.
[[nodiscard]] Meant find_route(std::span<const RouteCommand> commands,
                               std::span<const std::string> words, bool with_body);

// The same among the routes that GET /admin/v1/safe lists, and only if a safe verb is meant for
// certain. Finds none if reading is meant, or if a word is left over that is no key=value: the word
// may belong to a longer path, which is no safe verb and so is not listed.
[[nodiscard]] Meant find_safe_verb(std::span<const RouteCommand> commands,
                                   std::span<const std::string> words, bool with_body);

struct OwnOption {
  bool is_own = false;
  bool takes_value = false;  // the next argument belongs to it
};

// `arguments` with each option that is none of sparkctl's own as key=value: `--plan full` and
// `--plan=full` are plan=full; `--dry-run` before another option or at the end is dry_run=true.
[[nodiscard]] std::vector<std::string> options_as_pairs(
    std::span<const std::string> arguments,
    const std::function<OwnOption(const std::string& name)>& own);

// {"a": 1, "b": "x"} from `a=1 b=x`: a value that is JSON is taken as such, any other as text.
// `data` is an object to begin with ("" for none). Errors are of usage.
tool::Result<tool::json::object> body_of(std::span<const std::string> pairs, std::string_view data,
                                         bool confirm);

// The same as a query, "?a=1&b=x", escaped; "" for an empty object.
[[nodiscard]] std::string query_of(const tool::json::object& values);

}  // namespace spark::ctl
