// spark/stage.h: a stage as a class: reads slots of a request and writes its own.
//
//   class Spread : public spark::Stage {
//    public:
//     static constexpr const char* type = "spread";
//     static constexpr const char* doc = "…";
//     static constexpr spark::Param params[] = {…};
//     Spread(MyPlugin& plugin, const spark::Config& config);
//     void run(spark::Frame frame) const;
//    private:
//     spark::Input<double> mid_{*this, "input.mid"};
//     spark::Output<double> spread_{*this, "spread_bp", "…", SPARK_SLOT_FEATURE};
//   };
//
// A plugin lists it: `using Stages = spark::Types<Spread>` (plugin.h).
#pragma once

#include "spark/config.h"
#include "spark/glue/param_table.h"
#include "spark/slots.h"

namespace spark {

// Base of a stage class. There is one object for each place in a pipeline; it lives as long as that
// pipeline's plan, and within the life of its plugin object. The class provides:
//
//   type     its name under `stage:`, [A-Za-z_][A-Za-z0-9_-]*. Required.
//   doc      one sentence, shown to operators. Required.
//   params   the keys under its `with:` (params.h). None unless declared.
//
//   Class(Plugin& plugin, const spark::Config& config), or Class(const spark::Config& config)
//            Reads its settings and makes its slots. Throws spark::Error to refuse: the pipeline is
//            not built, and the error names the stage. [builder]
//
//   void run(spark::Frame frame) const
//            One request: reads inputs, writes outputs. All workers call it at once on the same
//            object, hence const. Must not block, allocate or do I/O. Calls frame.fail() for a row
//            that cannot be served; an exception fails the row, too, but costs microseconds.
//            [worker]
//
//   struct Worker
//            What changes from request to request. Each worker has one of its own, so that it needs
//            no lock: run(Worker& worker, spark::Frame frame) const takes it then. Constructed from
//            (const Class& stage, uint32_t number), or from nothing. Made and destroyed on
//            [builder], used on one [worker].
//
//   ~Class() No run() is under way and none follows. [builder]
class Stage : public glue::SlotOwner {
 public:
  static constexpr NoParams params{};
};

}  // namespace spark
