#include "change/forcing.h"

#include "base/held_thread.h"
#include "base/log.h"
#include "change/acting.h"
#include "change/pinned.h"

namespace spark::change {

std::optional<Refusal> break_pins(const Change& change, actions::Order& order, Parts& parts,
                                  const std::vector<Difference>& differences, Forced& forced) {
  for (const auto& each : differences) {
    const auto pin = each.kind == Difference::Kind::model
                         ? parts.pins.find(each.name, change.plugin)
                         : std::optional<services::Pins::Item>();
    if (!pin) continue;
    // A pin that came since the proposal was checked.
    if (!change.force) return pinned_by_plugins(parts.pins, differences, change.plugin);
    const std::string key = blueprint::model_key(each.name);
    if (!parts.actions.record_and_wait(
            {change.actor, "force " + change.title(), key, {}, "asked", in_words(*pin)}))
      return Refusal{503, "the forced change could not be recorded, so nothing was changed"};
    if (const auto late = parts.orders.begin(order)) return Refusal{late->status, late->text};
    // Where nobody can be told, nothing is broken.
    if (!base::HeldThread::hold(parts.actions.control, hold_ms_max))
      return Refusal{503, busy_control};
    const uint32_t broken = parts.pins.drop(each.name);
    forced.pins_broken = forced.pins_broken || broken > 0;
    base::log::warn("{}: {} pins of {} were broken by force", change.title(), broken, key);
  }
  if (!forced.pins_broken) return std::nullopt;
  (void)parts.actions.control.post_first([&pins = parts.pins] { pins.tell_dropped(); });
  if (!parts.pins.wait_for_answers(answers_ms_max))
    forced.warnings.push_back("a plugin whose pin was broken did not answer within " +
                              std::to_string(answers_ms_max) + " ms");
  return std::nullopt;
}

void tell_passed(const Change& change, Parts& parts, const std::vector<Difference>& differences) {
  if (change.plugin.empty()) return;
  std::vector<std::string> models;
  for (const auto& each : differences)
    if (each.kind == Difference::Kind::model) models.push_back(each.name);
  const bool posted =
      parts.actions.control.post([&pins = parts.pins, models, plugin = change.plugin] {
        for (const auto& model : models) pins.tell_passed(model, plugin);
      });
  if (!posted)
    base::log::error(
        "{}: the holders of the pins that it passed are not told: the control thread "
        "is busy",
        change.title());
}

}  // namespace spark::change
