// A host for one test: answers each request with what the test says, on a free port, from its own
// thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "spark/tool/http_client.h"

namespace spark::test {

struct SeenRequest {
  std::string head;  // all header lines
  std::string method;
  std::string target;
  std::string body;
  uint64_t connection = 0;  // the same for requests over one
};

// The whole answer as it goes over the wire; "" closes the connection, "hang" never answers.
using Respond = std::function<std::string(const SeenRequest&)>;

[[nodiscard]] std::string http_answer(uint32_t status, const std::string& body,
                                      const std::string& headers = "");

class FakeServer {
 public:
  explicit FakeServer(Respond respond);
  ~FakeServer();

  [[nodiscard]] uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] tool::Address address() const { return {"127.0.0.1", port()}; }
  [[nodiscard]] std::string url() const { return "http://" + address().text(); }
  [[nodiscard]] std::vector<SeenRequest> seen() const;

 private:
  void accept();
  void serve(std::shared_ptr<boost::asio::ip::tcp::socket> socket,
             std::shared_ptr<std::string> held);
  // Answers all whole requests in `held`; false if the connection is to be closed.
  bool answer(boost::asio::ip::tcp::socket& socket, std::string& held);

  Respond respond_;
  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
  mutable std::mutex mutex_;
  std::vector<SeenRequest> seen_;
  std::thread thread_;
};

}  // namespace spark::test
