// nginx and HAProxy in front of the real host, with the settings that they have by default or that
// their manuals give.
#include <deque>
#include <fstream>
#include <iterator>
#include <memory>
#include <thread>

#include "end_to_end/client_programs.h"
#include "end_to_end/proxy.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string upstream(const Sparkd& host) {
  return "127.0.0.1:" + std::to_string(host.port("ml-engine"));
}

// A running proxy with as many listening sockets as were asked for. Made after the host, which
// would inherit the sockets, too.
class Front {
 public:
  explicit Front(size_t sockets) : sockets_(sockets) {}

  [[nodiscard]] const ListeningSocket& socket(size_t i) const { return sockets_[i]; }

  void start(std::vector<std::string> command, const std::string& config) {
    const auto file = (folder_.path() / "config").string();
    std::ofstream(file) << config;
    command.push_back(file);
    proxy_ = std::make_unique<Proxy>(in_clean_environment(std::move(command)));
    for (ListeningSocket& socket : sockets_) socket.close();
  }

  [[nodiscard]] std::string folder() const { return folder_.path().string(); }

 private:
  TemporaryFolder folder_;
  std::deque<ListeningSocket> sockets_;
  std::unique_ptr<Proxy> proxy_;
};

// One server for each set of directives.
void start_nginx(Front& front, const std::string& upstream,
                 const std::vector<std::string>& servers) {
  std::string config = "user root; daemon off; error_log stderr; pid pid;\n";
  config += "events {}\nhttp {\n  access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    config.append("  ").append(kind).append("_temp_path ").append(kind).append(";\n");
  config += "  upstream kept { server " + upstream + "; keepalive 8; }\n";
  std::string inherited = "NGINX=";
  for (size_t i = 0; i < servers.size(); ++i) {
    config += "  server { listen 127.0.0.1:" + std::to_string(front.socket(i).port());
    config += "; location / { " + servers[i] + " } }\n";
    inherited += std::to_string(front.socket(i).descriptor()) + ';';
  }
  front.start({"/usr/bin/env", inherited, "nginx", "-e", "stderr", "-p", front.folder(), "-c"},
              config + "}\n");
}

constexpr const char* haproxy_defaults =
    "defaults\n  mode http\n  timeout connect 5s\n  timeout client 20s\n  timeout server 20s\n";

}  // namespace

TEST_CASE("nginx passes every kind of request on, in HTTP/1.0 and over kept connections") {
  if (!has_program("nginx", "nginx-light") || !has_program("curl", "curl")) return;
  const Sparkd host;
  const std::string kept =
      "proxy_pass http://kept; proxy_http_version 1.1; proxy_set_header Connection \"\";";
  Front front(3);
  start_nginx(
      front, upstream(host),
      {"proxy_pass http://" + upstream(host) + ";", kept, kept + " proxy_request_buffering off;"});

  const auto connections = [&](size_t server) {
    INFO("server " << server);
    return connections_of(host, [&] { check_client(send_by_curl, front.socket(server).url()); });
  };
  CHECK(connections(0) == 13);  // HTTP/1.0, each ended by a close
  CHECK(connections(1) == 1);
  CHECK(connections(2) == 0);  // the same one
}

TEST_CASE("HAProxy passes every kind of request on, over one kept connection") {
  if (!has_program("haproxy", "haproxy") || !has_program("curl", "curl")) return;
  const Sparkd host;
  Front front(1);
  std::string config = haproxy_defaults;
  config += "listen spark\n  bind fd@" + std::to_string(front.socket(0).descriptor());
  config += "\n  server spark " + upstream(host) + "\n";
  front.start({"haproxy", "-db", "-f"}, config);
  CHECK(connections_of(host, [&] { check_client(send_by_curl, front.socket(0).url()); }) == 1);
}

TEST_CASE("HAProxy's health checks find the host well, as it asks by default and by route") {
  if (!has_program("haproxy", "haproxy") || !has_program("curl", "curl")) return;
  const Sparkd host;
  Front front(1);
  std::string config = haproxy_defaults;
  config += "frontend statistics\n  bind fd@" + std::to_string(front.socket(0).descriptor()) +
            "\n  stats enable\n  stats uri /\n";
  const char* const checks[] = {
      "option httpchk",
      "option httpchk GET /ml/health",
      "option httpchk HEAD /ml/health",
      "option httpchk\n  http-check send meth GET uri /v2/health/ready ver HTTP/1.1 hdr Host spark",
  };
  for (size_t i = 0; i < std::size(checks); ++i) {
    config += "backend check-" + std::to_string(i) + "\n  " + checks[i] + "\n  server spark " +
              upstream(host) + " check inter 50ms\n";
  }
  front.start({"haproxy", "-db", "-f"}, config);

  // Each server's row has the last check's result: INI before the first, then L7OK or what is
  // wrong.
  std::string rows;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    rows = run_client(
        {"curl", "-q", "-sS", "--max-time", "20", front.socket(0).url().append("/;csv")});
  } while (rows.find("INI,") != std::string::npos && std::chrono::steady_clock::now() < deadline);
  for (size_t i = 0; i < std::size(checks); ++i) {
    INFO(checks[i]);
    const size_t row = rows.find("\ncheck-" + std::to_string(i) + ",spark,");
    REQUIRE(row != std::string::npos);
    CHECK_THAT(rows.substr(row, rows.find('\n', row + 1) - row), ContainsSubstring("L7OK,"));
  }
}
