// Asking the host: one request, its JSON, and an error in words where it says no.
//
// A host's words are not trusted: they become part of a request only after they have been checked,
// and the credential goes only where it belongs (token.h).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "spark/tool/http_client.h"
#include "spark/tool/json.h"

namespace spark::ctl {

// The options of every command.
struct Options {
  std::string admin;       // empty: $SPARK_ADMIN, or a host that is found
  std::string state_dir;   // empty: $SPARK_STATE_DIR, or searched for
  std::string token_file;  // empty: searched for in the usual places
  bool json = false;       // print the host's JSON instead of tables
  bool wide = false;       // print tables in full on a terminal, too
  std::map<std::string, std::string> listeners = {};  // URLs by name: see with_host()
};

// Where a host listens if nothing says otherwise.
inline constexpr const char* default_admin = "http://127.0.0.1:4002";

// Whether the user says which host is meant, by an option or a variable.
[[nodiscard]] bool is_named(const Options& options);

// The options with `admin`, `token_file` and, of a host that is found, `listeners` filled in, for a
// program that finds no host by itself: as they are if that fails.
[[nodiscard]] Options with_host(Options options);

struct JsonResponse {
  uint32_t status = 0;
  tool::json::value body;  // null if empty

  [[nodiscard]] bool is_ok() const { return status == 200; }
};

class Admin {
 public:
  // Finds the host and the credential, and refuses an address that must not get it; does not
  // connect yet. The address is the first of: --admin, the host of --state-dir, $SPARK_ADMIN, the
  // host of $SPARK_STATE_DIR, the host found (found_host.h), default_admin.
  static tool::Result<Admin> open(
      const Options& options,
      uint32_t response_timeout_ms = tool::ClientOptions{}.response_timeout_ms);

  // The same without a credential, for requests that need none from this machine. If nothing is
  // named, and what is found cannot be used, the address is default_admin.
  static tool::Result<Admin> open_without_credential(const Options& options);

  // The body of a 200; any other status is an error that quotes the host's own.
  tool::Result<tool::json::value> get(std::string_view path);
  tool::Result<tool::json::value> post(std::string_view path, std::string_view body);

  // The response with any status, for callers that say more about a refusal.
  tool::Result<JsonResponse> request(std::string_view method, std::string_view path,
                                     std::string_view body);

  [[nodiscard]] const tool::Address& address() const { return client_.address(); }
  // Whether the host sees this machine's files.
  [[nodiscard]] bool is_here() const { return is_here_; }
  [[nodiscard]] bool has_credential() const { return !token_.empty(); }

  // A request to another listener of the same host, with the credential if asked; by a socket in
  // the file system, to that very socket, which has the operators' routes of all listeners. An
  // address that means "any" is reached where the admin listener is; one that does not belong to
  // the host (is_listener_of()) is an error, and nothing is sent.
  tool::Result<JsonResponse> ask(tool::Address at, bool with_token, std::string_view method,
                                 std::string_view target, std::string_view body);

 private:
  Admin(tool::Address address, const std::string& token, uint32_t response_timeout_ms);
  void note(bool is_found, bool is_guessed);
  tool::Result<tool::json::value> call(std::string_view method, std::string_view path,
                                       std::string_view body);

  tool::Client client_;
  std::string token_;
  bool is_here_ = false;
  bool is_guessed_ = false;  // the address: nothing was named or found
};

// Whether a listener at `listener`, as the host at `admin` says, can be the host's: for a host on
// this machine an address of this machine (`is_own`: the system says that it is), for another host
// the very address that was asked. Otherwise the host could send the user's request, and the
// credential, to any address. Pure.
[[nodiscard]] bool is_listener_of(const tool::Address& admin, const tool::Address& listener,
                                  bool is_own);

// The reply's body if its status is 200, else an error that quotes the host's own.
[[nodiscard]] tool::Result<tool::json::value> body_of_ok(std::string_view method,
                                                         std::string_view path, JsonResponse reply);

// Says on standard error that a request is made without the credential, why, and to whom.
void warn_of_no_credential(const std::string& why, const tool::Address& to);

// A refusal in words: the host's {"error": …}, and the remedy if the credential is missing.
[[nodiscard]] std::string refusal(uint32_t status, const tool::json::value& body);

}  // namespace spark::ctl
