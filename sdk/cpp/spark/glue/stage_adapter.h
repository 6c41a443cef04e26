// spark/glue/stage_adapter.h: a stage class as the C interface has it. An author needs nothing
// here.
#pragma once

#include <concepts>
#include <utility>
#include <vector>

#include "spark/stage.h"

namespace spark::glue {

// Owns a stage of class S. The host owns the adapter, from create() to raw's destroy().
template <class S>
class StageAdapter {
 public:
  // Throws what S's constructor throws. [builder]
  template <class P>
  static spark_stage* create(P& plugin, const Config& config) {
    if constexpr (std::constructible_from<S, P&, const Config&>) {
      return &(new StageAdapter(plugin, config))->raw_;
    } else {
      return &(new StageAdapter(config))->raw_;
    }
  }

 private:
  // Whether run() takes memory of the worker's own.
  static constexpr bool has_worker = requires { typename S::Worker; };

  // The slots are known once the stage is made, so `raw_`'s description of them never changes.
  template <class... Args>
  explicit StageAdapter(Args&&... args)
      : stage_(std::forward<Args>(args)...),
        inputs_(raw_slots(stage_.inputs())),
        outputs_(raw_slots(stage_.outputs())),
        raw_{this,
             inputs_.data(),
             outputs_.data(),
             static_cast<uint32_t>(inputs_.size()),
             static_cast<uint32_t>(outputs_.size()),
             bind,
             worker_create,
             worker_destroy,
             run,
             destroy} {}

  // The host takes descriptors as arrays of pointers.
  static std::vector<const spark_slot*> raw_slots(const std::vector<Slot*>& slots) {
    std::vector<const spark_slot*> out;
    for (const Slot* slot : slots) out.push_back(slot->raw());
    return out;
  }

  static StageAdapter& of(spark_stage* raw) { return *static_cast<StageAdapter*>(raw->self); }

  // Each slot learns its index. The host has compared types and names already. [builder]
  static int32_t bind(spark_stage* raw, const uint32_t* inputs, const uint32_t* outputs,
                      spark_error* err) noexcept {
    return guarded(err, [&] {
      const S& stage = of(raw).stage_;
      for (size_t i = 0; i < stage.inputs().size(); ++i) {
        Slot& slot = *stage.inputs()[i];
        const bool optional = (slot.raw()->flags & SPARK_SLOT_OPTIONAL) != 0;
        if (inputs[i] == SPARK_NO_SLOT && !optional) {
          throw Error("input " + std::string(slot.raw()->name) + " is not bound", SPARK_E_INVALID);
        }
        slot.bind(inputs[i]);
      }
      for (size_t i = 0; i < stage.outputs().size(); ++i) stage.outputs()[i]->bind(outputs[i]);
    });
  }

  // Null without a Worker, and where its constructor throws: run() fails then. [builder]
  static void* worker_create(spark_stage* raw, [[maybe_unused]] uint32_t number) noexcept {
    void* worker = nullptr;
    if constexpr (has_worker) {
      using Worker = typename S::Worker;
      guarded(nullptr, [&] {
        if constexpr (std::constructible_from<Worker, const S&, uint32_t>) {
          worker = new Worker(std::as_const(of(raw).stage_), number);
        } else {
          worker = new Worker();
        }
      });
    }
    return worker;
  }

  // A null is nothing to delete. [builder]
  static void worker_destroy(spark_stage*, void* worker) noexcept {
    if constexpr (has_worker) delete static_cast<typename S::Worker*>(worker);
  }

  // An exception ends the call, for all its frames; a stage that fails one row says so in the
  // frame. [worker]
  static int32_t run(spark_stage* raw, [[maybe_unused]] void* worker, spark_frame* const* frames,
                     uint32_t count, spark_error* err) noexcept {
    if (has_worker && worker == nullptr) return report(err, SPARK_E_FAILED, "no worker memory");
    return guarded(err, [&] {
      const S& stage = of(raw).stage_;
      for (uint32_t i = 0; i < count; ++i) {
        if constexpr (has_worker) {
          stage.run(*static_cast<typename S::Worker*>(worker), Frame(frames[i], err));
        } else {
          stage.run(Frame(frames[i], err));
        }
      }
    });
  }

  // The host no longer uses `raw`, so the adapter may delete itself. [builder]
  static void destroy(spark_stage* raw) noexcept { delete &of(raw); }

  // Constructed first: the other members point into the stage.
  S stage_;
  std::vector<const spark_slot*> inputs_;
  std::vector<const spark_slot*> outputs_;
  spark_stage raw_;
};

// The entry's description of stage class S.
template <class S>
struct StageType {
  using Params = ParamTable<S::params>;
  static constexpr spark_stage_type raw = {S::type, S::doc, Params::pointers.data(), Params::count,
                                           0};
};

}  // namespace spark::glue
