// spark/slots.h: the slots that a stage declares as members:
//
//   spark::Input<double> mid_{*this, "input.mid"};
//   spark::Output<bool> match_{*this, "match", "…", SPARK_SLOT_NEVER_NULL};
//
// A slot learns its index when the pipeline is compiled; reading and writing is then one array
// access. Only the stage's constructor makes slots. Where the settings decide their number, they
// stand in a std::deque, since a slot must not move.
#pragma once

#include <concepts>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "spark/glue/slot.h"

namespace spark {

// A slot that the stage reads. T is double, int64_t, bool, std::string_view, std::span<const
// double>, or spark_value for a slot of any type.
template <class T>
class Input : public glue::Slot {
 public:
  // `name` is a full name: input.mid, features.rsi_14, what Config::string() gives for a slot. The
  // pipeline is refused if it has no such slot before this stage, or one of another type; with
  // SPARK_SLOT_OPTIONAL in `flags` it may be missing. [builder]
  Input(glue::SlotOwner& owner, std::string name, uint32_t flags = 0)
      : Slot(owner.inputs_, std::move(name), glue::SlotType<T>::type, flags, "") {}

  // The value; nothing if the slot is null, or is not in this pipeline. Texts and arrays are
  // borrowed for run(). [worker]
  [[nodiscard]] std::optional<T> get(Frame frame) const {
    if (!bound()) return std::nullopt;
    const spark_value& value = at(frame);
    constexpr bool any = glue::SlotType<T>::type == SPARK_NULL;
    if (any ? value.type == SPARK_NULL : value.type != glue::SlotType<T>::type) return std::nullopt;
    return glue::SlotType<T>::read(value);
  }
};

// A slot that the stage writes. T is one of those above, but for spark_value. It is null until it
// is set, and null again if the row fails.
template <class T>
class Output : public glue::Slot {
 public:
  // `name` is local: others read <stage>.<name>. `doc` is one sentence. `flags`:
  // SPARK_SLOT_NEVER_NULL (a row that leaves it null fails, and so answers may rely on it) and
  // SPARK_SLOT_FEATURE (double only: offered by its local name to the models of later stages), or
  // both, or 0. [builder]
  Output(glue::SlotOwner& owner, std::string name, std::string doc, uint32_t flags = 0)
      : Slot(owner.outputs_, std::move(name), glue::SlotType<T>::type, flags, std::move(doc)) {
    static_assert(glue::SlotType<T>::type != SPARK_NULL, "an output has one type");
  }

  // [worker]
  void set_null(Frame frame) const { at(frame) = spark_value{}; }

  // A number must be finite, or the host fails the row. Texts and arrays are copied to the frame's
  // arena, 4 KiB for all stages together. When that is full the slot is null and the row fails: a
  // value is never cut, and never lost in silence. [worker]
  void set(Frame frame, T value) const {
    spark_value& slot = at(frame);
    slot = spark_value{};
    if constexpr (glue::SlotType<T>::type == SPARK_F64) {
      slot.as.f64 = value;
    } else if constexpr (glue::SlotType<T>::type == SPARK_I64 ||
                         glue::SlotType<T>::type == SPARK_BOOL) {
      slot.as.i64 = value;
    } else {
      const size_t bytes = value.size() * sizeof value[0];
      void* const copy = bytes > UINT32_MAX ? nullptr : spark_frame_alloc(frame.raw(), bytes);
      if (copy == nullptr) return frame.fail(SPARK_E_FAILED, "the frame's arena is full");
      if (bytes > 0) std::memcpy(copy, value.data(), bytes);
      slot.length = static_cast<uint32_t>(value.size());
      if constexpr (glue::SlotType<T>::type == SPARK_STRING) {
        slot.as.str = static_cast<const char*>(copy);
      } else {
        slot.as.f64s = static_cast<const double*>(copy);
      }
    }
    slot.type = glue::SlotType<T>::type;
  }

  // A value, or null. [worker]
  template <std::same_as<std::optional<T>> Optional>
  void set(Frame frame, const Optional& value) const {
    value ? set(frame, *value) : set_null(frame);
  }
};

}  // namespace spark
