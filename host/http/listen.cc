#include "http/listen.h"

#include <sys/socket.h>

#include <boost/asio/ip/address.hpp>

namespace spark::http {
namespace {

using ErrorCode = boost::system::error_code;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

ErrorCode bind(Acceptor& acceptor, const Tcp::endpoint& endpoint, bool shared) {
  ErrorCode error;
  acceptor.open(endpoint.protocol(), error);
  // Lets a restart bind while old connections are in TIME_WAIT; a listening socket still excludes
  // us.
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error && shared) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.bind(endpoint, error);
  return error;
}

base::Error failed(const ListenerSpec& spec, const std::string& why) {
  return base::Error("listener \"" + spec.name + "\": cannot listen on " + spec.address + " port " +
                     std::to_string(spec.port) + ": " + why);
}

base::Error failed(const ListenerSpec& spec, const ErrorCode& error) {
  if (error == asio::error::address_in_use) {
    return failed(spec, "address in use; another program, or a second instance, has it");
  }
  return failed(spec, error.message());
}

}  // namespace

namespace {

// The workers share one socket: each has a descriptor of its own, and one that is busy leaves its
// connections to the others.
base::Result<Listening> listen_locally(const ListenerSpec& spec,
                                       const std::vector<asio::io_context*>& contexts) {
  auto bound = BoundSocket::bind(*spec.local);
  if (!bound) return base::Error("listener \"" + spec.name + "\": " + bound.error().text);
  Listening listening;
  for (asio::io_context* context : contexts) {
    const auto descriptor = bound->another();
    if (!descriptor)
      return base::Error("listener \"" + spec.name + "\": " + descriptor.error().text);
    ErrorCode error;
    Acceptor& acceptor = listening.acceptors.emplace_back(*context);
    acceptor.assign(AnyStream(AF_UNIX, 0), *descriptor, error);
    if (!error) acceptor.non_blocking(true, error);
    if (error) return base::Error("listener \"" + spec.name + "\": " + error.message());
  }
  bound->close_own();
  listening.bound = std::make_unique<BoundSocket>(std::move(*bound));
  return listening;
}

}  // namespace

base::Result<Listening> listen(const ListenerSpec& spec,
                               const std::vector<asio::io_context*>& contexts) {
  if (spec.local) return listen_locally(spec, contexts);
  ErrorCode error;
  const auto address =
      asio::ip::make_address(spec.address == "localhost" ? "127.0.0.1" : spec.address, error);
  if (error) return failed(spec, "the address must be an IPv4 or IPv6 address, or localhost");

  // The first acceptor only finds out whether the port is free and, for port 0, its number. It
  // stays open until the others are bound, and never listens.
  Acceptor probe(*contexts.front());
  if ((error = bind(probe, {address, spec.port}, false))) return failed(spec, error);
  const Tcp::endpoint bound = tcp_endpoint(probe.local_endpoint(error));
  if (error) return failed(spec, error);

  Listening listening{address.to_string(), bound.port(), {}, nullptr};
  for (asio::io_context* context : contexts) {
    Acceptor& acceptor = listening.acceptors.emplace_back(*context);
    if ((error = bind(acceptor, bound, true))) return failed(spec, error);
  }
  probe.close(error);
  for (Acceptor& acceptor : listening.acceptors) {
    acceptor.listen(Acceptor::max_listen_connections, error);
    if (!error) acceptor.non_blocking(true, error);
    if (error) return failed(spec, error);
  }
  return listening;
}

}  // namespace spark::http
