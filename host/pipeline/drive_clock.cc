#include "pipeline/drive_clock.h"

namespace spark::pipeline {
namespace {

constexpr double utc_ms_max = 7'258'118'400'000;  // 2200: in nanoseconds it fits 64 bits

}  // namespace

void drive_clock(const frame::ClockDrive& drive, const frame::Frame& frame) {
  const frame::Value& time = frame.slots[drive.slot];
  if (time.is_null() || (frame.flags & frame::synthetic) != 0) return;
  const double number = time.type == frame::Type::i64 ? static_cast<double>(time.i64) : time.f64;
  const double utc_ms = number * static_cast<double>(drive.unit_ms);
  if (!(utc_ms >= 1 && utc_ms <= utc_ms_max)) return;
  drive.clock->advance(static_cast<int64_t>(utc_ms));
}

}  // namespace spark::pipeline
