// Frames: their memory, and failures of fixed size.
#include "frame/frame.h"

#include <string>

#include "support/catch.h"

using namespace spark::frame;

TEST_CASE("a reset frame has null slots and an empty arena") {
  FrameBuffer buffer(3);
  Frame* frame = buffer.reset(synthetic);
  frame->slots[1] = Value::of(2.5);
  frame->code = failed;
  REQUIRE(arena_alloc(*frame, 100) != nullptr);
  const auto used_from = frame->arena_next;

  frame = buffer.reset(0);
  CHECK(frame->slot_count == 3);
  CHECK(frame->slots[1].is_null());
  CHECK(frame->code == ok);
  CHECK(frame->flags == 0);
  CHECK(frame->arena_next < used_from);
}

TEST_CASE("the arena gives aligned memory until it is full, then null") {
  FrameBuffer buffer(1);
  Frame* frame = buffer.reset(0);
  size_t taken = 0;
  while (void* memory = arena_alloc(*frame, 13)) {
    CHECK(reinterpret_cast<uintptr_t>(memory) % 8 == 0);
    taken += 16;
  }
  CHECK(taken == arena_bytes_max);
  CHECK(arena_alloc(*frame, SIZE_MAX) == nullptr);
}

TEST_CASE("a failure's text is cut at its size") {
  Failure failure;
  failure.set(invalid, std::string(500, 'x'));
  CHECK(failure.code == invalid);
  CHECK(failure.view() == std::string(236, 'x') + "…");
  failure.set(invalid, std::string(235, 'x') + "éxxxx");
  CHECK(failure.view() == std::string(235, 'x') + "…");
  failure.set(invalid, std::string(239, 'x'));
  CHECK(failure.view() == std::string(239, 'x'));
}

TEST_CASE("zero is not null") {
  CHECK_FALSE(Value::of(0.0).is_null());
  CHECK_FALSE(Value::of(false).is_null());
  CHECK_FALSE(Value::of(std::string_view()).is_null());
  CHECK(Value{}.is_null());
}
