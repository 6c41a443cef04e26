#include "spark/tool/http_client.h"

#include <poll.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cctype>
#include <charconv>
#include <chrono>
#include <utility>

#include "spark/tool/visible.h"

namespace spark::tool {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr size_t read_bytes = 64 * 1024;

std::string reason(const error_code& code) {
  std::string text = code.message();
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

// Waits until the socket is ready for `events` or the deadline has passed; false then.
bool wait_for(int socket, short events, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  if (left <= 0) return false;
  pollfd polled{socket, events, 0};
  // An interrupted wait counts as ready: the caller tries, would block, and comes back.
  return ::poll(&polled, 1, static_cast<int>(left)) != 0;
}

}  // namespace

bool is_method(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_target(std::string_view text) {
  return text.starts_with('/') &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

struct Client::Impl {
  Impl(Address address_, ClientOptions options_)
      : address(std::move(address_)), options(std::move(options_)) {
    fixed_head =
        " HTTP/1.1\r\nHost: " + (address.socket.empty() ? address.text() : "localhost") + "\r\n";
    if (!options.token.empty()) fixed_head += "Authorization: Bearer " + options.token + "\r\n";
    for (const Header& header : options.headers) {
      fixed_head += header.name + ": " + header.value + "\r\n";
    }
  }

  Error lost(std::string_view doing, const std::string& why) {
    close();
    return Error{Exit::failed, std::string(doing) + " " + address.text() + ": " + why};
  }

  void close() {
    error_code ignored;
    socket.close(ignored);
    buffer.clear();
  }

  Address address;
  ClientOptions options;
  std::string fixed_head;  // what every request has in common, from the version on
  asio::io_context context{1};
  asio::generic::stream_protocol::socket socket{context};
  boost::beast::flat_buffer buffer;  // received and not yet parsed
};

Client::Client(Address address, ClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(address), std::move(options))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

const Address& Client::address() const {
  return impl_->address;
}

Result<void> Client::connect() {
  Impl& me = *impl_;
  if (me.socket.is_open()) return {};
  const auto unreachable = [&](const std::string& why) {
    me.close();
    return Error{Exit::unreachable, "cannot connect to " + me.address.text() + ": " + why +
                                        "; is sparkd running? start it with `make run`"};
  };

  error_code code;
  std::vector<asio::generic::stream_protocol::endpoint> endpoints;
  if (me.address.socket.empty()) {
    tcp::resolver resolver(me.context);
    for (const auto& each :
         resolver.resolve(me.address.host, std::to_string(me.address.port), code))
      endpoints.emplace_back(each.endpoint());
    if (code) return unreachable(reason(code));
  } else {
    endpoints.emplace_back(asio::local::stream_protocol::endpoint(me.address.socket));
  }

  code = asio::error::would_block;
  asio::async_connect(me.socket, endpoints,
                      [&](const error_code& result, const auto&) { code = result; });
  me.context.restart();
  me.context.run_for(std::chrono::milliseconds(me.options.connect_timeout_ms));
  if (!me.context.stopped()) {
    me.close();
    me.context.run();  // lets the cancelled operation finish before its handler's references die
    return unreachable("no answer within " + std::to_string(me.options.connect_timeout_ms) + " ms");
  }
  if (code) return unreachable(reason(code));
  if (me.address.socket.empty()) me.socket.set_option(tcp::no_delay(true), code);
  me.socket.non_blocking(true, code);
  if (code) return unreachable(reason(code));
  return {};
}

void Client::append_request(std::string& out, std::string_view method, std::string_view target,
                            std::string_view body) const {
  out.append(method).append(" ").append(target).append(impl_->fixed_head);
  if (!body.empty() || method == "POST") {
    char length[20];
    const auto end = std::to_chars(length, length + sizeof length, body.size()).ptr;
    out.append("Content-Type: application/json\r\nContent-Length: ").append(length, end);
    out.append("\r\n");
  }
  out.append("\r\n").append(body);
}

Result<void> Client::send(std::string_view requests) {
  if (Result<void> connected = connect(); !connected) return connected.error();
  Impl& me = *impl_;
  const auto deadline = Clock::now() + std::chrono::milliseconds(me.options.write_timeout_ms);
  while (!requests.empty()) {
    error_code code;
    const size_t written = me.socket.write_some(asio::buffer(requests), code);
    requests.remove_prefix(written);
    if (code == asio::error::would_block) {
      if (!wait_for(me.socket.native_handle(), POLLOUT, deadline)) {
        return me.lost("writing to", "nothing taken within " +
                                         std::to_string(me.options.write_timeout_ms) + " ms");
      }
    } else if (code) {
      return me.lost("writing to", reason(code));
    }
  }
  return {};
}

Result<Response> Client::receive() {
  Impl& me = *impl_;
  if (!me.socket.is_open())
    return Error{Exit::failed, "reading from " + me.address.text() + ": not connected"};
  const auto deadline = Clock::now() + std::chrono::milliseconds(me.options.response_timeout_ms);
  http::response_parser<http::string_body> parser;
  parser.eager(true);
  parser.body_limit(me.options.response_bytes_max);

  while (!parser.is_done()) {
    error_code code;
    if (me.buffer.size() > 0) {
      me.buffer.consume(parser.put(me.buffer.data(), code));
      if (parser.is_done()) break;
      if (code && code != http::error::need_more) {
        return me.lost("not HTTP from", reason(code));
      }
    }
    const size_t read = me.socket.read_some(me.buffer.prepare(read_bytes), code);
    me.buffer.commit(read);
    if (code == asio::error::eof) {
      if (!parser.got_some()) return me.lost("reading from", "the connection was closed");
      parser.put_eof(code);
      if (code) return me.lost("reading from", "the connection was closed within an answer");
    } else if (code == asio::error::would_block) {
      if (!wait_for(me.socket.native_handle(), POLLIN, deadline)) {
        return me.lost("reading from", "no answer within " +
                                           std::to_string(me.options.response_timeout_ms) + " ms");
      }
    } else if (code) {
      return me.lost("reading from", reason(code));
    }
  }

  const bool keep = parser.keep_alive();
  Response answer{parser.get().result_int(), std::move(parser.get().body())};
  if (!keep) me.close();
  return answer;
}

Result<Response> Client::call(std::string_view method, std::string_view target,
                              std::string_view body) {
  if (!is_method(method) || !is_target(target)) {
    return Error{Exit::failed, "\"" + visible(method) + " " + visible(target) +
                                   "\": expected a method and a path of visible ASCII characters"};
  }
  std::string request;
  append_request(request, method, target, body);
  if (Result<void> sent = send(request); !sent) return sent.error();
  return receive();
}

}  // namespace spark::tool
