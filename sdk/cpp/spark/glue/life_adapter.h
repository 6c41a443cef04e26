// spark/glue/life_adapter.h: a plugin class's act() and rest() as the C interface has them. An
// author needs nothing here.
#pragma once

#include "spark/error.h"
#include "spark/ext/draft/life.h"

namespace spark::glue {

// Whether plugin class P is told when it acts and when it rests. One that has one function of the
// two does not compile.
template <class P>
concept Living = requires(P& plugin) {
  plugin.act();
}
|| requires(P& plugin) {
  plugin.rest();
};

// Adapter::plugin() leads from the raw plugin to the object of class Adapter::Class.
template <class Adapter>
class LifeAdapter {
 public:
  // Constant data, the same for every object of the class.
  static constexpr const spark_ext_life* functions() { return &raw_; }

 private:
  // [control]
  static int32_t act(spark_plugin* plugin, spark_error* err) noexcept {
    return guarded(err, [&] { Adapter::plugin(plugin).act(); });
  }
  // [control]
  static int32_t rest(spark_plugin* plugin, spark_error* err) noexcept {
    return guarded(err, [&] { Adapter::plugin(plugin).rest(); });
  }

  static constexpr spark_ext_life raw_ = {act, rest};
};

}  // namespace spark::glue
