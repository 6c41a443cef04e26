// spark/plugin.h: a plugin as a class, and the macros that export it.
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
// A plugin that is one model and nothing else needs no such class: SPARK_MODEL_PLUGIN. This header
// includes what models, stages, settings and state need; services (log.h, metrics.h, …) have
// headers of their own.
#pragma once

#include "spark/glue/plugin_adapter.h"
#include "spark/handover.h"
#include "spark/host.h"
#include "spark/model.h"
#include "spark/stage.h"

namespace spark {

// The stage classes of a plugin.
template <class... T>
struct Types {};

// Base of a plugin class. There is one object for each entry under plugins:, for as long as its
// library and settings stay the same. It owns what outlives a pipeline: routes, flags, metrics,
// totals. Its stages and models are destroyed before it. The class provides:
//
//   summary  one sentence, shown to operators. Required.
//   params   the keys under its `with:` (params.h). None unless declared.
//   Stages   spark::Types<…> of its stage classes (stage.h). None unless declared.
//   Model    its model class (model.h). None unless declared.
//   state_schema, save, load, merge
//            the state that it hands to its successor (handover.h). Nothing unless declared.
//   durable_schemas
//            an array of the schemas of durable values that it puts or gets: values of others are
//            removed (ext/draft/keeps.h). All stay unless declared.
//   void act(), void rest()
//            Both or none. act(): the object serves from now on, and may have effects; rest(): it
//            serves no more, though it may act again (ext/draft/life.h). What they throw is shown
//            to operators and changes nothing. [control]
//
//   Class(spark::Host host, const spark::Config& config)
//            Reads its settings; makes its services, flags, metrics and routes. Throws spark::Error
//            to refuse: nothing is changed, and the error names the plugin. The object may be made
//            only to be tried, and beside the one that serves: do nothing here that another system
//            would notice; act() is the place for that. [builder]
//
//   ~Class() Stages and models are gone, no route and no callback runs and none follows. [builder]
//
// Between the two, routes run on [control], stages on all of [worker], computed gauges on [jobs],
// and save, load, merge on [builder], all at the same time: members that several of them use are
// const, atomic, or behind a lock that workers do not take. Plugins have no mutable globals and no
// thread_local: one library may serve several plugin objects, and is never unloaded.
class Plugin {
 public:
  static constexpr NoParams params{};
  using Stages = Types<>;
  using Model = void;

  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

 protected:
  Plugin() = default;
  ~Plugin() = default;
};

// A plugin that is one model. Its summary is the model's.
template <class M>
class ModelPlugin : public Plugin {
 public:
  static constexpr const char* summary = M::summary;
  using Model = M;
  ModelPlugin(Host, const Config&) {}
};

}  // namespace spark

// Exports plugin class `Class`: emits the ELF note, which the host reads before it runs anything,
// and defines the one exported symbol. Once per library, at file scope, with a semicolon after it.
// The three texts are string literals: plugin_id of the form [a-z][a-z0-9-]{0,30}, which metrics
// and routes begin with; plugin_version, up to 31 bytes, not empty; plugin_vendor, up to 63 bytes,
// for people.
#define SPARK_PLUGIN(Class, plugin_id, plugin_version, plugin_vendor)  \
  SPARK_DECLARE_NOTE(plugin_id, plugin_version, plugin_vendor);        \
  extern "C" SPARK_EXPORT constinit const spark_entry_v1 spark_entry = \
      ::spark::glue::entry<Class>(plugin_id, plugin_version)

// The same for a plugin that is model class `Class`, which has a `summary` of its own then.
#define SPARK_MODEL_PLUGIN(Class, plugin_id, plugin_version, plugin_vendor) \
  SPARK_PLUGIN(::spark::ModelPlugin<Class>, plugin_id, plugin_version, plugin_vendor)
