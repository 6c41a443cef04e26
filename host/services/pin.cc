// spark.pin/2 over Pins: a plugin takes away its own pins only.
#include <utility>

#include "plugin/text.h"
#include "services/extensions.h"
#include "services/plugin_host.h"

namespace spark::services {

namespace {

constexpr size_t reason_bytes_max = 200;
constexpr uint32_t lets_pass_max = 16;

base::Result<Pins::Item> read_pin(const PluginHost& object, const spark_pin_desc& desc) {
  auto model = plugin::read_name(desc.model, "the pinned model's name", "-.");
  if (!model) return model.error();
  auto reason =
      plugin::read_text(desc.reason, "the reason to pin model '" + *model + "'", reason_bytes_max);
  if (!reason) return reason.error();
  if (reason->empty()) return base::Error("pin of model '" + *model + "': the reason is empty");
  if (desc.lets_pass_count > lets_pass_max ||
      (desc.lets_pass == nullptr && desc.lets_pass_count > 0))
    return base::Error("pin of model '" + *model + "': expected at most " +
                       std::to_string(lets_pass_max) + " plugins that it lets pass");
  Pins::Item item{std::move(*model), object.identity().name, std::move(*reason)};
  for (uint32_t i = 0; i < desc.lets_pass_count; ++i) {
    auto plugin = plugin::read_name(desc.lets_pass[i], "a plugin that the pin lets pass", "-");
    if (!plugin) return plugin.error();
    item.lets_pass.push_back(std::move(*plugin));
  }
  return item;
}

Pins::Told told_of(const spark_pin_desc& desc) {
  Pins::Told told;
  if (desc.broken != nullptr)
    told.broken = [broken = desc.broken, context = desc.context] {
      return broken(context) != SPARK_PIN_LATER;
    };
  if (desc.passed != nullptr)
    told.passed = [passed = desc.passed, context = desc.context](const std::string& plugin) {
      passed(context, plugin.c_str());
    };
  return told;
}

int32_t pin(const spark_host* host, const spark_pin_desc* desc, uint64_t* number,
            spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  const auto refuse = [&](std::string_view why) { return fail(err, SPARK_E_INVALID, why); };
  if (object == nullptr) return refuse("pin: the host is not the one that was given");
  if (number == nullptr || desc == nullptr)
    return refuse("pin: it is null, or there is no place for its number");
  auto item = read_pin(*object, *desc);
  if (!item) return refuse(item.error().text);
  const auto made = object->context().pins->pin(object, std::move(*item), told_of(*desc));
  if (!made) return refuse(made.error().text);
  *number = *made;
  return SPARK_OK;
}

void unpin(const spark_host* host, uint64_t number) {
  const PluginHost* const object = PluginHost::of(host);
  if (object != nullptr) object->context().pins->unpin(object, number);
}

void answer(const spark_host* host, uint64_t number) {
  const PluginHost* const object = PluginHost::of(host);
  if (object != nullptr) object->context().pins->answer(object, number);
}

}  // namespace

const spark_ext_pin pin_extension = {pin, unpin, answer};

}  // namespace spark::services
