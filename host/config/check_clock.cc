// What an event clock needs of the rest of the file: one worker, and one pipeline that drives.
#include <algorithm>

#include "config/config.h"

namespace spark::config {
namespace {

constexpr std::string_view input_prefix = "input.";

const InputField* find_field(const std::vector<InputField>& fields, std::string_view path) {
  const size_t dot = path.find('.');
  for (const InputField& field : fields) {
    if (field.name != path.substr(0, dot)) continue;
    return dot == std::string_view::npos ? &field : find_field(field.fields, path.substr(dot + 1));
  }
  return nullptr;
}

// The input of `pipeline` that has the time; null if it has none of that name.
const InputField* time_of(const EventClock& clock, const Pipeline& pipeline) {
  const std::string_view event = clock.event;
  return event.starts_with(input_prefix)
             ? find_field(pipeline.input, event.substr(input_prefix.size()))
             : nullptr;
}

std::vector<const Pipeline*> candidates(const Config& config) {
  std::vector<const Pipeline*> all;
  for (const Pipeline& pipeline : config.pipelines) {
    const bool is_meant = config.clock->pipeline.empty() || config.clock->pipeline == pipeline.name;
    if (is_meant && time_of(*config.clock, pipeline) != nullptr) all.push_back(&pipeline);
  }
  return all;
}

std::string not_one(const Config& config, const std::vector<const Pipeline*>& found) {
  const std::string& named = config.clock->pipeline;
  if (found.empty())
    return in_quotes(config.clock->event) +
           (named.empty() ? " is an input of no pipeline"
                          : " is no input of pipeline " + in_quotes(named)) +
           "; write it in full, such as input.snapshot.ts";
  return in_quotes(config.clock->event) + " is an input of the pipelines " +
         in_quotes(found[0]->name) + " and " + in_quotes(found[1]->name) +
         "; say with `pipeline` which one drives";
}

}  // namespace

const Pipeline* driving_pipeline(const Config& config) {
  if (!config.clock) return nullptr;
  const auto found = candidates(config);
  return found.size() == 1 ? found[0] : nullptr;
}

void check_clock(const Config& config, Errors& errors) {
  if (!config.clock || config.clock->event.empty()) return;  // none, or reported as such
  const EventClock& clock = *config.clock;
  if (config.workers != 1U)
    errors.add(clock.place, "clock",
               "an event clock needs workers: 1, so that frames come in one order");
  const auto found = candidates(config);
  if (found.size() != 1) {
    errors.add(clock.event_place, "clock.event", not_one(config, found));
    return;
  }
  const InputType type = time_of(clock, *found[0])->type;
  if (type != InputType::i64 && type != InputType::f64)
    errors.add(
        clock.event_place, "clock.event",
        in_quotes(clock.event) + " of pipeline " + in_quotes(found[0]->name) + " is no number");
}

}  // namespace spark::config
