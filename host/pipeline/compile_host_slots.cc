// The slots that the host itself writes: known to every plan, but part of its frames only if
// something reads them.
#include <algorithm>

#include "pipeline/compiler.h"

namespace spark::pipeline {

void offer_host_slots(Compiler& compiler) {
  using frame::Type;
  SlotTable& slots = compiler.slots;
  slots.offer({"request.id", Type::string, true, false});
  slots.offer({"request.sequence", Type::i64, true, false});
  slots.offer({"request.now_ns", Type::i64, true, false});
  slots.offer({"request.utc_ms", Type::i64, true, false});
  slots.offer({"request.traceparent", Type::string, false, false});
  slots.offer({"answer.code", Type::i64, true, true});
  slots.offer({"answer.source", Type::string, false, true});
  slots.offer({"answer.elapsed_ms", Type::f64, true, true});
}

void place_host_slots(Compiler& compiler) {
  const SlotTable& slots = compiler.slots;
  frame::Plan& plan = compiler.plan;
  plan.request = {slots.index("request.id"), slots.index("request.sequence"),
                  slots.index("request.now_ns"), slots.index("request.utc_ms"),
                  slots.index("request.traceparent")};
  const auto& asked = plan.request;
  for (const uint32_t slot :
       {asked.id, asked.sequence, asked.now_ns, asked.utc_ms, asked.traceparent})
    plan.reads_request = plan.reads_request || slot != frame::no_slot;
  plan.answered = {slots.index("answer.code"), slots.index("answer.source"),
                   slots.index("answer.elapsed_ms")};
  const auto& answered = plan.answered;
  for (const uint32_t slot : {answered.code, answered.source, answered.elapsed_ms})
    plan.reads_answer = plan.reads_answer || slot != frame::no_slot;
  plan.elapsed_slot = slots.index("pipeline.elapsed_ms");
  for (auto& placed : plan.stages) {
    if (placed.predicts()) placed.row = slots.index(placed.name + ".row");
    if (placed.row != frame::no_slot) placed.writes.push_back(slots[placed.row].name);
  }
  const auto& parts = plan.answer.parts;
  plan.reads_utc = plan.request.utc_ms != frame::no_slot ||
                   std::any_of(parts.begin(), parts.end(), [](const auto& part) {
                     return part.kind == frame::Answer::Part::Kind::now;
                   });
}

}  // namespace spark::pipeline
