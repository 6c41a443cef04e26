// spark/slots.h: the slots that a stage declares as members:
//
//   spark::Input<double> mid_{*this, "input.mid"};
//   spark::Output<bool> match_{*this, "match", "…", SPARK_SLOT_NEVER_NULL};
//
// A slot learns its index when the pipeline is compiled; reading and writing is then one array
// access.
#pragma once

#include <concepts>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spark/frame.h"

namespace spark {

// Which C++ type a slot of each type is read and written as. spark_value: any type, inputs only.
template <class T>
struct SlotType;

template <>
struct SlotType<double> {
  static constexpr uint32_t type = SPARK_F64;
  static double read(const spark_value& value) { return value.as.f64; }
};
template <>
struct SlotType<int64_t> {
  static constexpr uint32_t type = SPARK_I64;
  static int64_t read(const spark_value& value) { return value.as.i64; }
};
template <>
struct SlotType<bool> {
  static constexpr uint32_t type = SPARK_BOOL;
  static bool read(const spark_value& value) { return value.as.i64 != 0; }
};
template <>
struct SlotType<std::string_view> {
  static constexpr uint32_t type = SPARK_STRING;
  static std::string_view read(const spark_value& value) { return {value.as.str, value.length}; }
};
template <>
struct SlotType<std::span<const double>> {
  static constexpr uint32_t type = SPARK_F64S;
  static std::span<const double> read(const spark_value& value) {
    return {value.as.f64s, value.length};
  }
};
template <>
struct SlotType<spark_value> {
  static constexpr uint32_t type = SPARK_NULL;
  static spark_value read(const spark_value& value) { return value; }
};

// One declared slot. Lives inside its stage, at a fixed address, for the stage's whole life.
class Slot {
 public:
  Slot(std::vector<Slot*>& list, std::string name, uint32_t type, uint32_t flags, std::string doc)
      : name_(std::move(name)),
        doc_(std::move(doc)),
        raw_{name_.c_str(), type, flags, doc_.c_str()} {
    list.push_back(this);
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  [[nodiscard]] const spark_slot* raw() const { return &raw_; }
  void bind(uint32_t index) { index_ = index; }
  // False for an optional input that the pipeline does not have.
  [[nodiscard]] bool bound() const { return index_ != SPARK_NO_SLOT; }

 protected:
  [[nodiscard]] spark_value& at(Frame frame) const { return frame.raw()->slots[index_]; }

 private:
  std::string name_;
  std::string doc_;
  spark_slot raw_;
  uint32_t index_ = SPARK_NO_SLOT;
};

// What every stage class derives from: the list of its slots.
class SlotOwner {
 public:
  SlotOwner(const SlotOwner&) = delete;
  SlotOwner& operator=(const SlotOwner&) = delete;

  [[nodiscard]] const std::vector<Slot*>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<Slot*>& outputs() const { return outputs_; }

 protected:
  SlotOwner() = default;
  ~SlotOwner() = default;

 private:
  template <class T>
  friend class Input;
  template <class T>
  friend class Output;
  std::vector<Slot*> inputs_;
  std::vector<Slot*> outputs_;
};

// `flags`: SPARK_SLOT_OPTIONAL or 0.
template <class T>
class Input : public Slot {
 public:
  Input(SlotOwner& owner, std::string name, uint32_t flags = 0)
      : Slot(owner.inputs_, std::move(name), SlotType<T>::type, flags, "") {}

  // Nothing if the slot is null, or is not in this pipeline.
  [[nodiscard]] std::optional<T> get(Frame frame) const {
    if (!bound()) return std::nullopt;
    const spark_value& value = at(frame);
    constexpr bool any = SlotType<T>::type == SPARK_NULL;
    if (any ? value.type == SPARK_NULL : value.type != SlotType<T>::type) return std::nullopt;
    return SlotType<T>::read(value);
  }
};

// `flags`: SPARK_SLOT_NEVER_NULL | SPARK_SLOT_FEATURE.
template <class T>
class Output : public Slot {
 public:
  Output(SlotOwner& owner, std::string name, std::string doc, uint32_t flags = 0)
      : Slot(owner.outputs_, std::move(name), SlotType<T>::type, flags, std::move(doc)) {
    static_assert(SlotType<T>::type != SPARK_NULL, "an output has one type");
  }

  void set_null(Frame frame) const { at(frame) = spark_value{}; }

  // Texts and arrays are copied to the frame's arena. When that is full the slot is null and the
  // row fails: a value is never cut, and never lost in silence.
  void set(Frame frame, T value) const {
    spark_value& slot = at(frame);
    slot = spark_value{};
    if constexpr (SlotType<T>::type == SPARK_F64) {
      slot.as.f64 = value;
    } else if constexpr (SlotType<T>::type == SPARK_I64 || SlotType<T>::type == SPARK_BOOL) {
      slot.as.i64 = value;
    } else {
      const size_t bytes = value.size() * sizeof value[0];
      void* const copy = bytes > UINT32_MAX ? nullptr : spark_frame_alloc(frame.raw(), bytes);
      if (copy == nullptr) return frame.fail(SPARK_E_FAILED, "the frame's arena is full");
      if (bytes > 0) std::memcpy(copy, value.data(), bytes);
      slot.length = static_cast<uint32_t>(value.size());
      if constexpr (SlotType<T>::type == SPARK_STRING) {
        slot.as.str = static_cast<const char*>(copy);
      } else {
        slot.as.f64s = static_cast<const double*>(copy);
      }
    }
    slot.type = SlotType<T>::type;
  }

  // A value, or null.
  template <std::same_as<std::optional<T>> Optional>
  void set(Frame frame, const Optional& value) const {
    value ? set(frame, *value) : set_null(frame);
  }
};

}  // namespace spark
