// spark/state.h: the state that a plugin object hands to its successor: totals and windows, which
// would otherwise begin at zero with each upgrade, reload and rollback. ext/draft/state.h says
// when. The state does not outlive the host.
//
// A plugin class opts in by declaring
//
//   static constexpr const char* state_schema = "shadow.tallies/1";
//   void save(spark::StateWriter& out) const;
//   void load(spark::StateReader& in);
//   void merge(spark::StateReader& before, spark::StateReader& after);
//
//   state_schema  names form and meaning of the bytes: another name whenever one of them changes.
//                 A successor with another name starts fresh, and the host says so.
//   save          writes everything, while workers and routes use the object. [builder]
//   load          replaces everything that was gathered; no worker uses the object. [builder]
//   merge         adds what the predecessor gathered between two saves, of which `before` is the
//                 one that was loaded; workers and routes use the object already. [builder]
//
// All three throw to refuse, and then leave the object as it was: read and check everything first,
// end() included, then take it over. Another version may have written the bytes: trust none.
//
//   void load(spark::StateReader& in) {
//     const uint64_t rows = in.u64();
//     in.end();
//     rows_ = rows;  // nothing throws from here on
//   }
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "spark/error.h"
#include "spark/ext/draft/state.h"

namespace spark {

// Writes values one after the other: numbers little-endian, 8 bytes each. Each function throws if
// the host takes no more (64 MiB). Valid during save(). [builder]
class StateWriter {
 public:
  explicit StateWriter(spark_state_sink& sink) : sink_(sink) {}

  void u64(uint64_t value) {
    unsigned char bytes[8];
    for (unsigned char& byte : bytes) {
      byte = static_cast<unsigned char>(value & 0xffu);
      value >>= 8u;
    }
    write(bytes, sizeof bytes);
  }
  void i64(int64_t value) { u64(static_cast<uint64_t>(value)); }
  // NaN and infinities, too.
  void f64(double value) { u64(std::bit_cast<uint64_t>(value)); }
  // Any bytes, NUL included, after their length.
  void bytes(std::string_view value) {
    u64(value.size());
    if (!value.empty()) write(value.data(), value.size());
  }

 private:
  void write(const void* from, size_t size) {
    if (const int32_t code = sink_.write(&sink_, from, size); code != SPARK_OK)
      throw Error("the host does not take more state", code);
  }

  spark_state_sink& sink_;
};

// Reads what a StateWriter wrote, in the same order. Each function throws SPARK_E_INVALID if the
// bytes end too early. Borrows the bytes: valid during load() and merge(). [builder]
class StateReader {
 public:
  StateReader(const void* bytes, size_t size) : left_(static_cast<const char*>(bytes), size) {}

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
      throw Error("state: " + std::to_string(left_.size()) + " bytes too many", SPARK_E_INVALID);
  }

 private:
  std::string_view take(uint64_t size) {
    if (size > left_.size())
      throw Error("state: " + std::to_string(size) + " bytes were expected, " +
                      std::to_string(left_.size()) + " are left",
                  SPARK_E_INVALID);
    const std::string_view taken = left_.substr(0, static_cast<size_t>(size));
    left_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view left_;
};

}  // namespace spark
