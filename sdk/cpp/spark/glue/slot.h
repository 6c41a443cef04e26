// spark/glue/slot.h: what Input and Output have in common. An author needs nothing here.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spark/frame.h"

namespace spark {

template <class T>
class Input;
template <class T>
class Output;

namespace glue {

// The C++ type for reading and writing each slot type. spark_value: any type, inputs only.
template <class T>
struct SlotType;

// "float" in YAML and messages.
template <>
struct SlotType<double> {
  static constexpr uint32_t type = SPARK_F64;
  static double read(const spark_value& value) { return value.as.f64; }
};
// "int".
template <>
struct SlotType<int64_t> {
  static constexpr uint32_t type = SPARK_I64;
  static int64_t read(const spark_value& value) { return value.as.i64; }
};
// "bool".
template <>
struct SlotType<bool> {
  static constexpr uint32_t type = SPARK_BOOL;
  static bool read(const spark_value& value) { return value.as.i64 != 0; }
};
// "string". Points into the frame.
template <>
struct SlotType<std::string_view> {
  static constexpr uint32_t type = SPARK_STRING;
  static std::string_view read(const spark_value& value) { return {value.as.str, value.length}; }
};
// "float[]". Points into the frame.
template <>
struct SlotType<std::span<const double>> {
  static constexpr uint32_t type = SPARK_F64S;
  static std::span<const double> read(const spark_value& value) {
    return {value.as.f64s, value.length};
  }
};
// Any type; null is a value like others here, and Input::get() takes it out.
template <>
struct SlotType<spark_value> {
  static constexpr uint32_t type = SPARK_NULL;
  static spark_value read(const spark_value& value) { return value; }
};

// One declared slot. Lives inside its stage, at a fixed address, for the stage's whole life.
class Slot {
 public:
  // Appends itself to `list`, the stage's inputs or outputs.
  Slot(std::vector<Slot*>& list, std::string name, uint32_t type, uint32_t flags, std::string doc)
      : name_(std::move(name)),
        doc_(std::move(doc)),
        raw_{name_.c_str(), type, flags, doc_.c_str()} {
    list.push_back(this);
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  // The slot's description for the host; constant.
  [[nodiscard]] const spark_slot* raw() const { return &raw_; }
  // Sets the slot's index in every frame. Once, before any request. [builder]
  void bind(uint32_t index) { index_ = index; }
  // False for an optional input that the pipeline does not have.
  [[nodiscard]] bool bound() const { return index_ != SPARK_NO_SLOT; }

 protected:
  // The slot's value in one frame. Only if it is bound. [worker]
  [[nodiscard]] spark_value& at(Frame frame) const { return frame.raw()->slots[index_]; }

 private:
  std::string name_;
  std::string doc_;
  spark_slot raw_;  // points into the two above
  uint32_t index_ = SPARK_NO_SLOT;
};

// The slots of a stage, in the order of their declaration. Base of every stage class.
class SlotOwner {
 public:
  // Slots point to their owner's lists, and the host points to slots.
  SlotOwner(const SlotOwner&) = delete;
  SlotOwner& operator=(const SlotOwner&) = delete;

  // The slots that bind() gets indexes for, in this order.
  [[nodiscard]] const std::vector<Slot*>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<Slot*>& outputs() const { return outputs_; }

 protected:
  SlotOwner() = default;
  ~SlotOwner() = default;

 private:
  template <class T>
  friend class spark::Input;
  template <class T>
  friend class spark::Output;
  std::vector<Slot*> inputs_;
  std::vector<Slot*> outputs_;
};

}  // namespace glue
}  // namespace spark
