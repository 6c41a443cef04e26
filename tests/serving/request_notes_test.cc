// Which requests are noted, and how many get a line.
#include "generation/request_notes.h"

#include <string>

#include "support/catch.h"

using namespace spark::generation;

namespace {

constexpr int64_t second_ns = 1'000'000'000;
constexpr int64_t ms_ns = 1'000'000;

}  // namespace

TEST_CASE("slow and failed requests are noted, each of them") {
  RequestNotes notes({10 * ms_ns, 5});
  CHECK(notes.looks_at(200, 11 * ms_ns, second_ns));
  CHECK(notes.is_slow());
  CHECK(notes.looks_at(500, 1'000, second_ns));
  CHECK(notes.is_slow());
  (void)notes.looks_at(200, 10 * ms_ns, second_ns);
  CHECK(!notes.is_slow());
  (void)notes.looks_at(400, 1'000, second_ns);
  CHECK(!notes.is_slow());
}

TEST_CASE("one request a second of each bucket of durations is a sample") {
  RequestNotes notes({second_ns, 5});
  int64_t now_ns = 100 * second_ns;
  CHECK(notes.looks_at(200, 30'000, now_ns));
  CHECK(!notes.looks_at(200, 30'001, now_ns + 1));
  CHECK(notes.looks_at(200, 400'000, now_ns + 2));  // another bucket
  CHECK(!notes.looks_at(200, 400'001, now_ns + 3));
  CHECK(!notes.looks_at(200, 30'000, now_ns + 4));  // back in the first one
  now_ns += second_ns;
  CHECK(notes.looks_at(200, 30'000, now_ns));
  CHECK(!notes.is_slow());
  CHECK(!notes.looks_at(200, 30'000, now_ns + 1));
}

TEST_CASE("a request keeps its ids until the next one is looked at") {
  RequestNotes notes({ms_ns, 5});
  const std::string trace(32, 'a');
  (void)notes.looks_at(200, 2 * ms_ns, second_ns);
  CHECK(!notes.is_noted());
  notes.keep("start", "-17", trace);
  CHECK(notes.is_noted());
  CHECK(notes.request_id() == "start-17");
  CHECK(notes.trace_id() == trace);
  (void)notes.looks_at(200, 2 * ms_ns, second_ns);
  CHECK(!notes.is_noted());
  CHECK(notes.request_id().empty());
  notes.keep(std::string(200, 'x'), "end", "");
  CHECK(notes.request_id() == std::string(128, 'x'));
  CHECK(notes.trace_id().empty());
}

TEST_CASE("lines are bounded a second, and the others are counted for the next one") {
  RequestNotes notes({ms_ns, 3});
  int64_t now_ns = 5 * second_ns;
  int lines = 0;
  for (int i = 0; i < 100; ++i) lines += notes.takes_line(now_ns) ? 1 : 0;
  CHECK(lines == 3);
  now_ns += second_ns / 3;
  CHECK(notes.takes_line(now_ns));
  CHECK(notes.take_unlogged() == 97);
  CHECK(notes.take_unlogged() == 0);
  CHECK(!notes.takes_line(now_ns));
  now_ns += 60 * second_ns;  // a quiet minute saves no more than a second's lines
  lines = 0;
  for (int i = 0; i < 100; ++i) lines += notes.takes_line(now_ns) ? 1 : 0;
  CHECK(lines == 3);
}

TEST_CASE("without lines every slow request is counted") {
  RequestNotes notes({ms_ns, 0});
  CHECK(!notes.takes_line(second_ns));
  CHECK(notes.take_unlogged() == 1);
}
