#include "ctl/admin.h"

#include <utility>

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

Result<tool::Address> address_of(const Options& options) {
  Result<tool::Address> address = tool::parse_url(options.admin);
  if (!address) return Error{address.error().exit, "--admin " + address.error().text};
  return address;
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

Result<Admin> Admin::open(const Options& options, uint32_t response_timeout_ms) {
  Result<tool::Address> address = address_of(options);
  if (!address) return address.error();
  const Result<tool::Credential> credential = tool::find_credential(options.token_file);
  if (!credential) return credential.error();
  const Result<std::string> token = tool::token_for(*credential, *address);
  if (!token) return Error{token.error().exit, "--admin " + token.error().text};
  return Admin(std::move(*address), *token, response_timeout_ms);
}

Result<Admin> Admin::open_without_credential(const Options& options) {
  Result<tool::Address> address = address_of(options);
  if (!address) return address.error();
  return Admin(std::move(*address), "", tool::ClientOptions{}.response_timeout_ms);
}

Result<json::value> Admin::get(std::string_view path) {
  return call("GET", path, {});
}

Result<json::value> Admin::post(std::string_view path, std::string_view body) {
  return call("POST", path, body);
}

Result<JsonResponse> Admin::request(std::string_view method, std::string_view path,
                                    std::string_view body) {
  return read(client_.call(method, path, body), client_.address());
}

Result<json::value> Admin::call(std::string_view method, std::string_view path,
                                std::string_view body) {
  Result<JsonResponse> reply = request(method, path, body);
  if (!reply) return reply.error();
  return body_of_ok(method, path, std::move(*reply));
}

Result<JsonResponse> Admin::ask(tool::Address at, bool with_token, std::string_view method,
                                std::string_view target, std::string_view body) {
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

void warn_of_no_credential(const std::string& why) {
  tool::put(stderr, "sparkctl: warning: " + why + "; called without a credential\n");
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
    out += "; the credential is read from --token-file, $SPARK_TOKEN_FILE or var/admin.token";
  }
  return out;
}

}  // namespace spark::ctl
