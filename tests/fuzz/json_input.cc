// Request bodies: decoded into every kind of slot, or refused with a reason that fits the buffer.
#include <string>

#include "base/utf8.h"
#include "frame/frame.h"
#include "fuzz/target.h"
#include "pipeline/json_input.h"

using namespace spark;

namespace {

frame::InputShape make_shape() {
  using Field = frame::InputShape::Field;
  const auto leaf = [](const char* name, const char* path, frame::Type type, bool optional,
                       uint32_t slot) { return Field{name, path, type, optional, slot, {}}; };
  frame::InputShape shape;
  shape.fields = {
      leaf("symbol", "symbol", frame::Type::string, true, 0),
      {"snapshot",
       "snapshot",
       frame::Type::null,
       true,
       frame::no_slot,
       {leaf("ts", "snapshot.ts", frame::Type::i64, false, 1),
        leaf("mid", "snapshot.mid", frame::Type::f64, false, 2)}},
      leaf("on", "on", frame::Type::boolean, true, 3),
      leaf("list", "list", frame::Type::f64s, true, 4),
  };
  shape.one_of = {1, 3};
  return shape;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const frame::InputShape shape = make_shape();
  static pipeline::JsonInput input;
  static frame::FrameBuffer buffer(5);
  frame::Frame& frame = *buffer.reset(0);
  frame::Failure failure;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (input.decode(body, shape, frame, failure)) {
    // What was decoded is usable: text is UTF-8, numbers are finite.
    if (!frame.slots[0].is_null()) SPARK_FUZZ_CHECK(base::is_utf8(frame.slots[0].text()));
    if (!frame.slots[4].is_null()) {
      for (const double number : frame.slots[4].numbers()) SPARK_FUZZ_CHECK(number - number == 0);
    }
  } else {
    SPARK_FUZZ_CHECK(failure.code != frame::ok);
    SPARK_FUZZ_CHECK(!failure.view().empty());
    SPARK_FUZZ_CHECK(base::is_utf8(failure.view()));
  }
  return 0;
}
