// The four tests as a canary uses them.
#include "canary/sequential.h"

#include <cmath>

#include "canary/course.h"
#include "support/catch.h"

using namespace canary;

namespace {

Sums slot(uint64_t worse, uint64_t better) {
  Sums sums;
  sums.pairs = 50;
  sums.candidate_only = worse;
  sums.production_only = sums.production_errors = better;
  return sums;
}

}  // namespace

TEST_CASE("a slot is one observation, whatever burst it holds") {
  SequentialTests tests;
  tests.observe(slot(40, 0), 0.05);
  tests.observe(slot(1, 1), 0.05);
  tests.observe(slot(2, 3), 0.05);
  CHECK(tests.observations(Test::paired) == 2);
  SequentialTests one_by_one(Slo{}, {.independent = true});
  one_by_one.observe(slot(40, 0), 0.05);
  CHECK(one_by_one.observations(Test::paired) == 40);
  CHECK(one_by_one.has_rejected(Test::paired));
}

TEST_CASE("evidence that reached its bound stays") {
  SequentialTests tests;
  for (int i = 0; i < 12; ++i) tests.observe(slot(1, 0), 0.05);
  CHECK(tests.has_rejected(Test::paired));
  for (int i = 0; i < 1'000; ++i) tests.observe(slot(0, 1), 0.05);
  CHECK(tests.log_e(Test::paired) < 0);
  CHECK(tests.has_rejected(Test::paired));
  CHECK_FALSE(tests.has_rejected(Test::by_arm));
}

TEST_CASE("errors count by arm with the split as it was, and not where it changed") {
  SequentialTests tests;
  Sums sums = slot(0, 0);
  sums.selected = 3;
  sums.errors = 2;
  sums.other_arm_errors = 1;
  tests.observe(sums, std::nullopt);
  CHECK(tests.observations(Test::by_arm) == 0);
  CHECK(tests.observations(Test::errors) == 1);
  tests.observe(sums, 0.05);
  CHECK(tests.observations(Test::by_arm) == 3);
  // With everything selected there is no other arm.
  tests.observe(sums, 1.0);
  CHECK(tests.observations(Test::by_arm) == 3);
}

TEST_CASE("a course is kept over a restart, evidence included") {
  Plan plan;
  plan.name = "one";
  plan.phases = {{50'000}, {1'000'000}};
  Course course(plan);
  int64_t now = 1'000'000;
  course.apply({.what = Asked::start, .mode = Mode::live}, now);
  course.apply({.what = Asked::recorded, .order = course.state().order}, now);
  for (int i = 0; i < 200; ++i) {
    Sums sums = slot(i % 40 == 0 ? 1 : 0, i % 50 == 0 ? 1 : 0);
    sums.selected = 2;
    course.take(now, sums);
    course.apply({}, now += 500);
  }
  spark::ByteWriter out;
  course.write(out);
  Course other{Plan{}};
  spark::ByteReader in(out.text());
  other.read(in);
  in.end();
  CHECK(other.state() == course.state());
  CHECK(other.phase() == course.phase());
  CHECK(other.plan().phases.size() == 2);
  for (const Test test : {Test::errors, Test::latency, Test::by_arm, Test::paired})
    CHECK(other.tests().log_e(test) == course.tests().log_e(test));
  spark::ByteWriter again;
  other.write(again);
  CHECK(again.text() == out.text());
  for (size_t cut = 0; cut < out.text().size(); cut += 7) {
    spark::ByteReader less(std::string_view(out.text()).substr(0, cut));
    CHECK_THROWS(other.read(less));
  }
}

TEST_CASE("a new run begins with new evidence, and a phase with new samples") {
  Plan plan;
  plan.phases = {{50'000, 1'000, 2}, {1'000'000, 1'000, 2}};
  Course course(plan);
  course.apply({.what = Asked::start}, 0);
  course.apply({.what = Asked::recorded, .order = course.state().order}, 0);
  Sums sums = slot(0, 0);
  sums.selected = 2;
  course.take(1'000, sums);
  course.apply({}, 1'500);
  CHECK(course.state().phase == 1);
  course.apply({.what = Asked::recorded, .order = course.state().order}, 1'500);
  CHECK(course.phase().selected == 0);
  CHECK(course.tests().observations(Test::errors) == 1);
  course.apply({.what = Asked::abort}, 2'000);
  course.apply({.what = Asked::recorded, .order = course.state().order}, 2'000);
  course.apply({.what = Asked::start, .epoch = course.state().epoch}, 3'000);
  CHECK(course.tests().observations(Test::errors) == 0);
}

TEST_CASE("tests that run share the error probability") {
  CHECK(SequentialTests().bound() == Approx(std::log(400)));
  const SequentialTests three(Slo{}, {.by_arm = false});
  CHECK(three.bound() == Approx(std::log(300)));
  CHECK_FALSE(three.runs(Test::by_arm));
}
