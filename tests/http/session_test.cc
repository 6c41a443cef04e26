// A conversation without a socket: what cannot be had over loopback, or would take minutes.
#include "http/conversation.h"

#include <memory>
#include <string>
#include <vector>

#include "base/worker.h"
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

TEST_CASE("every answer counts for the route whose request it answers, refusals included") {
  spark::base::this_worker = 0;
  Tally open(1), admin(1);
  const auto counted_by = [](Tally& tally) {
    return [&tally](std::string_view) { return &tally; };
  };
  std::unique_ptr<Deferred> deferred;
  Place place({{"GET", "/open", Access::open, nothing(), {}, counted_by(open)},
               {"GET",
                "/later",
                Access::open,
                [&](Exchange& exchange) { deferred = exchange.defer(); },
                {},
                counted_by(open)},
               {"GET", "/silent", Access::open, [](Exchange&) {}, {}, counted_by(open)},
               {"POST", "/open", Access::open, nothing(), {}, counted_by(open)},
               {"GET", "/admin", Access::admin, nothing(), {}, counted_by(admin)},
               {"GET", "/uncounted", Access::open, nothing()}});
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  const auto count = [](const Tally& tally, uint16_t code) {
    for (size_t place = 0; place < answer_codes.size(); ++place)
      if (answer_codes[place] == code) return tally.total(place);
    return uint64_t{0};
  };
  (void)conversation->say("GET /open" + host + "HEAD /open" + host + "GET /none" + host +
                          "GET /uncounted" + host + "GET /silent" + host + "GET /admin" + host);
  CHECK(count(open, 200) == 2);
  CHECK(count(open, 404) == 0);
  CHECK(count(open, 500) == 1);
  CHECK(count(admin, 200) == 0);
  CHECK(count(admin, 401) + count(admin, 403) == 1);
  (void)conversation->say("GET /later" + host);
  CHECK(count(open, 503) == 0);
  CHECK_FALSE(conversation->give_up().empty());
  CHECK(count(open, 503) == 1);
  (void)conversation->say(
      "POST /open HTTP/1.1\r\nHost: 10.1.2.3\r\nContent-Length: 99999999\r\n\r\n");
  CHECK(count(open, 413) == 1);
  spark::base::this_worker = spark::base::not_a_worker;
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
