#include "fake_server.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <memory>

namespace spark::test {

using boost::asio::ip::tcp;

std::string http_answer(uint32_t status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

FakeServer::FakeServer(Respond respond) : respond_(std::move(respond)) {
  accept();
  thread_ = std::thread([this] { context_.run(); });
}

FakeServer::~FakeServer() {
  context_.stop();
  thread_.join();
}

std::vector<SeenRequest> FakeServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void FakeServer::accept() {
  acceptor_.async_accept([this](boost::system::error_code code, tcp::socket socket) {
    if (code) return;
    socket.set_option(tcp::no_delay(true), code);  // answers go out one by one
    serve(std::make_shared<tcp::socket>(std::move(socket)), std::make_shared<std::string>());
    accept();
  });
}

void FakeServer::serve(std::shared_ptr<tcp::socket> socket, std::shared_ptr<std::string> held) {
  auto chunk = std::make_shared<std::vector<char>>(4096);
  socket->async_read_some(boost::asio::buffer(*chunk),
                          [=, this](boost::system::error_code code, size_t count) {
                            if (code) return;
                            held->append(chunk->data(), count);
                            if (answer(*socket, *held)) serve(socket, held);
                          });
}

bool FakeServer::answer(tcp::socket& socket, std::string& held) {
  for (;;) {
    const size_t head_end = held.find("\r\n\r\n");
    if (head_end == std::string::npos) return true;
    SeenRequest request;
    request.head = held.substr(0, head_end + 2);
    boost::system::error_code gone;
    request.connection = socket.remote_endpoint(gone).port();
    const size_t length_at = request.head.find("Content-Length: ");
    const size_t length =
        length_at == std::string::npos ? 0 : std::stoul(request.head.substr(length_at + 16));
    if (held.size() < head_end + 4 + length) return true;
    request.body = held.substr(head_end + 4, length);
    held.erase(0, head_end + 4 + length);
    request.method = request.head.substr(0, request.head.find(' '));
    const size_t target = request.method.size() + 1;
    request.target = request.head.substr(target, request.head.find(' ', target) - target);
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
    }
    const std::string reply = respond_(request);
    if (reply == "hang") continue;
    boost::system::error_code code;
    if (!reply.empty()) boost::asio::write(socket, boost::asio::buffer(reply), code);
    const bool last = reply.find("Connection: close") != std::string::npos;
    if (reply.empty() || last || code) {
      socket.close(code);
      return false;
    }
  }
}

}  // namespace spark::test
