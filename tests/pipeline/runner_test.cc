// What becomes of a request when stages and models misbehave.
#include "pipeline/runner.h"

#include <chrono>
#include <limits>
#include <thread>

#include "base/clock.h"
#include "pipeline/fixture.h"
#include "support/catch.h"

using namespace spark;
using pipeline::Outcome;
using pipeline::test::Fixture;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// production scores 0.5 and must answer; the candidate does what the test says.
struct Roles {
  Fixture fixture;
  std::function<int32_t(double* score, uint8_t* status, frame::Failure& failure)> candidate;
  int calls = 0;

  explicit Roles(const std::string& guard = "") {
    fixture.stage("f", {{{"input.a", frame::Type::f64, false, false, false, ""}},
                        {{"a", frame::Type::f64, false, false, true, ""}},
                        [](const auto& in, auto& out, auto&, auto&) {
                          out[0] = in[0];
                          return 0;
                        }});
    fixture.model("steady", {"a"}, [](const double*, double* score, uint8_t* status, auto&) {
      *score = 0.5;
      *status = frame::row_ok;
      return 0;
    });
    fixture.model("candidate", {"a"},
                  [this](const double*, double* score, uint8_t* status, auto& failure) {
                    ++calls;
                    return candidate(score, status, failure);
                  });
    const std::string mistakes = fixture.compile(R"(
    input: {a: 'float?', go: 'bool?'}
    stages:
      features: {plugin: p}
      candidate: {predict: candidate)" + guard + R"(}
    answer: {p: [0.5], 'c?': candidate.score, status: candidate.status, 'ms?': candidate.elapsed_ms}
)");
    INFO(mistakes);
    REQUIRE(mistakes.empty());
  }

  // The candidate's status, as the answer has it.
  int ask(const char* body = R"({"a":1})") {
    REQUIRE(fixture.ask(body) == 200);
    REQUIRE(fixture.out.starts_with(R"({"p":0.5,)"));  // never disturbed
    const auto at = fixture.out.find(R"("status":)");
    return fixture.out[at + 9] - '0';
  }
};

int32_t good(double* score, uint8_t* status, frame::Failure&) {
  *score = 0.7;
  *status = frame::row_ok;
  return 0;
}

int32_t fails(double*, uint8_t*, frame::Failure& failure) {
  failure.set(frame::failed, "no luck");
  return frame::failed;
}

// Outlasts any budget of a millisecond by the clock that budgets are measured with.
int32_t slow(double* score, uint8_t* status, frame::Failure& failure) {
  const int64_t until_ns = base::steady_ns() + 2'000'000;
  while (base::steady_ns() < until_ns) {
  }
  return good(score, status, failure);
}

enum { status_ok = 0, status_skipped = 1, status_not_ready = 2, status_late = 3, status_error = 4 };

}  // namespace

TEST_CASE("a good score is answered with its status and time") {
  Roles roles;
  roles.candidate = good;
  CHECK(roles.ask() == status_ok);
  CHECK(roles.fixture.out.find(R"("c":0.7)") != std::string::npos);
  CHECK(roles.fixture.out.find(R"("ms":null)") == std::string::npos);
}

TEST_CASE("a failing candidate's score is null and production answers as before") {
  struct Case {
    std::function<int32_t(double*, uint8_t*, frame::Failure&)> candidate;
    int status;
    Outcome outcome;
  };
  const Case cases[] = {
      {fails, status_error, Outcome::failed},
      {[](double* score, uint8_t* status, auto&) {
         *score = not_a_number;
         *status = frame::row_ok;
         return 0;
       },
       status_error, Outcome::failed},
      {[](double* score, uint8_t* status, auto&) {
         *score = std::numeric_limits<double>::infinity();
         *status = frame::row_ok;
         return 0;
       },
       status_error, Outcome::failed},
      {[](double* score, uint8_t* status, auto&) {
         *score = 1;
         *status = frame::row_error;
         return 0;
       },
       status_error, Outcome::failed},
      {[](double* score, uint8_t* status, auto&) {
         *score = 1;
         *status = frame::row_not_ready;
         return 0;
       },
       status_not_ready, Outcome::not_ready},
      {[](double*, uint8_t*, auto&) { return 0; }, status_error, Outcome::failed},  // wrote nothing
  };
  for (const Case& c : cases) {
    Roles roles;
    roles.candidate = c.candidate;
    CHECK(roles.ask() == c.status);
    CHECK(roles.fixture.outcome(1) == c.outcome);
    CHECK(roles.fixture.out.find(R"("c":null)") != std::string::npos);
  }
}

TEST_CASE("a late answer is null, with its true time") {
  Roles roles(", budget: 1ms");
  roles.candidate = slow;
  CHECK(roles.ask() == status_late);
  CHECK(roles.fixture.out.find(R"("c":null)") != std::string::npos);
  CHECK(roles.fixture.out.find(R"("ms":null)") == std::string::npos);
}

TEST_CASE("a missing feature means not ready, unless the model accepts missing values") {
  Roles roles;
  roles.candidate = good;
  CHECK(roles.ask("{}") == status_not_ready);
  CHECK(roles.calls == 0);
}

TEST_CASE("three late answers open the breaker, and the candidate is not called again") {
  Roles roles(", budget: 1ms, breaker: {half_open: 1h}");
  roles.candidate = slow;
  for (int i = 0; i < 3; ++i) CHECK(roles.ask() == status_late);
  CHECK(roles.ask() == status_error);
  CHECK(roles.fixture.outcome(1) == Outcome::refused);
  CHECK(roles.fixture.out.find(R"("ms":null)") != std::string::npos);
  CHECK(roles.calls == 3);
}

TEST_CASE("more than two percent errors open the breaker, a good probe closes it") {
  Roles roles(", breaker: {half_open: 1ms}");
  roles.candidate = fails;
  for (int i = 0; i < 100; ++i) roles.ask();
  CHECK(roles.calls == 100);
  CHECK(roles.fixture.plan().stages[1].breaker->gate.state(
            base::steady_ns(), roles.fixture.plan().stages[1].breaker->limits) !=
        frame::BreakerGate::State::closed);
  roles.candidate = good;
  const int64_t until_ns = base::steady_ns() + 1'000'000;
  while (base::steady_ns() <= until_ns) {
  }
  CHECK(roles.ask() == status_ok);  // the probe
  CHECK(roles.ask() == status_ok);
  CHECK(roles.calls == 102);
}

TEST_CASE("not being ready does not open the breaker") {
  Roles roles(", breaker: {over: 1, half_open: 1h}");
  roles.candidate = good;
  for (int i = 0; i < 10; ++i) CHECK(roles.ask("{}") == status_not_ready);
  CHECK(roles.ask() == status_ok);
}

TEST_CASE("a required stage that fails is the request's failure, with the right code") {
  struct Case {
    int32_t code;
    const char* text;
    uint32_t http;
    const char* answer;
  };
  const Case cases[] = {
      {frame::failed, "broken", 500, R"({"error":"stage 's' could not answer: broken"})"},
      {frame::invalid, "a must be positive", 400, R"({"error":"a must be positive"})"},
      {frame::not_ready, "warming up", 422,
       R"({"error":"stage 's' could not answer: warming up"})"},
  };
  for (const Case& c : cases) {
    Fixture fixture;
    fixture.stage("s", {{}, {}, [&](const auto&, auto&, auto& failure, auto&) {
                          failure.set(c.code, c.text);
                          return c.code;
                        }});
    REQUIRE(fixture.compile(
                "    stages: {s: {plugin: p, required: true}}\n    answer: {ok: true}\n") == "");
    CHECK(fixture.ask("") == c.http);
    CHECK(fixture.out == c.answer);
  }
}

TEST_CASE("a stage's outputs are checked: finite, of their type, not null where promised") {
  struct Case {
    frame::Value written;
    Outcome outcome;
    const char* why;
  };
  const Case cases[] = {
      {frame::Value::of(1.0), Outcome::ok, ""},
      {frame::Value::of(not_a_number), Outcome::failed, "output 'x' is not a finite number"},
      {frame::Value::of(true), Outcome::failed, "output 'x' is not of its declared type"},
      {frame::Value{}, Outcome::failed, "output 'x' is null, though declared never to be"},
  };
  for (const Case& c : cases) {
    Fixture fixture;
    fixture.stage("s", {{},
                        {{"x", frame::Type::f64, false, true, false, ""}},
                        [&](const auto&, auto& out, auto&, auto&) {
                          out[0] = c.written;
                          return 0;
                        }});
    REQUIRE(fixture.compile("    stages: {s: {plugin: p}}\n    answer: {'x?': s.x}\n") == "");
    CHECK(fixture.ask("") == 200);
    CHECK(fixture.outcome(0) == c.outcome);
    CHECK(fixture.failure(0) == c.why);
    CHECK(fixture.out == (c.outcome == Outcome::ok ? R"({"x":1})" : R"({"x":null})"));
  }
}

TEST_CASE("when decides whether a stage runs, null is no") {
  Roles roles(", when: input.go");
  roles.candidate = good;
  CHECK(roles.ask(R"({"a":1,"go":true})") == status_ok);
  CHECK(roles.ask(R"({"a":1,"go":false})") == status_skipped);
  CHECK(roles.ask() == status_skipped);
  CHECK(roles.calls == 1);
}

TEST_CASE("given rows stand in for features, and their number is checked") {
  Fixture fixture;
  fixture.stage("f", {{},
                      {{"a", frame::Type::f64, false, false, true, ""}},
                      [](const auto&, auto&, auto&, auto&) { return 0; }});
  fixture.model("m", {"a"}, [](const double* row, double* score, uint8_t* status, auto&) {
    *score = row[0];
    *status = frame::row_ok;
    return 0;
  });
  REQUIRE(fixture.compile(R"(
    input: {features: 'float[]?'}
    stages: {f: {plugin: p}, m: {predict: m, rows: input.features, required: true}}
    answer: {score: m.score}
)") == "");
  CHECK(fixture.ask(R"({"features":[0.25]})") == 200);
  CHECK(fixture.out == R"({"score":0.25})");
  CHECK(fixture.ask(R"({"features":[1,2]})") == 400);
  CHECK(fixture.out == R"({"error":"features: model m-v1 expects 1 numbers, got 2"})");
  CHECK(fixture.ask("{}") == 422);
  CHECK(fixture.out == R"({"error":"features not ready: a","missing":["a"]})");
}
