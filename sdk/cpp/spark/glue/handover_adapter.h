// spark/glue/handover_adapter.h: a plugin class's state as the C interface has it. An author needs
// nothing here.
#pragma once

#include <string>

#include "spark/handover.h"

namespace spark::glue {

// Whether plugin class P hands its state on.
template <class P>
concept Stateful = requires {
  P::state_schema;
};

// Adapter::plugin() leads from the raw plugin to the object of class Adapter::Class.
template <class Adapter>
class HandoverAdapter {
 public:
  // Constant data, the same for every object of the class.
  static constexpr const spark_ext_handover* functions() { return &raw_; }

 private:
  // Borrows the host's bytes for one call.
  static ByteReader reader(const void* bytes, size_t size) {
    return ByteReader({static_cast<const char*>(bytes), size});
  }

  // Fails if the host takes no more (64 MiB). [builder]
  static int32_t save(spark_plugin* plugin, spark_handover_sink* sink, spark_error* err) noexcept {
    return guarded(err, [&] {
      ByteWriter out;
      Adapter::plugin(plugin).save(out);
      const std::string& text = out.text();
      if (const int32_t code = sink->write(sink, text.data(), text.size()); code != SPARK_OK)
        throw Error("the host does not take more state", code);
    });
  }

  // If the class's load() throws, it leaves the object as it was. [builder]
  static int32_t load(spark_plugin* plugin, const void* bytes, size_t size,
                      spark_error* err) noexcept {
    return guarded(err, [&] {
      ByteReader in = reader(bytes, size);
      Adapter::plugin(plugin).load(in);
    });
  }

  // merge() does the same. [builder]
  static int32_t merge(spark_plugin* plugin, const void* before, size_t before_size,
                       const void* after, size_t after_size, spark_error* err) noexcept {
    return guarded(err, [&] {
      ByteReader first = reader(before, before_size);
      ByteReader second = reader(after, after_size);
      Adapter::plugin(plugin).merge(first, second);
    });
  }

  static constexpr spark_ext_handover raw_ = {Adapter::Class::state_schema, save, load, merge};
};

}  // namespace spark::glue
