// Stages of the museum: refused when made, or harmless while serving.
#include "plugin/stage_proxy.h"

#include "museum.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr uint32_t output_slot = 2;

// One frame run through a specimen's stage, bound to no input and to output_slot.
struct Ran {
  explicit Ran(const std::string& specimen) {
    const auto stage = stage_of(specimen);
    const uint32_t inputs[] = {frame::no_slot};
    const uint32_t outputs[] = {output_slot};
    REQUIRE(stage->bind(inputs, outputs).has_value());
    void* scratch = stage->worker_create(0);
    frame = buffer.reset(0);
    frame->code = frame::failed;                        // left over from another stage
    frame->slots[output_slot] = frame::Value::of(3.0);  // as if an earlier run had written it
    if (specimen == "stage_null_output") frame->slots[output_slot] = {};
    code = stage->run(scratch, &frame, 1, failure);
    stage->worker_destroy(scratch);
  }

  [[nodiscard]] const frame::Value& output() const { return frame->slots[output_slot]; }

  frame::FrameBuffer buffer{4};
  frame::Frame* frame = nullptr;
  frame::Failure failure;
  int32_t code = 0;
};

}  // namespace

TEST_CASE("a stage's slots are copied") {
  const auto stage = stage_of("well");
  REQUIRE(stage->inputs().size() == 1);
  CHECK(stage->inputs()[0].name == "input.mid");
  CHECK(stage->inputs()[0].type == frame::Type::f64);
  CHECK(stage->inputs()[0].optional);
  REQUIRE(stage->outputs().size() == 1);
  CHECK(stage->outputs()[0].name == "value");
  CHECK(stage->outputs()[0].never_null);
  CHECK_FALSE(stage->outputs()[0].feature);
}

TEST_CASE("a stage that describes itself wrongly is refused") {
  CHECK_THAT(stage_refusal("stage_null_run"), ContainsSubstring("stage 's': its run is null"));
  CHECK_THAT(stage_refusal("stage_output_twice"), ContainsSubstring("output 'value' twice"));
  CHECK_THAT(stage_refusal("stage_type_unknown"),
             ContainsSubstring("'value' has the unknown type 77"));
  CHECK_THAT(stage_refusal("stage_weird_flags"),
             ContainsSubstring("flags that an output cannot have"));
}

TEST_CASE("a well-behaved stage's output comes through") {
  const Ran ran("well");
  CHECK(ran.code == frame::ok);
  CHECK(ran.frame->code == frame::ok);
  CHECK(ran.output().type == frame::Type::f64);
  CHECK(ran.output().f64 == 1.0);
}

TEST_CASE("a row that is not as declared fails, and its output is null") {
  const struct {
    const char* specimen;
    const char* why;
  } cases[] = {
      {"stage_nan", "output 'value' is not a finite number"},
      {"stage_null_output", "output 'value' is null, though declared never to be"},
      {"stage_wrong_type", "output 'value' is not of its declared type"},
      {"stage_beyond_arena", "it took more than the frame's arena"},
      {"stage_unknown_row_code", "it gave no reason"},
  };
  for (const auto& c : cases) {
    INFO(c.specimen);
    const Ran ran(c.specimen);
    CHECK(ran.failure.view() == c.why);
    CHECK(ran.code == frame::ok);
    CHECK(ran.frame->code == frame::failed);
    CHECK(ran.output().is_null());
    CHECK(ran.frame->arena_next <= ran.frame->arena_end);
  }
}

TEST_CASE("a stage that throws has failed, and its output is null") {
  const Ran ran("stage_run_throws");
  CHECK(ran.code == frame::exception);
  CHECK(ran.failure.view() == "thrown by run");
  CHECK(ran.output().is_null());
}

TEST_CASE("a code that does not exist is a failure") {
  const Ran ran("stage_unknown_code");
  CHECK(ran.code == frame::failed);
  CHECK(ran.failure.code == frame::failed);
  CHECK(ran.failure.view() == "it gave no reason");
  CHECK(ran.output().is_null());
}

TEST_CASE("an error text is cut and made printable") {
  const Ran ran("stage_long_error");
  CHECK(ran.code == frame::invalid);
  CHECK(ran.failure.code == frame::invalid);
  CHECK(ran.failure.view() == "??" + std::string(237, 'x'));
}
