// spark/plugin.h: a plugin as a class, and the macro that exports it.
//
//   class Counter : public spark::Plugin {
//    public:
//     static constexpr const char* summary = "…";
//     static constexpr spark::Param params[] = {…};
//     using Stages = spark::Types<Count>;
//     Counter(spark::Host host, const spark::Config& config);
//   };
//   SPARK_PLUGIN(Counter, "counter", "1.0.0", "Your name");
//
// A plugin that is one model and nothing else needs no such class: SPARK_MODEL_PLUGIN(UpMove,
// "up-move", …). Plugins have no mutable globals and no thread_local: one library may serve several
// plugin objects. A plugin that gathers something hands it to the next version of itself: state.h.
#pragma once

#include <type_traits>

#include "spark/host.h"
#include "spark/model.h"
#include "spark/stage.h"
#include "spark/state.h"

namespace spark {

template <class... T>
struct Types {};

// Owns what outlives a pipeline. Its stages and models are destroyed before it.
class Plugin {
 public:
  static constexpr NoParams params{};  // keys under plugins.<name>.with
  using Stages = Types<>;
  using Model = void;

  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

 protected:
  Plugin() = default;
  ~Plugin() = default;
};

template <class M>
class ModelPlugin : public Plugin {
 public:
  static constexpr const char* summary = M::summary;
  using Model = M;
  ModelPlugin(Host, const Config&) {}
};

namespace glue {

template <class T>
struct StageList;

template <class... S>
struct StageList<Types<S...>> {
  static constexpr std::array<const spark_stage_type*, sizeof...(S)> types = {
      &StageType<S>::raw...};

  template <class P>
  static spark_stage* create(P& plugin, std::string_view type, const Config& config) {
    spark_stage* made = nullptr;
    const bool known =
        ((type == S::type && (made = StageFace<S>::create(plugin, config)) != nullptr) || ...);
    if (!known) throw Error("no stage type '" + std::string(type) + "'", SPARK_E_UNSUPPORTED);
    return made;
  }
};

template <class P>
struct ModelParams {
  using M = std::conditional_t<std::is_void_v<typename P::Model>, Model, typename P::Model>;
  using Table = ParamTable<M::params>;
};

// The C face of a plugin of class P.
template <class P>
class PluginFace {
 public:
  using Class = P;
  static P& plugin(spark_plugin* raw) { return face(raw).plugin_; }

  static int32_t create(const spark_host* host, const spark_config* config, spark_plugin** plugin,
                        spark_error* err) noexcept {
    return guarded(err, [&] { *plugin = &(new PluginFace(Host(host), Config(*config)))->raw_; });
  }

 private:
  PluginFace(Host host, const Config& config)
      : plugin_(host, config), raw_{this, create_stage, create_model, extension, destroy} {}

  static PluginFace& face(spark_plugin* raw) { return *static_cast<PluginFace*>(raw->self); }

  static int32_t create_stage(spark_plugin* raw, const char* type, const spark_config* config,
                              spark_stage** stage, spark_error* err) noexcept {
    return guarded(err, [&] {
      *stage = StageList<typename P::Stages>::create(plugin(raw), type, Config(*config));
    });
  }

  static int32_t create_model(spark_plugin* raw, const spark_config* config, const char* artefact,
                              spark_model** model, spark_error* err) noexcept {
    return guarded(err, [&] {
      if constexpr (std::is_void_v<typename P::Model>) {
        throw Error("this plugin has no models", SPARK_E_UNSUPPORTED);
      } else {
        *model = ModelFace<typename P::Model>::create(plugin(raw), Config(*config), artefact);
      }
    });
  }

  static const void* extension(spark_plugin*, [[maybe_unused]] const char* id) noexcept {
    if constexpr (Stateful<P>) {
      if (std::string_view(id) == SPARK_EXT_STATE) return StateFace<PluginFace>::functions();
    }
    return nullptr;
  }

  static void destroy(spark_plugin* raw) noexcept { delete &face(raw); }

  P plugin_;
  spark_plugin raw_;
};

template <class P>
consteval spark_entry_v1 entry(const char* id, const char* version) {
  using Params = ParamTable<P::params>;
  using ModelTable = typename ModelParams<P>::Table;
  using List = StageList<typename P::Stages>;
  return {SPARK_ABI_MAJOR,
          SPARK_ABI_MINOR,
          id,
          version,
          P::summary,
          Params::pointers.data(),
          ModelTable::pointers.data(),
          List::types.data(),
          Params::count,
          ModelTable::count,
          List::types.size(),
          std::is_void_v<typename P::Model> ? 0u : 1u,
          PluginFace<P>::create};
}

}  // namespace glue
}  // namespace spark

// Once per plugin, at file scope, with string literals.
#define SPARK_PLUGIN(Class, plugin_id, plugin_version, plugin_vendor)  \
  SPARK_DECLARE_NOTE(plugin_id, plugin_version, plugin_vendor);        \
  extern "C" SPARK_EXPORT constinit const spark_entry_v1 spark_entry = \
      ::spark::glue::entry<Class>(plugin_id, plugin_version)

#define SPARK_MODEL_PLUGIN(Class, plugin_id, plugin_version, plugin_vendor) \
  SPARK_PLUGIN(::spark::ModelPlugin<Class>, plugin_id, plugin_version, plugin_vendor)
