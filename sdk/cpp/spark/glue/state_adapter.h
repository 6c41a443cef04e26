// spark/glue/state_adapter.h: a plugin class's state as the C interface has it. An author needs
// nothing here.
#pragma once

#include "spark/state.h"

namespace spark::glue {

// Whether plugin class P hands its state on.
template <class P>
concept Stateful = requires {
  P::state_schema;
};

// Adapter::plugin() leads from the raw plugin to the object of class Adapter::Class.
template <class Adapter>
class StateAdapter {
 public:
  // Constant data, the same for every object of the class.
  static constexpr const spark_ext_state* functions() { return &raw_; }

 private:
  // A write that throws ends the save. [builder]
  static int32_t save(spark_plugin* plugin, spark_state_sink* sink, spark_error* err) noexcept {
    return guarded(err, [&] {
      StateWriter out(*sink);
      Adapter::plugin(plugin).save(out);
    });
  }

  // If the class's load() throws, it leaves the object as it was. [builder]
  static int32_t load(spark_plugin* plugin, const void* bytes, size_t size,
                      spark_error* err) noexcept {
    return guarded(err, [&] {
      StateReader in(bytes, size);
      Adapter::plugin(plugin).load(in);
    });
  }

  // merge() does the same. [builder]
  static int32_t merge(spark_plugin* plugin, const void* before, size_t before_size,
                       const void* after, size_t after_size, spark_error* err) noexcept {
    return guarded(err, [&] {
      StateReader first(before, before_size);
      StateReader second(after, after_size);
      Adapter::plugin(plugin).merge(first, second);
    });
  }

  static constexpr spark_ext_state raw_ = {Adapter::Class::state_schema, save, load, merge};
};

}  // namespace spark::glue
