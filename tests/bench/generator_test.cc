// The load generator itself: what it counts, and that a wrong answer is no measurement.
#include "bench/generator.h"

#include "bench/process.h"
#include "support/catch.h"

using namespace spark::bench;

TEST_CASE("a quantile is exact to one bucket") {
  Histogram histogram;
  CHECK(histogram.quantile_ns(0.5) == 0);
  for (uint64_t ns = 1; ns <= 100'000; ++ns) histogram.record(ns);
  CHECK(histogram.count() == 100'000);
  for (const double q : {0.001, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const double exact = q * 99'999 + 1;
    const auto got = static_cast<double>(histogram.quantile_ns(q));
    CHECK(got >= exact - 1);
    CHECK(got <= exact * 1.017 + 1);
  }
  for (const uint64_t ns : {1u, 63u, 64u, 127u, 128u, 1'000u, 4'096u, 123'456'789u}) {
    Histogram one;
    one.record(ns);
    CHECK(one.quantile_ns(0.5) >= ns);
    CHECK(one.quantile_ns(0.5) - ns <= ns / 64);
  }
  Histogram other;
  other.record(1'000'000'000);
  histogram.add(other);
  CHECK(histogram.quantile_ns(1.0) >= 1'000'000'000);
  CHECK(histogram.count() == 100'001);
}

TEST_CASE("an open loop's requests fall due at its rate, whatever became of those before") {
  CHECK(due_ns(0, 1'000) == 0);
  CHECK(due_ns(1, 1'000) == 1'000'000);
  CHECK(due_ns(2'500, 1'000) == 2'500'000'000);
}

TEST_CASE("an answer is whole, not there yet, or wrong") {
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
  CHECK(answer_bytes(whole) == whole.size());
  CHECK(answer_bytes(whole + "HTTP") == whole.size());
  for (size_t cut = 0; cut < whole.size(); ++cut) CHECK(answer_bytes(whole.substr(0, cut)) == 0);
  CHECK_THROWS(answer_bytes("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"));
  CHECK_THROWS(answer_bytes("HTTP/1.1 200 OK\r\n\r\n"));
}

TEST_CASE("closed and open loops are answered in full by the raw server") {
  const Child server({SPARK_BUILD_DIR "/tests/bench/spark-raw-epoll", "10"}, true);
  Load load;
  load.port = static_cast<uint16_t>(std::stoi(server.line()));
  load.request = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
  load.connections = 4;
  load.depth = 3;
  load.seconds = 0.1;
  const Result closed = run(load);
  CHECK(closed.answers > 12);
  CHECK(closed.latency.count() == closed.answers);

  load.rate = 1'000;
  const Result open = run(load);
  CHECK(open.answers == 100);
  CHECK(cpu_ns({server.pid()}) > 0);
}

TEST_CASE("a server that is not there is an error, not a measurement") {
  Load load;
  load.port = 1;
  load.request = "GET / HTTP/1.1\r\n\r\n";
  CHECK_THROWS(run(load));
}
