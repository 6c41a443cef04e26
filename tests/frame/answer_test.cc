// Rendering of answers.
#include "frame/answer.h"

#include "support/catch.h"

using namespace spark::frame;
using Part = Answer::Part;

namespace {

std::string json_of(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace

TEST_CASE("values render as the shortest JSON that reads back the same") {
  CHECK(json_of(Value{}) == "null");
  CHECK(json_of(Value::of(0.999999)) == "0.999999");
  CHECK(json_of(Value::of(0.1 + 0.2)) == "0.30000000000000004");
  CHECK(json_of(Value::of(int64_t{-7})) == "-7");
  CHECK(json_of(Value::of(true)) == "true");
  CHECK(json_of(Value::of(std::string_view("a\"b\n"))) == "\"a\\\"b\\n\"");
  const double numbers[] = {1, 2.5};
  CHECK(json_of(Value::of(std::span<const double>(numbers))) == "[1,2.5]");
  CHECK(json_of(Value::of(std::span<const double>())) == "[]");
}

TEST_CASE("a list answers with its first value that is not null") {
  Answer answer;
  answer.parts.push_back({Part::Kind::text, "{\"p\":", {}});
  answer.parts.push_back({Part::Kind::first_of, {}, {{0, {}}, {1, {}}, {no_slot, "false"}}});
  answer.parts.push_back({Part::Kind::text, "}", {}});
  FrameBuffer buffer(2);
  Frame* frame = buffer.reset(0);

  const auto rendered = [&] {
    std::string out;
    render(answer, *frame, 0, out);
    return out;
  };
  CHECK(rendered() == "{\"p\":false}");
  frame->slots[1] = Value::of(2.0);
  CHECK(rendered() == "{\"p\":2}");
  frame->slots[0] = Value::of(0.0);
  CHECK(rendered() == "{\"p\":0}");
}

TEST_CASE("a hole without any value is null, and now is an ISO 8601 time") {
  Answer answer;
  answer.parts.push_back({Part::Kind::first_of, {}, {{0, {}}}});
  answer.parts.push_back({Part::Kind::text, " ", {}});
  answer.parts.push_back({Part::Kind::now, {}, {}});
  FrameBuffer buffer(1);
  std::string out;
  render(answer, *buffer.reset(0), 1'717'199'999'123, out);
  CHECK(out == "null \"2024-05-31T23:59:59.123Z\"");
}
