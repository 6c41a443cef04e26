#include "spark/tool/address.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cctype>
#include <charconv>

namespace spark::tool {
namespace {

namespace ip = boost::asio::ip;

// It becomes part of a header line.
bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view(".-_:%").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string Address::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Address> parse_url(std::string_view url) {
  const auto wrong = [&] {
    return Error{Exit::usage,
                 "\"" + std::string(url) + "\": expected a URL such as http://127.0.0.1:4001"};
  };
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return wrong();
  std::string_view rest = url.substr(scheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);

  const size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  std::string_view host = rest.substr(0, colon);
  const std::string_view port = rest.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!is_host(host)) return wrong();

  Address address{std::string(host), 0};
  const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (code != std::errc() || end != port.data() + port.size() || address.port == 0) return wrong();
  return address;
}

bool is_numeric(std::string_view host) {
  boost::system::error_code failed;
  ip::make_address(std::string(host), failed);
  return !failed && is_host(host);
}

// What a socket can be bound to is one's own.
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
  if (address.host == "localhost") return true;
  boost::system::error_code failed;
  const ip::address numeric = ip::make_address(address.host, failed);
  if (failed) return false;
  if (numeric.is_v6() && numeric.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, numeric.to_v6()).is_loopback();
  return numeric.is_loopback();
}

}  // namespace spark::tool
