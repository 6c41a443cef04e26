// spark/glue/plugin_adapter.h: a plugin class as the C interface has it, and its entry. An author
// needs nothing here.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <type_traits>

#include "spark/glue/handover_adapter.h"
#include "spark/glue/keeps_adapter.h"
#include "spark/glue/life_adapter.h"
#include "spark/glue/model_adapter.h"
#include "spark/glue/param_table.h"
#include "spark/glue/stage_adapter.h"
#include "spark/host.h"

namespace spark {

template <class... T>
struct Types;

namespace glue {

template <class T>
struct StageList;

// The stage classes S… of a plugin.
template <class... S>
struct StageList<Types<S...>> {
  static constexpr std::array<const spark_stage_type*, sizeof...(S)> types = {
      &StageType<S>::raw...};

  // Throws what the stage's constructor throws, or for a type that is none of them. [builder]
  template <class P>
  static spark_stage* create(P& plugin, std::string_view type, const Config& config) {
    spark_stage* made = nullptr;
    const bool known =
        ((type == S::type && (made = StageAdapter<S>::create(plugin, config)) != nullptr) || ...);
    if (!known) throw Error("no stage type '" + std::string(type) + "'", SPARK_E_UNSUPPORTED);
    return made;
  }
};

// The settings of plugin class P's models; none if it has no models.
template <class P>
struct ModelParams {
  using M = std::conditional_t<std::is_void_v<typename P::Model>, Model, typename P::Model>;
  using Table = ParamTable<M::params>;
};

// Owns a plugin object of class P. The host owns the adapter, from create() to raw's destroy().
template <class P>
class PluginAdapter {
 public:
  using Class = P;
  // The plugin object behind the host's pointer.
  static P& plugin(spark_plugin* raw) { return of(raw).plugin_; }

  // The entry's create(). [builder]
  static int32_t create(const spark_host* host, const spark_config* config, spark_plugin** plugin,
                        spark_error* err) noexcept {
    return guarded(err, [&] { *plugin = &(new PluginAdapter(Host(host), Config(*config)))->raw_; });
  }

 private:
  PluginAdapter(Host host, const Config& config)
      : plugin_(host, config), raw_{this, create_stage, create_model, extension, destroy} {}

  static PluginAdapter& of(spark_plugin* raw) { return *static_cast<PluginAdapter*>(raw->self); }

  // Makes a stage of class `type`, one of those that P lists. [builder]
  static int32_t create_stage(spark_plugin* raw, const char* type, const spark_config* config,
                              spark_stage** stage, spark_error* err) noexcept {
    return guarded(err, [&] {
      *stage = StageList<typename P::Stages>::create(plugin(raw), type, Config(*config));
    });
  }

  // Makes a model of the one class that P names. [builder]
  static int32_t create_model(spark_plugin* raw, const spark_config* config, const char* artefact,
                              spark_model** model, spark_error* err) noexcept {
    return guarded(err, [&] {
      if constexpr (std::is_void_v<typename P::Model>) {
        throw Error("this plugin has no models", SPARK_E_UNSUPPORTED);
      } else {
        *model = ModelAdapter<typename P::Model>::create(plugin(raw), Config(*config), artefact);
      }
    });
  }

  // The glue offers state, life and the schemas of durable values. [builder]
  static const void* extension(spark_plugin*, [[maybe_unused]] const char* id) noexcept {
    if constexpr (Living<P>) {
      if (std::string_view(id) == SPARK_EXT_LIFE) return LifeAdapter<PluginAdapter>::functions();
    }
    if constexpr (Stateful<P>) {
      if (std::string_view(id) == SPARK_EXT_HANDOVER)
        return HandoverAdapter<PluginAdapter>::functions();
    }
    if constexpr (Keeping<P>) {
      if (std::string_view(id) == SPARK_EXT_KEEPS) return &keeps_of<P>;
    }
    return nullptr;
  }

  // Stages and models are gone, so the adapter may delete itself. [builder]
  static void destroy(spark_plugin* raw) noexcept { delete &of(raw); }

  P plugin_;
  spark_plugin raw_;
};

// The entry that the library exports for plugin class P.
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
          PluginAdapter<P>::create};
}

}  // namespace glue
}  // namespace spark
