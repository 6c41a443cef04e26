// spark/stage.h: a stage as a class. Slots are members; run() is const, since all workers share one
// instance:
//
//   class Spread : public spark::Stage {
//    public:
//     static constexpr const char* type = "spread";
//     static constexpr const char* doc = "…";
//     static constexpr spark::Param params[] = {…};
//     Spread(MyPlugin& plugin, const spark::Config& config);       // or (config)
//     void run(spark::Frame frame) const;
//    private:
//     spark::Input<double> mid_{*this, "input.mid"};
//     spark::Output<double> spread_{*this, "spread_bp", "…", SPARK_SLOT_FEATURE};
//   };
//
// What changes from request to request goes into a nested `struct Worker`, of which each worker has
// its own; run(Worker&, frame) const then takes it. Worker is constructed from (stage, number), or
// from nothing.
#pragma once

#include <concepts>
#include <utility>
#include <vector>

#include "spark/config.h"
#include "spark/slots.h"

namespace spark {

class Stage : public SlotOwner {
 public:
  static constexpr NoParams params{};  // hide it with a table of your own
};

namespace glue {

// The C face of a stage of class S.
template <class S>
class StageFace {
 public:
  template <class P>
  static spark_stage* create(P& plugin, const Config& config) {
    if constexpr (std::constructible_from<S, P&, const Config&>) {
      return &(new StageFace(plugin, config))->raw_;
    } else {
      return &(new StageFace(config))->raw_;
    }
  }

 private:
  static constexpr bool has_worker = requires { typename S::Worker; };

  template <class... Args>
  explicit StageFace(Args&&... args)
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

  static std::vector<const spark_slot*> raw_slots(const std::vector<Slot*>& slots) {
    std::vector<const spark_slot*> out;
    for (const Slot* slot : slots) out.push_back(slot->raw());
    return out;
  }

  static StageFace& face(spark_stage* raw) { return *static_cast<StageFace*>(raw->self); }

  static int32_t bind(spark_stage* raw, const uint32_t* inputs, const uint32_t* outputs,
                      spark_error* err) noexcept {
    return guarded(err, [&] {
      const S& stage = face(raw).stage_;
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

  static void* worker_create(spark_stage* raw, [[maybe_unused]] uint32_t number) noexcept {
    void* worker = nullptr;
    if constexpr (has_worker) {
      using Worker = typename S::Worker;
      guarded(nullptr, [&] {
        if constexpr (std::constructible_from<Worker, const S&, uint32_t>) {
          worker = new Worker(std::as_const(face(raw).stage_), number);
        } else {
          worker = new Worker();
        }
      });
    }
    return worker;
  }

  static void worker_destroy(spark_stage*, void* worker) noexcept {
    if constexpr (has_worker) delete static_cast<typename S::Worker*>(worker);
  }

  static int32_t run(spark_stage* raw, [[maybe_unused]] void* worker, spark_frame* const* frames,
                     uint32_t count, spark_error* err) noexcept {
    if (has_worker && worker == nullptr) return report(err, SPARK_E_FAILED, "no worker memory");
    return guarded(err, [&] {
      const S& stage = face(raw).stage_;
      for (uint32_t i = 0; i < count; ++i) {
        if constexpr (has_worker) {
          stage.run(*static_cast<typename S::Worker*>(worker), Frame(frames[i], err));
        } else {
          stage.run(Frame(frames[i], err));
        }
      }
    });
  }

  static void destroy(spark_stage* raw) noexcept { delete &face(raw); }

  S stage_;
  std::vector<const spark_slot*> inputs_;
  std::vector<const spark_slot*> outputs_;
  spark_stage raw_;
};

// What the entry says of stage class S.
template <class S>
struct StageType {
  using Params = ParamTable<S::params>;
  static constexpr spark_stage_type raw = {S::type, S::doc, Params::pointers.data(), Params::count,
                                           0};
};

}  // namespace glue
}  // namespace spark
