// The host's frame types and the ABI's have one layout, so that frames go to plugins without a
// copy. This file asserts the layout field by field. Only this file casts pointers from one to the
// other.
#pragma once

#include <cstddef>

#include "base/schema.h"
#include "frame/frame.h"
#include "frame/model.h"
#include "frame/value.h"
#include "spark/abi.h"

namespace spark::plugin {

#define SPARK_SAME_FIELD(ours, our_field, theirs, their_field)                \
  static_assert(offsetof(ours, our_field) == offsetof(theirs, their_field) && \
                    sizeof(ours::our_field) == sizeof(theirs::their_field),   \
                #ours "::" #our_field " must lie where " #theirs " has it")

static_assert(sizeof(frame::Value) == sizeof(spark_value) &&
              alignof(frame::Value) == alignof(spark_value));
SPARK_SAME_FIELD(frame::Value, type, spark_value, type);
SPARK_SAME_FIELD(frame::Value, length, spark_value, length);
SPARK_SAME_FIELD(frame::Value, f64, spark_value, as.f64);
SPARK_SAME_FIELD(frame::Value, i64, spark_value, as.i64);
SPARK_SAME_FIELD(frame::Value, str, spark_value, as.str);
SPARK_SAME_FIELD(frame::Value, array, spark_value, as.f64s);

static_assert(sizeof(frame::Frame) == sizeof(spark_frame) &&
              alignof(frame::Frame) == alignof(spark_frame));
SPARK_SAME_FIELD(frame::Frame, slots, spark_frame, slots);
SPARK_SAME_FIELD(frame::Frame, slot_count, spark_frame, slot_count);
SPARK_SAME_FIELD(frame::Frame, flags, spark_frame, flags);
SPARK_SAME_FIELD(frame::Frame, code, spark_frame, code);
SPARK_SAME_FIELD(frame::Frame, reserved, spark_frame, reserved);
SPARK_SAME_FIELD(frame::Frame, arena_next, spark_frame, arena_next);
SPARK_SAME_FIELD(frame::Frame, arena_end, spark_frame, arena_end);

static_assert(sizeof(frame::Failure) == sizeof(spark_error));
SPARK_SAME_FIELD(frame::Failure, code, spark_error, code);
SPARK_SAME_FIELD(frame::Failure, length, spark_error, length);
SPARK_SAME_FIELD(frame::Failure, text, spark_error, text);

#undef SPARK_SAME_FIELD

#define SPARK_SAME_NUMBER(ours, theirs)                                     \
  static_assert(static_cast<int64_t>(ours) == static_cast<int64_t>(theirs), \
                #ours " must equal " #theirs)

SPARK_SAME_NUMBER(frame::Type::null, SPARK_NULL);
SPARK_SAME_NUMBER(frame::Type::f64, SPARK_F64);
SPARK_SAME_NUMBER(frame::Type::i64, SPARK_I64);
SPARK_SAME_NUMBER(frame::Type::boolean, SPARK_BOOL);
SPARK_SAME_NUMBER(frame::Type::string, SPARK_STRING);
SPARK_SAME_NUMBER(frame::Type::f64s, SPARK_F64S);

SPARK_SAME_NUMBER(frame::ok, SPARK_OK);
SPARK_SAME_NUMBER(frame::failed, SPARK_E_FAILED);
SPARK_SAME_NUMBER(frame::not_ready, SPARK_E_NOT_READY);
SPARK_SAME_NUMBER(frame::invalid, SPARK_E_INVALID);
SPARK_SAME_NUMBER(frame::unsupported, SPARK_E_UNSUPPORTED);
SPARK_SAME_NUMBER(frame::exception, SPARK_E_EXCEPTION);

SPARK_SAME_NUMBER(frame::no_slot, SPARK_NO_SLOT);
SPARK_SAME_NUMBER(frame::synthetic, SPARK_FRAME_SYNTHETIC);

SPARK_SAME_NUMBER(frame::row_ok, SPARK_ROW_OK);
SPARK_SAME_NUMBER(frame::row_not_ready, SPARK_ROW_NOT_READY);
SPARK_SAME_NUMBER(frame::row_error, SPARK_ROW_ERROR);

SPARK_SAME_NUMBER(frame::Status::ok, SPARK_STATUS_OK);
SPARK_SAME_NUMBER(frame::Status::skipped, SPARK_STATUS_SKIPPED);
SPARK_SAME_NUMBER(frame::Status::not_ready, SPARK_STATUS_NOT_READY);
SPARK_SAME_NUMBER(frame::Status::late, SPARK_STATUS_LATE);
SPARK_SAME_NUMBER(frame::Status::error, SPARK_STATUS_ERROR);

SPARK_SAME_NUMBER(base::ParamType::boolean, SPARK_PARAM_BOOL);
SPARK_SAME_NUMBER(base::ParamType::i64, SPARK_PARAM_I64);
SPARK_SAME_NUMBER(base::ParamType::f64, SPARK_PARAM_F64);
SPARK_SAME_NUMBER(base::ParamType::ratio, SPARK_PARAM_RATIO);
SPARK_SAME_NUMBER(base::ParamType::duration, SPARK_PARAM_DURATION);
SPARK_SAME_NUMBER(base::ParamType::size, SPARK_PARAM_SIZE);
SPARK_SAME_NUMBER(base::ParamType::string, SPARK_PARAM_STRING);
SPARK_SAME_NUMBER(base::ParamType::path, SPARK_PARAM_PATH);
SPARK_SAME_NUMBER(base::ParamType::slot, SPARK_PARAM_SLOT);
SPARK_SAME_NUMBER(base::ParamType::slot_f64, SPARK_PARAM_SLOT_F64);
SPARK_SAME_NUMBER(base::ParamType::slot_i64, SPARK_PARAM_SLOT_I64);
SPARK_SAME_NUMBER(base::ParamType::slot_bool, SPARK_PARAM_SLOT_BOOL);
SPARK_SAME_NUMBER(base::ParamType::slot_string, SPARK_PARAM_SLOT_STRING);
SPARK_SAME_NUMBER(base::ParamType::group, SPARK_PARAM_GROUP);
SPARK_SAME_NUMBER(base::ParamType::predict, SPARK_PARAM_PREDICT);
SPARK_SAME_NUMBER(base::ParamType::model, SPARK_PARAM_MODEL);

#undef SPARK_SAME_NUMBER

inline spark_error* raw(frame::Failure& failure) {
  return reinterpret_cast<spark_error*>(&failure);
}

inline spark_frame* const* raw(frame::Frame* const* frames) {
  return reinterpret_cast<spark_frame* const*>(frames);
}

}  // namespace spark::plugin
