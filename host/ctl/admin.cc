#include "ctl/admin.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "ctl/found_host.h"
#include "ctl/state_dir.h"
#include "spark/tool/terminal.h"
#include "spark/tool/token.h"
#include "spark/tool/visible.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Response;
using tool::Result;
namespace json = tool::json;

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct Destination {
  tool::Address address;
  std::string token_file;  // that the host there asks for; empty: not known
  bool is_found = false;   // on this machine, by its state folder
  bool is_guessed = false;
  std::map<std::string, tool::Address> listeners = {};  // of a host that is found
};

constexpr const char* why_guessed =
    " (the usual address: no state folder of a running host was found from the working directory "
    "upwards; name the host with --admin or --state-dir)";

Result<Destination> guessed() {
  Result<tool::Address> address = tool::parse_url(default_admin);
  if (!address) return address.error();
  return Destination{std::move(*address), "", false, true};
}

Result<Destination> read_address(const std::string& named_by, const std::string& url) {
  Result<tool::Address> address = tool::parse_url(url);
  if (!address) return Error{address.error().exit, named_by + address.error().text};
  return Destination{std::move(*address), "", false, false};
}

}  // namespace

bool is_named(const Options& options) {
  return !options.admin.empty() || !options.state_dir.empty() || !variable("SPARK_ADMIN").empty() ||
         !variable("SPARK_STATE_DIR").empty();
}

namespace {

// `tells`: says which host it is, if more than one could be meant.
Result<Destination> destination_of(const Options& options, bool tells) {
  if (!options.admin.empty()) {
    Result<Destination> named = read_address("--admin ", options.admin);
    if (named && !options.state_dir.empty())
      named->token_file = (std::filesystem::path(options.state_dir) / "admin.token").string();
    return named;
  }
  const std::string admin = variable("SPARK_ADMIN");
  if (options.state_dir.empty() && !admin.empty()) return read_address("SPARK_ADMIN ", admin);
  const Result<std::filesystem::path> state_dir = named_state_dir(options.state_dir);
  if (!state_dir) return state_dir.error();
  const auto host = find_host(*state_dir);
  if (!host) return host.error();
  if (!*host) return guessed();
  if (tells && state_dir->empty()) tell_apart(**host);
  return Destination{(*host)->admin, (*host)->token_file, true, false, (*host)->listeners};
}

// The credential of a host that was found belongs to it, on whichever of this machine's addresses.
Result<std::string> token_of(const Options& options, const Destination& to) {
  // By a socket the host knows the user, so that a file that was found need not be readable.
  const bool names_one = !options.token_file.empty() || !variable("SPARK_TOKEN_FILE").empty();
  if (!to.address.socket.empty() && !names_one) return std::string();
  Result<tool::Credential> credential = tool::find_credential(options.token_file, to.token_file);
  if (!credential) return credential.error();
  if (to.is_found && tool::is_own(to.address.host)) credential->named = true;
  Result<std::string> token = tool::token_for(*credential, to.address);
  if (!token) return Error{token.error().exit, "--admin " + token.error().text};
  return token;
}

Result<JsonResponse> read(Result<Response> answer, const tool::Address& from) {
  if (!answer) return answer.error();
  JsonResponse reply;
  reply.status = answer->status;
  if (!answer->body.empty()) {
    Result<json::value> body = tool::parse_json(answer->body, "the answer of " + from.text());
    if (!body) return body.error();
    reply.body = std::move(*body);
  }
  return reply;
}

}  // namespace

Admin::Admin(tool::Address address, const std::string& token, uint32_t response_timeout_ms)
    : client_(std::move(address),
              {.token = token, .headers = {}, .response_timeout_ms = response_timeout_ms}),
      token_(token) {}

void Admin::note(bool is_found, bool is_guessed) {
  is_here_ = is_found || tool::is_loopback(client_.address());
  is_guessed_ = is_guessed;
}

Result<Admin> Admin::open(const Options& options, uint32_t response_timeout_ms) {
  Result<Destination> to = destination_of(options, true);
  if (!to) return to.error();
  const Result<std::string> token = token_of(options, *to);
  if (!token) return token.error();
  Admin admin(to->address, *token, response_timeout_ms);
  admin.note(to->is_found, to->is_guessed);
  return admin;
}

Result<Admin> Admin::open_without_credential(const Options& options) {
  Result<Destination> to = destination_of(options, true);
  if (!to && to.error().exit == Exit::usage && !is_named(options)) to = guessed();
  if (!to) return to.error();
  Admin admin(to->address, "", tool::ClientOptions{}.response_timeout_ms);
  admin.note(to->is_found, to->is_guessed);
  return admin;
}

Result<json::value> Admin::get(std::string_view path) {
  return call("GET", path, {});
}

Result<json::value> Admin::post(std::string_view path, std::string_view body) {
  return call("POST", path, body);
}

Result<JsonResponse> Admin::request(std::string_view method, std::string_view path,
                                    std::string_view body) {
  Result<JsonResponse> reply = read(client_.call(method, path, body), client_.address());
  if (reply || !is_guessed_ || reply.error().exit != Exit::unreachable) return reply;
  return Error{Exit::unreachable, reply.error().text + why_guessed};
}

Result<json::value> Admin::call(std::string_view method, std::string_view path,
                                std::string_view body) {
  Result<JsonResponse> reply = request(method, path, body);
  if (!reply) return reply.error();
  return body_of_ok(method, path, std::move(*reply));
}

Result<JsonResponse> Admin::ask(tool::Address at, bool with_token, std::string_view method,
                                std::string_view target, std::string_view body) {
  // The operators' routes of every listener are at the socket, too.
  if (!client_.address().socket.empty()) return request(method, target, body);
  if (at.host.empty() || at.host == "0.0.0.0" || at.host == "::") at.host = client_.address().host;
  if (!is_listener_of(client_.address(), at, tool::is_own(at.host))) {
    return Error{Exit::failed, "the host at " + client_.address().text() + " names a listener at " +
                                   at.text() +
                                   ", which is not an address of its own; nothing was sent"};
  }
  tool::Client client(at, {.token = with_token ? token_ : "", .headers = {}});
  return read(client.call(method, target, body), at);
}

bool is_listener_of(const tool::Address& admin, const tool::Address& listener, bool is_own) {
  if (listener.host == admin.host) return true;
  return tool::is_loopback(admin) && (tool::is_loopback(listener) || is_own);
}

Result<json::value> body_of_ok(std::string_view method, std::string_view path, JsonResponse reply) {
  if (reply.is_ok()) return std::move(reply.body);
  return Error{Exit::failed, std::string(method) + " " + std::string(path) + ": " +
                                 refusal(reply.status, reply.body)};
}

Options with_host(Options options) {
  const Result<Destination> to = destination_of(options, false);
  if (!to) return options;
  options.admin = to->address.url();
  if (options.token_file.empty() && variable("SPARK_TOKEN_FILE").empty())
    options.token_file = to->token_file;
  for (const auto& [name, address] : to->listeners) options.listeners[name] = address.url();
  return options;
}

void warn_of_no_credential(const std::string& why, const tool::Address& to) {
  tool::put(stderr,
            "sparkctl: warning: " + why + "; " + to.text() + " is called without a credential\n");
}

std::string refusal(uint32_t status, const json::value& body) {
  std::string out = std::to_string(status);
  const json::value* error = tool::find(body, "error");
  const json::string* lines = error == nullptr ? nullptr : error->if_string();
  if (error != nullptr && lines == nullptr) out += " " + tool::text(*error);
  if (lines != nullptr) {
    out += " ";
    for (const char c : tool::visible_lines(*lines)) {
      out += c;
      if (c == '\n') out += "  ";  // the host's lines cannot pass for sparkctl's
    }
  }
  if (status == 401 || status == 403) {
    out +=
        "; the credential is read from --token-file, $SPARK_TOKEN_FILE or the host's state folder";
  }
  return out;
}

}  // namespace spark::ctl
