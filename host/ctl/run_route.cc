#include "ctl/run_route.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdlib>

#include "base/nearest.h"
#include "ctl/commands.h"
#include "ctl/globals.h"
#include "ctl/route_commands.h"
#include "ctl/route_help.h"
#include "ctl/tools.h"
#include "ctl/views.h"
#include "spark/tool/plugin_route.h"
#include "spark/tool/terminal.h"
#include "spark/tool/token.h"
#include "spark/tool/visible.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;
namespace json = tool::json;

namespace {

constexpr std::string_view routes_path = "/admin/v1/routes";

struct RouteArguments {
  std::vector<std::string> words;
  std::string data;
  std::string lineage;
  std::string approver;
  std::string approver_token_file;
  bool confirm = false;
  bool help = false;
};

Result<RouteArguments> read_arguments(Options& options, std::vector<std::string> arguments) {
  CLI::App app("A command of a plugin", "sparkctl");
  app.set_help_flag();
  RouteArguments asked;
  app.add_option("words", asked.words, "The route's words, then key=value or --key value");
  app.add_option("--data", asked.data, "A JSON object to send");
  app.add_option("--lineage", asked.lineage, "Of which lineage; the primary one unless given");
  app.add_option("--approver", asked.approver, "Who approves, where a command asks for that");
  app.add_option("--approver-token-file", asked.approver_token_file,
                 "File with the approver's own token (else $SPARK_APPROVER_TOKEN_FILE)");
  app.add_flag("--confirm", asked.confirm, "Sends confirm: true, which risky commands ask for");
  app.add_flag("-h,--help", asked.help, "Lists the commands");
  add_globals(app, options);
  arguments = options_as_pairs(arguments, [&app](const std::string& name) {
    const CLI::Option* const option = app.get_option_no_throw(name);
    return OwnOption{option != nullptr, option != nullptr && option->get_items_expected_min() > 0};
  });
  try {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes the last one first
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return Error{Exit::usage, error.what()};
  }
  return asked;
}

// A word that is neither built in, nor a tool, nor the beginning of a route.
Error unknown(const std::string& word, std::vector<std::string> known,
              std::span<const RouteCommand> commands) {
  for (const RouteCommand& command : commands)
    if (is_sendable(command)) known.push_back(command.words[0]);
  const std::string near = base::nearest_name(word, known);
  std::string text = "unknown command \"" + word + "\"";
  if (!near.empty()) text += "; did you mean \"" + near + "\"?";
  return Error{Exit::usage, text + " See sparkctl --help."};
}

// Whether `word` is a plugin that is installed beside sparkctl, and that the host does not run. A
// plugin's commands begin with its id as a rule.
bool is_left_out(Admin& admin, const std::string& word) {
  std::error_code failed;
  const bool is_name = word.find('/') == std::string::npos;
  if (!is_name || !fs::exists(plugins_folder() / (word + ".so"), failed)) return false;
  const Result<json::value> loaded = admin.get("/admin/v1/plugins");
  if (!loaded) return false;
  const json::array& all = tool::items(*loaded, "plugins");
  return std::none_of(all.begin(), all.end(), [&](const json::value& one) {
    return tool::raw(one, "name") == word || tool::raw(one, "id") == word;
  });
}

// The address of the listener of that name, as the host says: one of `rows` has the name at `key`,
// and the listener's address and port.
Result<tool::Address> address_in(const json::array& rows, std::string_view key,
                                 const std::string& listener) {
  for (const json::value& one : rows) {
    if (tool::raw(one, key) != listener) continue;
    const double port = tool::number(one, "port").value_or(0);
    const std::string host = tool::raw(one, "address");
    if (!(port >= 1 && port <= 65'535) || !tool::is_numeric(host)) break;
    return tool::Address{host, static_cast<uint16_t>(port)};
  }
  return Error{Exit::failed, "the host names no address in numbers of its listener \"" +
                                 tool::visible(listener) + "\""};
}

Result<tool::Address> address_of(Admin& admin, const std::string& listener) {
  if (!admin.address().socket.empty()) return admin.address();
  const Result<json::value> status = admin.get("/admin/v1/status");
  if (!status) return status.error();
  return address_in(tool::items(*status, "listeners"), "name", listener);
}

// The tools below the word: their help needs no host.
std::vector<ToolLine> tools_below(const std::string& word) {
  std::vector<ToolLine> lines;
  for (const Tool& tool : list_tools(tools_folder()))
    if (std::string words = words_of(tool); words.starts_with(word + " "))
      lines.push_back({std::move(words), describe(tool)});
  return lines;
}

// Help without a host: what tools there are, and that there is more.
int help_of_tools(const std::vector<ToolLine>& tools, const std::string& word,
                  const std::string& trouble) {
  const std::vector<std::string> words = {word};
  tool::put(stdout,
            help_below({}, tools, words) + "\nThe host knows more commands, but " + trouble + "\n");
  return static_cast<int>(Exit::ok);
}

// Of the file that is named, by the option or the variable; "" if none is.
Result<std::string> approver_token(const std::string& option) {
  const char* const variable = std::getenv("SPARK_APPROVER_TOKEN_FILE");
  const std::string file = !option.empty() ? option : variable == nullptr ? "" : variable;
  if (file.empty()) return std::string();
  const Result<tool::Credential> credential = tool::find_credential(
      file, "", option.empty() ? "SPARK_APPROVER_TOKEN_FILE" : "--approver-token-file");
  if (!credential) return credential.error();
  return credential->token;
}

// The values to send to the route; an error if the route is not sendable.
Result<json::object> values_for(const Meant& meant, const RouteArguments& asked) {
  const RouteCommand& route = *meant.route;
  if (!is_sendable(route)) {
    return Error{Exit::failed, "the host's route \"" +
                                   tool::visible(route.method + " " + route.path) +
                                   "\" is none: expected GET or POST and a path of visible ASCII "
                                   "characters; nothing was sent"};
  }
  Result<json::object> values = body_of(meant.rest, asked.data, asked.confirm);
  if (values && !asked.lineage.empty()) (*values)["lineage"] = asked.lineage;
  if (values && !asked.approver.empty()) (*values)["approver"] = asked.approver;
  if (!values || (!values->contains("approver") && asked.approver_token_file.empty()))
    return values;
  const Result<std::string> token = approver_token(asked.approver_token_file);
  if (!token) return token.error();
  if (!token->empty()) (*values)["approver_token"] = *token;
  return values;
}

Result<int> send(const Options& options, Admin& admin, const RouteCommand& route,
                 const tool::Address& address, const json::object& values) {
  const bool posts = route.method == "POST";
  // A lineage stands in the query always: the host finds that lineage's route by it.
  json::object asked = values;
  json::object named;
  if (posts && asked.contains("lineage")) {
    named["lineage"] = asked["lineage"];
    asked.erase("lineage");
  }
  const std::string target = route.path + query_of(posts ? named : values);
  const std::string body = posts ? json::serialize(asked) : "";
  const Result<JsonResponse> reply =
      admin.ask(address, route.access != "open", route.method, target, body);
  if (!reply) return reply.error();
  if (reply->status / 100 == 2) {
    return print(options, reply->body, [&](size_t width) { return view_any(reply->body, width); });
  }
  // The host's whole response for machines, its sentence for people.
  if (options.json) tool::put(stdout, tool::pretty(reply->body));
  return Error{Exit::failed,
               route.method + " " + route.path + ": " + refusal(reply->status, reply->body)};
}

bool has_body(const RouteArguments& asked) {
  return asked.confirm || !asked.data.empty();
}

// Runs the command without the credential, which a safe verb does not need from this machine. For
// any other command returns `trouble`, the reason why the credential cannot be used. `warning` is
// that reason for the user; "": there is no credential.
Result<int> run_safe_verb(const Options& options, const RouteArguments& asked, const Error& trouble,
                          const std::string& warning) {
  if (asked.help) return trouble;
  Result<Admin> admin = Admin::open_without_credential(options);
  if (!admin) return trouble;
  const Result<json::value> safe = admin->get("/admin/v1/safe");
  if (!safe) return trouble;
  const std::vector<RouteCommand> commands = route_commands(*safe);
  const Meant meant = find_safe_verb(commands, asked.words, has_body(asked));
  if (meant.route == nullptr) return trouble;

  const Result<json::object> values = values_for(meant, asked);
  if (!values) return values.error();
  const Result<tool::Address> address =
      admin->address().socket.empty()
          ? address_in(tool::items(*safe, "routes"), "listener", meant.route->listener)
          : Result<tool::Address>(admin->address());
  if (!address) return address.error();
  if (!warning.empty()) warn_of_no_credential(warning, admin->address());
  return send(options, *admin, *meant.route, *address, *values);
}

// The error if the host's own commands could not be read.
Error unread(const std::string& word, const Error& error, const std::vector<std::string>& known) {
  const bool typo = !base::nearest_name(word, known).empty();
  if (typo && error.exit == Exit::unreachable) return unknown(word, known, {});
  return Error{error.exit,
               "\"" + word + "\" is not built in; the host knows more, but " + error.text};
}

}  // namespace

Result<int> run_route(Options options, const std::vector<std::string>& arguments,
                      const std::vector<std::string>& known) {
  const Result<RouteArguments> asked = read_arguments(options, arguments);
  if (!asked) return asked.error();
  if (asked->words.empty()) return Error{Exit::usage, "expected a command; see sparkctl --help"};

  Result<Admin> admin = Admin::open(options);
  const std::vector<ToolLine> tools = tools_below(asked->words[0]);
  if (!admin && asked->help && !tools.empty())
    return help_of_tools(tools, asked->words[0], admin.error().text);
  if (!admin && admin.error().exit == Exit::unreachable)
    return unread(asked->words[0], admin.error(), known);
  if (!admin) return run_safe_verb(options, *asked, admin.error(), admin.error().text);
  Result<JsonResponse> reply = admin->request("GET", routes_path, "");
  if (!reply && asked->help && !tools.empty())
    return help_of_tools(tools, asked->words[0], reply.error().text);
  if (!reply) return unread(asked->words[0], reply.error(), known);
  const uint32_t status = reply->status;
  const Result<json::value> routes = body_of_ok("GET", routes_path, std::move(*reply));
  if (!routes) {
    const Error trouble = unread(asked->words[0], routes.error(), known);
    if (status != 401 && status != 403) return trouble;
    return run_safe_verb(options, *asked, trouble,
                         admin->has_credential() ? routes.error().text : "");
  }
  const std::vector<RouteCommand> commands = route_commands(*routes);
  const Meant meant = find_route(commands, asked->words, has_body(*asked));
  if (meant.route != nullptr && !asked->help) {
    const Result<json::object> values = values_for(meant, *asked);
    if (!values) return values.error();
    const Result<tool::Address> address = address_of(*admin, meant.route->listener);
    if (!address) return address.error();
    return send(options, *admin, *meant.route, *address, *values);
  }

  if (meant.route != nullptr && meant.rest.empty() && asked->words.size() > 1) {
    tool::put(stdout, help_of(*meant.route));
    return static_cast<int>(Exit::ok);
  }
  const std::string below = help_below(commands, tools, std::span(asked->words).first(1));
  if (below.empty() && is_left_out(*admin, asked->words[0]))
    return Error{Exit::usage, tool::without_plugin(admin->address().text(), asked->words[0])};
  if (below.empty()) return unknown(asked->words[0], known, commands);
  tool::put(asked->help ? stdout : stderr, below);
  return static_cast<int>(asked->help ? Exit::ok : Exit::usage);
}

}  // namespace spark::ctl
