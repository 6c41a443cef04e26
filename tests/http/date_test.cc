#include "http/date.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.h"
#include "http/conversation.h"
#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

std::string rendered(int64_t utc_ms) {
  DateHeader date;
  date.keep(utc_ms);
  return std::string(date.text());
}

// Seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT".
int64_t second_of(const std::string& date) {
  std::tm parts{};
  REQUIRE(::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) != nullptr);
  return ::timegm(&parts);
}

}  // namespace

TEST_CASE("a date is rendered as HTTP writes it") {
  CHECK(rendered(0) == "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
  CHECK(rendered(784'111'777'000) == "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  CHECK(rendered(784'111'777'999) == "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  CHECK(rendered(951'782'400'000) == "Date: Tue, 29 Feb 2000 00:00:00 GMT\r\n");
  CHECK(rendered(1'735'689'599'000) == "Date: Tue, 31 Dec 2024 23:59:59 GMT\r\n");
  CHECK(rendered(4'102'444'800'000) == "Date: Fri, 01 Jan 2100 00:00:00 GMT\r\n");
}

TEST_CASE("a date is rendered anew when its second is over, also backwards") {
  DateHeader date;
  CHECK(date.text().empty());
  date.keep(0);
  date.keep(999);
  CHECK(date.text() == "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
  date.keep(1'000);
  CHECK(date.text() == "Date: Thu, 01 Jan 1970 00:00:01 GMT\r\n");
  date.keep(999);
  CHECK(date.text() == "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
}

TEST_CASE("every answer has a date, whoever gives it") {
  std::unique_ptr<Deferred> deferred;
  Place place({{"GET", "/read", Access::open, [](Exchange& x) { x.response().status(200); }},
               {"GET", "/nothing", Access::open, [](Exchange& x) { x.response().status(204); }},
               {"GET", "/guarded", Access::admin, [](Exchange& x) { x.response().status(200); }},
               {"GET", "/late", Access::open, [&](Exchange& x) { deferred = x.defer(); }}});
  place.date.keep(784'111'777'000);
  const std::string date = "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
  const std::string host = " HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n";
  for (const std::string& bytes :
       {"GET /read" + host, "HEAD /read" + host, "GET /nothing" + host, "GET /guarded" + host,
        "GET /nowhere" + host, "PUT /read" + host, "OPTIONS /read" + host,
        std::string("GET /read HTTP/1.1\r\n\r\n")}) {
    INFO(bytes);
    const auto conversation = std::make_shared<Conversation>(place, Peer{true});
    const std::string answer = conversation->say(bytes);
    const size_t at = answer.find(date);
    CHECK(at < answer.find("\r\n\r\n"));
    CHECK(answer.find("\r\nDate:", at + 1) == std::string::npos);
  }
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  conversation->say("GET /late" + host);
  CHECK(conversation->give_up().find(date) != std::string::npos);
  CHECK(conversation->refuse(408, "late").find(date) != std::string::npos);
}

TEST_CASE("a server's date is that of its answer, also after it was idle") {
  Fixture fixture;
  const auto told_s = [&] { return second_of(fixture.connect().get("/hello").header("Date")); };
  const int64_t before_s = spark::base::utc_ms() / 1'000;
  const int64_t first_s = told_s();
  CHECK(first_s >= before_s - 1);
  CHECK(first_s <= spark::base::utc_ms() / 1'000);
  // Well into the next second; nobody is connected meanwhile.
  const int64_t next_s = spark::base::utc_ms() / 1'000 + 1;
  const auto next = std::chrono::system_clock::time_point(std::chrono::seconds(next_s));
  std::this_thread::sleep_until(next + std::chrono::milliseconds(300));
  CHECK(told_s() >= next_s);
}
