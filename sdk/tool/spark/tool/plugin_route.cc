#include "spark/tool/plugin_route.h"

#include "spark/tool/json.h"
#include "spark/tool/visible.h"

namespace spark::tool {
namespace {

Result<std::string> ask(Client& client, const char* method, std::string_view plugin,
                        const std::string& target) {
  Result<Response> answer = client.call(method, target);
  if (!answer) return answer.error();
  if (answer->status == 200) return std::move(answer->body);
  const std::string what = std::string(method) + " " + target.substr(0, target.find('?'));
  const Result<json::value> said = parse_json(answer->body, what);
  const std::string why = said ? visible(raw(*said, "error")) : "";
  if (answer->status != 404)
    return Error{Exit::failed,
                 why.empty() ? what + " was answered " + std::to_string(answer->status) : why};
  if (why.starts_with("unknown route"))
    return Error{Exit::usage, without_plugin(client.address().text(), plugin)};
  return Error{Exit::usage, why.empty() ? what + " was answered 404" : why};
}

}  // namespace

std::string without_plugin(const std::string& where, std::string_view plugin) {
  const std::string name(plugin);
  return where + " runs without the plugin " + name + ": add it below plugins: in the host's " +
         "configuration (" + name + ": {}), with the stages that it needs, and then `sparkctl " +
         "reload --confirm`";
}

Result<std::string> get_from_plugin(Client& client, std::string_view plugin,
                                    const std::string& target) {
  return ask(client, "GET", plugin, target);
}

Result<std::string> post_to_plugin(Client& client, std::string_view plugin,
                                   const std::string& target) {
  return ask(client, "POST", plugin, target);
}

}  // namespace spark::tool
