// spark/bytes.h: numbers and texts as bytes and back, in one form for what a plugin object hands to
// its successor (handover.h) and what it keeps on the disk (durable.h).
//
//   spark::ByteWriter out;
//   out.u64(rows);
//   out.f64(mean);
//   durable_.put("totals", "mine.totals/1", out.text());
//   …
//   spark::ByteReader in(kept);
//   const uint64_t rows = in.u64();
//   const double mean = in.f64();
//   in.end();
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "spark/error.h"

namespace spark {

// Writes values one after the other: numbers little-endian, 8 bytes each. [any]
class ByteWriter {
 public:
  // Least significant byte first.
  void u64(uint64_t value) {
    for (int i = 0; i < 8; ++i, value >>= 8u) text_ += static_cast<char>(value & 0xffu);
  }
  // Two's complement.
  void i64(int64_t value) { u64(static_cast<uint64_t>(value)); }
  // NaN and infinities, too.
  void f64(double value) { u64(std::bit_cast<uint64_t>(value)); }
  // Any bytes, NUL included, after their length.
  void bytes(std::string_view value) {
    u64(value.size());
    text_ += value;
  }

  // All that was written; valid until more is written.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Reads what a ByteWriter wrote, in the same order. Each function throws SPARK_E_INVALID if the
// bytes end too early. Borrows the bytes. [any]
class ByteReader {
 public:
  // `bytes` must outlive the reader, and what bytes() returned.
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  uint64_t u64() {
    uint64_t value = 0;
    const std::string_view from = take(8);
    for (size_t i = 8; i > 0; --i) value = value << 8u | static_cast<unsigned char>(from[i - 1]);
    return value;
  }
  int64_t i64() { return static_cast<int64_t>(u64()); }
  double f64() { return std::bit_cast<double>(u64()); }
  // Points into the bytes that are read.
  std::string_view bytes() { return take(u64()); }

  // How many bytes are not read yet.
  [[nodiscard]] size_t left() const { return left_.size(); }
  // Throws if unread bytes are left.
  void end() const {
    if (!left_.empty())
      throw Error(std::to_string(left_.size()) + " bytes too many", SPARK_E_INVALID);
  }

 private:
  std::string_view take(uint64_t size) {
    if (size > left_.size())
      throw Error(std::to_string(size) + " bytes were expected, " + std::to_string(left_.size()) +
                      " are left",
                  SPARK_E_INVALID);
    const std::string_view taken = left_.substr(0, static_cast<size_t>(size));
    left_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view left_;
};

}  // namespace spark
