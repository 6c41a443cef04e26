// A conversation without a socket.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
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
  ~Place() override { outlet->shut(); }  // a deferred answer may outlive it
  void forget(Connection&) override {}
  asio::io_context io{1};
};

class Conversation final : public Session {
 public:
  Conversation(Context& context, Peer peer) : Session(context, 0, peer) {}
  using Session::wait_ms;

  bool has_more_to_read = false;  // bytes have come that were not read

  // What is answered when the wait for a deferred answer is over.
  std::string give_up() {
    output_.clear();
    refuse_deferred();
    return output_;
  }

  // What is answered to these bytes.
  std::string say(const std::string& bytes) {
    for (const char c : bytes) {
      if (!input_.make_room()) throw std::runtime_error("there is no room for input");
      *input_.room() = c;
      arrived();
      input_.commit(1);
    }
    output_.clear();
    if (!serve()) throw std::runtime_error("more output than was foreseen");
    return output_;
  }

 private:
  void resume() override {}
  bool more_to_read() override { return has_more_to_read; }
};

}  // namespace spark::http::test
