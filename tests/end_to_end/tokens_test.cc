// Each listener is guarded by its own credential, and the views say how.
#include <sys/stat.h>

#include <fstream>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

void write_token(const fs::path& file, const std::string& token) {
  std::ofstream(file) << token << '\n';
  REQUIRE(::chmod(file.c_str(), 0600) == 0);
}

uint32_t status_with(const Sparkd& host, const std::string& listener, const std::string& token,
                     std::string_view method = "GET", std::string_view path = "/admin/v1/status") {
  return host.client(listener, token).call(method, path, confirm_body).value().status;
}

}  // namespace

TEST_CASE("every listener that names a token file asks for the token in it, and for no other") {
  const TemporaryFolder folder;
  const std::string one = "token-of-the-first-one";
  const std::string two = "token-of-the-second-one";
  const std::string three = "token-of-the-safe-one";
  write_token(folder.path() / "two", two);
  write_token(folder.path() / "three", three);
  const Sparkd host({"listeners.second={port: 0, access: admin, token_file: " +
                         (folder.path() / "two").string() + "}",
                     "listeners.guarded={port: 0, access: safe, token_file: " +
                         (folder.path() / "three").string() + "}"});
  CHECK(status_with(host, "admin", host.token()) == 200);
  CHECK(status_with(host, "admin", two) == 401);
  CHECK(status_with(host, "second", two) == 200);
  CHECK(status_with(host, "second", host.token()) == 401);
}

TEST_CASE("a guarded route on a listener without a credential takes the first admin listener's") {
  const TemporaryFolder folder;
  write_token(folder.path() / "two", "token-of-the-second-one");
  const Sparkd host({"listeners.second={port: 0, access: admin, token_file: " +
                     (folder.path() / "two").string() + "}"});
  const auto enable = [&](const std::string& token) {
    return status_with(host, "executor", token, "POST", "/shadow/enable");
  };
  CHECK(enable(host.token()) == 200);
  CHECK(enable("token-of-the-second-one") == 401);
}

TEST_CASE("routes are shown with the access that is asked for") {
  const Sparkd host({"listeners.guarded={port: 0, access: admin}",
                     "pipelines.mine={route: POST guarded /mine, answer: {ok: true}}"});
  CHECK(host.client("guarded").call("POST", "/mine", "{}").value().status == 401);
  const auto routes = host.json("admin", "GET", "/admin/v1/routes").at("routes");
  size_t found = 0;
  for (const auto& route : routes.as_array()) {
    const std::string owner = text_of(route.at("owner"));
    if (owner != "pipeline:mine" && owner != "pipeline:ml-predict") continue;
    ++found;
    CHECK(route.at("access").as_string() == (owner == "pipeline:mine" ? "admin" : "open"));
  }
  CHECK(found == 2);
}

TEST_CASE("a pipe in the place of the configuration or of a token file does not hang the start") {
  const TemporaryFolder folder;
  const fs::path pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const Ended no_file = run({binary("sparkd").string(), "--config", pipe.string()});
  CHECK(no_file.exit_code == 2);
  CHECK(no_file.output.find("expected a file, found a pipe") != std::string::npos);
  const Ended no_token = run(
      sparkd_command({"listeners.admin.token_file=" + pipe.string()}, {}, folder.path() / "state"));
  CHECK(no_token.exit_code == 1);
  CHECK(no_token.output.find("not a regular file") != std::string::npos);
}
