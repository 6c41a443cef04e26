// A conversation without a socket: what cannot be had over loopback, or would take minutes.
#include "http/conversation.h"

#include <memory>
#include <string>
#include <vector>

#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

const std::string host = " HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n";

Handler nothing() {
  return [](Exchange& exchange) { exchange.response().status(200); };
}

}  // namespace

TEST_CASE("a deferred answer is waited for as long as the handler asks, within bounds") {
  const struct {
    uint32_t asked_ms;
    uint32_t given_ms;
  } cases[] = {{0, 5'000},
               {1, 1},
               {5'001, 5'001},
               {deferred_wait_ms_max, deferred_wait_ms_max},
               {deferred_wait_ms_max + 1, deferred_wait_ms_max},
               {UINT32_MAX, deferred_wait_ms_max}};
  for (const auto& c : cases) {
    std::unique_ptr<Deferred> deferred;
    Place place({{"GET", "/later", Access::open,
                  [&](Exchange& exchange) { deferred = exchange.defer(c.asked_ms); }}});
    const auto conversation = std::make_shared<Conversation>(place, Peer{true});
    CHECK(conversation->say("GET /later" + host).empty());
    CHECK(conversation->wait_ms() == c.given_ms);
  }
}

TEST_CASE("a denial says whether the caller is on this machine, and only so much of the path") {
  const std::string longest(denial_path_bytes_max - 7, 'p');  // with the prefix
  const struct {
    const char* name;
    bool loopback;
    std::string path;
    std::string told;
  } cases[] = {{"elsewhere", false, "/below/x", "/below/x"},
               {"here", true, "/below/x", "/below/x"},
               {"the longest path", true, "/below/" + longest, "/below/" + longest},
               {"a longer one", true, "/below/" + longest + "q", "/below/" + longest}};
  for (const auto& c : cases) {
    INFO(c.name);
    Place place({{"GET", "/below/*", Access::admin, nothing()}});
    std::string path;
    int calls = 0;
    bool loopback = !c.loopback;
    place.on_denied = [&](const Denial& denial) {
      ++calls;
      path = denial.path;
      loopback = denial.loopback;
    };
    const auto conversation = std::make_shared<Conversation>(place, Peer{c.loopback});
    CHECK(conversation->say("GET " + c.path + host).substr(0, 12) == "HTTP/1.1 401");
    CHECK(calls == 1);
    CHECK(path == c.told);
    CHECK(loopback == c.loopback);
  }
}

TEST_CASE("denials need nobody to be told of them") {
  Place place({{"GET", "/guarded", Access::safe, nothing()}});
  const auto conversation = std::make_shared<Conversation>(place, Peer{false});
  CHECK(conversation->say("GET /guarded" + host).substr(0, 12) == "HTTP/1.1 401");
}
