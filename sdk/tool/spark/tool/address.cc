#include "spark/tool/address.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <cctype>

namespace spark::tool {
namespace {

namespace ip = boost::asio::ip;

// The host becomes part of a header line.
bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view(".-_:%").find(c) != std::string_view::npos;
  });
}

constexpr std::string_view socket_scheme = "unix:";
constexpr size_t socket_path_bytes_max = 107;  // what the system allows

Result<Address> parse_socket(std::string_view url) {
  const std::string_view path = url.substr(socket_scheme.size());
  const bool is_visible =
      std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c != 0x7F; });
  if (!path.starts_with('/') || !is_visible || path.size() > socket_path_bytes_max)
    return Error{Exit::usage, "\"" + std::string(url) +
                                  "\": expected an absolute path of at most " +
                                  std::to_string(socket_path_bytes_max) +
                                  " visible characters, such as unix:/run/spark/admin.sock"};
  return Address{"", 0, std::string(path)};
}

}  // namespace

std::string Address::url() const {
  return socket.empty() ? "http://" + text() : text();
}

std::string Address::text() const {
  if (!socket.empty()) return std::string(socket_scheme) + socket;
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// Refuses any path but "/", since Boost.URL (1.81) takes "1x" for the port 1 and the path x.
Result<Address> parse_url(std::string_view url) {
  if (url.starts_with(socket_scheme)) return parse_socket(url);
  const auto parsed = boost::urls::parse_uri(url);
  const bool is_plain = parsed && parsed->scheme_id() == boost::urls::scheme::http &&
                        !parsed->has_userinfo() && !parsed->has_query() &&
                        !parsed->has_fragment() && is_host(parsed->host_address()) &&
                        (parsed->encoded_path().empty() || parsed->encoded_path() == "/");
  if (!is_plain || parsed->port_number() == 0) {
    return Error{
        Exit::usage,
        "\"" + std::string(url) +
            "\": expected a URL such as http://127.0.0.1:4001, or unix:/run/spark/admin.sock"};
  }
  return Address{parsed->host_address(), parsed->port_number()};
}

bool is_numeric(std::string_view host) {
  boost::system::error_code failed;
  ip::make_address(std::string(host), failed);
  return !failed && is_host(host);
}

// An address is this machine's own if a socket can be bound to it.
bool is_own(std::string_view host) {
  boost::system::error_code failed;
  const ip::address address = ip::make_address(std::string(host), failed);
  if (failed || address.is_unspecified() || address.is_multicast()) return false;
  boost::asio::io_context context;
  ip::tcp::socket socket(context);
  const ip::tcp::endpoint endpoint(address, 0);
  socket.open(endpoint.protocol(), failed);
  if (!failed) socket.bind(endpoint, failed);
  return !failed;
}

bool is_loopback(const Address& address) {
  if (!address.socket.empty() || address.host == "localhost") return true;
  boost::system::error_code failed;
  const ip::address numeric = ip::make_address(address.host, failed);
  if (failed) return false;
  if (numeric.is_v6() && numeric.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, numeric.to_v6()).is_loopback();
  return numeric.is_loopback();
}

}  // namespace spark::tool
