// spark/state.h: what a plugin object hands to the one that takes its place (see ext/draft/state.h
// for when). A plugin class opts in by declaring
//
//   static constexpr const char* state_schema = "shadow.tallies/1";
//   void save(spark::StateWriter& out) const;  // while workers and routes use the object
//   void load(spark::StateReader& in);         // replaces everything; no worker uses the object
//   void merge(spark::StateReader& before, spark::StateReader& after);  // adds the difference
//
// All are [builder-thread] and throw to refuse, and then leave the object as it was: read and check
// everything first, end() included, then take it over. Numbers are little-endian, 8 bytes each.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "spark/error.h"
#include "spark/ext/draft/state.h"

namespace spark {

// Each function throws if the host takes no more.
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
  void f64(double value) { u64(std::bit_cast<uint64_t>(value)); }
  void bytes(std::string_view value) {  // with their length
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

// Each function throws if the bytes end too early. Borrows the bytes.
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
  std::string_view bytes() { return take(u64()); }

  [[nodiscard]] size_t left() const { return left_.size(); }
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

namespace glue {

// Whether class P hands its state on.
template <class P>
concept Stateful = requires {
  P::state_schema;
};

// The C face of it. Face::plugin() leads from the raw plugin to the object of class Face::Class.
template <class Face>
class StateFace {
 public:
  static constexpr const spark_ext_state* functions() { return &raw_; }

 private:
  static int32_t save(spark_plugin* plugin, spark_state_sink* sink, spark_error* err) noexcept {
    return guarded(err, [&] {
      StateWriter out(*sink);
      Face::plugin(plugin).save(out);
    });
  }

  static int32_t load(spark_plugin* plugin, const void* bytes, size_t size,
                      spark_error* err) noexcept {
    return guarded(err, [&] {
      StateReader in(bytes, size);
      Face::plugin(plugin).load(in);
    });
  }

  static int32_t merge(spark_plugin* plugin, const void* before, size_t before_size,
                       const void* after, size_t after_size, spark_error* err) noexcept {
    return guarded(err, [&] {
      StateReader first(before, before_size);
      StateReader second(after, after_size);
      Face::plugin(plugin).merge(first, second);
    });
  }

  static constexpr spark_ext_state raw_ = {Face::Class::state_schema, save, load, merge};
};

}  // namespace glue
}  // namespace spark
