#include "ctl/route_commands.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "spark/tool/http_client.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Error;
using tool::Exit;
using tool::raw;
using tool::Result;

namespace {

std::vector<std::string> words_of(std::string_view path) {
  std::vector<std::string> words;
  while (!path.empty()) {
    const size_t slash = path.find('/');
    if (slash > 0) words.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return words;
}

bool begins_with(std::span<const std::string> all, std::span<const std::string> first) {
  return all.size() >= first.size() && std::equal(first.begin(), first.end(), all.begin());
}

bool is_pair(const std::string& word) {
  const size_t equals = word.find('=');
  return equals != std::string::npos && equals > 0;
}

std::string escaped(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars + ':');
}

}  // namespace

std::vector<RouteCommand> route_commands(const json::value& routes) {
  std::vector<RouteCommand> out;
  for (const json::value& one : tool::items(routes, "routes")) {
    RouteCommand command{raw(one, "listener"), raw(one, "method"), raw(one, "path"),
                         raw(one, "access"),   raw(one, "doc"),    words_of(raw(one, "path"))};
    if (!raw(one, "owner").starts_with("plugin:") || command.path.ends_with("/*")) continue;
    if (!command.words.empty()) out.push_back(std::move(command));
  }
  return out;
}

bool is_sendable(const RouteCommand& command) {
  return (command.method == "GET" || command.method == "POST") && tool::is_target(command.path) &&
         command.path.find('?') == std::string::npos;
}

Meant find_route(std::span<const RouteCommand> commands, std::span<const std::string> words,
                 bool with_body) {
  const std::string_view preferred = with_body ? "POST" : "GET";
  Meant best;
  for (const RouteCommand& command : commands) {
    if (!begins_with(words, command.words)) continue;
    const size_t length = best.route == nullptr ? 0 : best.route->words.size();
    const bool better = command.words.size() > length ||
                        (command.words.size() == length && command.method == preferred);
    if (better) best = {&command, words.subspan(command.words.size())};
  }
  return best;
}

Meant find_safe_verb(std::span<const RouteCommand> commands, std::span<const std::string> words,
                     bool with_body) {
  const Meant meant = find_route(commands, words, with_body);
  const bool is_safe =
      meant.route != nullptr && meant.route->method == "POST" && meant.route->access == "safe";
  return is_safe && std::all_of(meant.rest.begin(), meant.rest.end(), is_pair) ? meant : Meant{};
}

std::vector<std::string> options_as_pairs(
    std::span<const std::string> arguments,
    const std::function<OwnOption(const std::string& name)>& own) {
  std::vector<std::string> out;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& each = arguments[i];
    if (!each.starts_with("--") || each.size() == 2) {
      out.push_back(each);
      continue;
    }
    const size_t equals = each.find('=');
    const std::string name = each.substr(0, equals);
    const bool has_next = i + 1 < arguments.size();
    if (const OwnOption option = own(name); option.is_own) {
      out.push_back(each);
      if (option.takes_value && equals == std::string::npos && has_next)
        out.push_back(arguments[++i]);
      continue;
    }
    std::string key = name.substr(2);
    std::replace(key.begin(), key.end(), '-', '_');
    const bool next_is_value = has_next && !arguments[i + 1].starts_with("--");
    if (equals != std::string::npos)
      out.push_back(key + each.substr(equals));
    else
      out.push_back(key + "=" + (next_is_value ? arguments[++i] : "true"));
  }
  return out;
}

Result<json::object> body_of(std::span<const std::string> pairs, std::string_view data,
                             bool confirm) {
  json::object body;
  if (!data.empty()) {
    Result<json::value> given = tool::parse_json(data, "--data");
    if (!given) return Error{Exit::usage, given.error().text};
    if (!given->is_object()) return Error{Exit::usage, "--data: expected a JSON object"};
    body = std::move(given->get_object());
  }
  for (const std::string& pair : pairs) {
    if (!is_pair(pair)) return Error{Exit::usage, "\"" + pair + "\": expected key=value"};
    const size_t equals = pair.find('=');
    const std::string value = pair.substr(equals + 1);
    boost::system::error_code code;
    json::value parsed = json::parse(value, code);
    body[pair.substr(0, equals)] = code ? json::value(value) : std::move(parsed);
  }
  if (confirm) body["confirm"] = true;
  return body;
}

std::string query_of(const json::object& values) {
  std::string out;
  for (const auto& member : values) {
    const json::string* text = member.value().if_string();
    out += out.empty() ? "?" : "&";
    out += escaped(member.key());
    out += '=';
    out += escaped(text != nullptr ? std::string(*text) : tool::text(member.value()));
  }
  return out;
}

}  // namespace spark::ctl
