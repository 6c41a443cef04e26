// The body's shape becomes slots.
#include <fmt/format.h>

#include "pipeline/compiler.h"

namespace spark::pipeline {
namespace {

frame::Type slot_type(config::InputType type) {
  switch (type) {
    case config::InputType::f64:
      return frame::Type::f64;
    case config::InputType::i64:
      return frame::Type::i64;
    case config::InputType::boolean:
      return frame::Type::boolean;
    case config::InputType::string:
      return frame::Type::string;
    case config::InputType::f64s:
      return frame::Type::f64s;
    case config::InputType::object:
      return frame::Type::null;
  }
  return frame::Type::null;
}

// `guaranteed`: every object around the field must be there.
std::vector<frame::InputShape::Field> add_fields(SlotTable& slots,
                                                 const std::vector<config::InputField>& fields,
                                                 const std::string& prefix, bool guaranteed) {
  std::vector<frame::InputShape::Field> shape;
  for (const auto& field : fields) {
    frame::InputShape::Field out;
    out.name = field.name;
    out.path = prefix + field.name;
    out.type = slot_type(field.type);
    out.optional = field.optional;
    const bool there = guaranteed && !field.optional;
    if (field.type == config::InputType::object) {
      out.fields = add_fields(slots, field.fields, out.path + '.', there);
    } else {
      out.slot = slots.add("input." + out.path, out.type, there);
      if (!prefix.empty()) slots.add_alias("input." + field.name, out.slot);
    }
    shape.push_back(std::move(out));
  }
  return shape;
}

}  // namespace

void compile_input(Compiler& compiler) {
  const auto& pipeline = compiler.pipeline;
  compiler.plan.input.fields = add_fields(compiler.slots, pipeline.input, "", true);
  for (const auto& name : pipeline.one_of) {
    for (uint32_t i = 0; i < pipeline.input.size(); ++i) {
      if (pipeline.input[i].name == name.value) compiler.plan.input.one_of.push_back(i);
    }
  }
}

}  // namespace spark::pipeline
