// Work after a response: once for every response, and when.
#include <algorithm>
#include <atomic>
#include <future>

#include "http/conversation.h"
#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

// What happened, in order.
class Log {
 public:
  void add(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    text_ += text_.empty() ? what : " " + what;
  }
  [[nodiscard]] std::string text() const {
    const std::scoped_lock lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

struct Subject {
  Log log;
  std::atomic<int> followed{0};
  std::shared_future<void> held;                              // by work that is held
  std::shared_future<void> handler_held;                      // by a handler that is held
  std::function<void()> in_handler = [] {}, in_work = [] {};  // called in them
  std::string body = "answer";
};

// GET and POST /counted: answers at once, and leaves something for later.
std::vector<Route> counted(Subject& subject) {
  const Handler handle = [&subject](Exchange& exchange) {
    subject.log.add("handled");
    subject.in_handler();
    if (subject.handler_held.valid()) subject.handler_held.wait();
    exchange.response().status(200);
    exchange.response().body() = subject.body;
    exchange.follow_up({[](void* raw) noexcept {
                          auto& own = *static_cast<Subject*>(raw);
                          own.in_work();
                          if (own.held.valid()) own.held.wait();
                          own.log.add("followed");
                          ++own.followed;
                        },
                        &subject});
  };
  return {{"GET", "/counted", Access::open, handle}, {"POST", "/counted", Access::open, handle}};
}

struct Served {
  explicit Served(Subject& subject) {
    fixture.server->publish(std::make_shared<const std::vector<Router>>(
                                std::vector<Router>{Router(counted(subject)), Router({})}),
                            [](uint32_t) {});
  }
  Fixture fixture;
};

const std::string host = " HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n";
const std::string get = "GET /counted" + host;

size_t answers_in(const std::string& output) {
  size_t count = 0;
  for (size_t at = 0; (at = output.find("HTTP/1.1 200", at)) != std::string::npos; ++at) ++count;
  return count;
}

}  // namespace

TEST_CASE("in a batch, work is done before the next request and the last one's after the write") {
  Subject subject;
  Place place(counted(subject));
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  CHECK(answers_in(conversation->say(get + get + get)) == 3);  // one write
  CHECK(subject.log.text() == "handled followed handled followed handled");
  place.run_follow_up();
  CHECK(subject.followed == 3);
  place.run_follow_up();
  CHECK(subject.followed == 3);
}

TEST_CASE("half a request behind another does not make the first one's answer wait") {
  Subject subject;
  Place place(counted(subject));
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  CHECK(answers_in(conversation->say(get + "GET /coun")) == 1);
  CHECK(subject.log.text() == "handled");
  CHECK(answers_in(conversation->say("ted" + host)) == 1);
  CHECK(subject.log.text() == "handled followed handled");
}

TEST_CASE("work is done once, whatever comes behind the request in the same bytes") {
  const std::string next =
      GENERATE("nonsense\r\n\r\n", "GET /unknown HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n",
               "POST /counted HTTP/1.1\r\nHost: 10.1.2.3\r\nContent-Length: 99999999\r\n\r\n");
  CAPTURE(next);
  Subject subject;
  Place place(counted(subject));
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  conversation->say(get + next);
  place.run_follow_up();
  CHECK(subject.log.text() == "handled followed");
}

TEST_CASE("a client has its answer while work is held, and its next request waits for it") {
  Subject subject;
  std::promise<void> release;
  subject.held = release.get_future().share();
  const Served served(subject);
  Client client = served.fixture.connect();
  client.send(get);
  CHECK(client.read().body == "answer");
  CHECK(subject.followed == 0);
  client.send(get);
  release.set_value();
  CHECK(client.read().body == "answer");
  CHECK(subject.log.text().starts_with("handled followed handled"));
}

TEST_CASE("work is done before its connection ends") {
  const std::string request =
      GENERATE("GET /counted HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
               "GET /counted HTTP/1.0\r\n\r\n",
               "HEAD /counted HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CAPTURE(request);
  Subject subject;
  const Served served(subject);
  Client client = served.fixture.connect();
  client.send(request);
  client.read_to_end();
  CHECK(subject.log.text() == "handled followed");
}

TEST_CASE("work is done once for a client that is gone before its answer") {
  Subject subject;
  std::promise<void> in_handler;
  std::promise<void> release;
  subject.in_handler = [&] { in_handler.set_value(); };
  subject.handler_held = release.get_future().share();
  const Served served(subject);
  Client client = served.fixture.connect();
  client.send(get);
  in_handler.get_future().wait();
  client.reset();
  release.set_value();
  Fixture::until([&] { return subject.followed > 0; });
  Fixture::until([&] { return served.fixture.server->open_connections() == 0; });
  CHECK(subject.log.text() == "handled followed");
}

TEST_CASE("work does not wait for a client that does not read its answer") {
  Subject subject;
  subject.body.assign(3'000'000, 'x');
  const Served served(subject);
  Client client(served.fixture.port(), 4096);
  client.send(get);
  Fixture::until([&] { return subject.followed == 1; });
  subject.body = "answer";
  CHECK(client.read().body.size() == 3'000'000);
  CHECK(client.get("/counted").body == "answer");
  CHECK(subject.log.text().starts_with("handled followed handled"));
}

TEST_CASE("a worker lets go of its routes only when their work is done") {
  Subject subject;
  std::promise<void> in_work;
  std::promise<void> release;
  std::promise<void> acknowledged;
  subject.in_work = [&] { in_work.set_value(); };
  subject.held = release.get_future().share();
  const Served served(subject);
  Client client = served.fixture.connect();
  client.send(get);
  CHECK(client.read().status == 200);
  in_work.get_future().wait();
  served.fixture.server->publish(
      std::make_shared<const std::vector<Router>>(std::vector<Router>{Router({}), Router({})}),
      [&](uint32_t) {
        subject.log.add("acknowledged");
        acknowledged.set_value();
      });
  release.set_value();
  acknowledged.get_future().wait();
  CHECK(subject.log.text() == "handled followed acknowledged");
}

TEST_CASE("a drain waits for the work of the last answers") {
  Subject subject;
  std::promise<void> in_work;
  std::promise<void> release;
  std::promise<void> drained;
  subject.in_work = [&] { in_work.set_value(); };
  subject.held = release.get_future().share();
  const Served served(subject);
  Client client = served.fixture.connect();
  client.send(get);
  CHECK(client.read().status == 200);
  in_work.get_future().wait();
  served.fixture.server->drain([&] {
    subject.log.add("drained");
    drained.set_value();
  });
  release.set_value();
  drained.get_future().wait();
  CHECK(subject.log.text() == "handled followed drained");
}
