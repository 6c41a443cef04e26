#include "plugin/life_calls.h"

#include <string>

#include "plugin/guard.h"
#include "plugin/layout.h"

namespace spark::plugin {
namespace {

template <class Call>
base::Result<void> told(const char* what, Call&& call) {
  frame::Failure failure;
  if (guarded(failure, [&] { return call(raw(failure)); }) == frame::ok) return {};
  return base::Error(std::string("its ").append(what).append(": ").append(failure.view()));
}

}  // namespace

base::Result<LifeCalls> LifeCalls::of(spark_plugin* plugin) {
  if (plugin->extension == nullptr) return LifeCalls();
  const void* found = nullptr;
  if (!guarded_void([&] { found = plugin->extension(plugin, SPARK_EXT_LIFE); }))
    return base::Error("its extension threw when it was asked for its life");
  if (found == nullptr) return LifeCalls();
  LifeCalls calls;
  calls.plugin_ = plugin;
  calls.functions_ = *static_cast<const spark_ext_life*>(found);
  if (calls.functions_.act == nullptr || calls.functions_.rest == nullptr)
    return base::Error("it offers a life but its act or rest is null");
  return calls;
}

base::Result<void> LifeCalls::act() const {
  if (!are_offered()) return {};
  return told("act", [&](spark_error* err) { return functions_.act(plugin_, err); });
}

base::Result<void> LifeCalls::rest() const {
  if (!are_offered()) return {};
  return told("rest", [&](spark_error* err) { return functions_.rest(plugin_, err); });
}

}  // namespace spark::plugin
