// A conversation without a socket.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/outlet.h"
#include "http/session.h"

namespace spark::http::test {

struct Place final : Context {
  explicit Place(std::vector<Route> routes) {
    doors.push_back({"s3cret", "10.1.2.3"});
    routers = std::make_shared<const std::vector<Router>>(1, Router(std::move(routes)));
    outlet = std::make_shared<Outlet>(io);
  }
  ~Place() { outlet->shut(); }  // a deferred answer may outlive it
  asio::io_context io{1};
};

class Conversation final : public std::enable_shared_from_this<Conversation>, private Carrier {
 public:
  Conversation(Context& context, Peer peer) : session_(context, 0, peer, *this) {}

  bool has_more_to_read = false;  // bytes have come that were not read

  [[nodiscard]] uint32_t wait_ms() const { return session_.wait_ms(); }

  void answer_deferred(uint64_t ticket, uint32_t code, ContentType type, std::string_view body) {
    session_.answer_deferred(ticket, code, type, body);
  }

  // What is answered when the wait for a deferred answer is over.
  std::string give_up() {
    take();
    session_.refuse_deferred();
    return take();
  }

  // What is answered when the connection gives up reading.
  std::string refuse(uint32_t code, std::string_view why) {
    take();
    session_.refuse(code, why);
    return take();
  }

  // What is answered to these bytes.
  std::string say(const std::string& bytes) {
    for (const char c : bytes) {
      Buffer& input = session_.input();
      if (!input.make_room()) throw std::runtime_error("there is no room for input");
      *input.room() = c;
      session_.arrived(1);
    }
    take();
    if (!session_.serve()) throw std::runtime_error("more output than was foreseen");
    return take();
  }

 private:
  bool more_to_read() override { return has_more_to_read; }
  void resume() override {}
  std::weak_ptr<Session> session() override {
    return std::shared_ptr<Session>(shared_from_this(), &session_);
  }

  std::string take() {
    std::string said(session_.output().unsent());
    session_.output().sent(said.size());
    return said;
  }

  Session session_;
};

}  // namespace spark::http::test
