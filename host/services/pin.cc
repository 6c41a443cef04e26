// spark.pin/1 over Pins: a plugin takes away its own pins only.
#include <utility>

#include "plugin/text.h"
#include "services/extensions.h"
#include "services/plugin_host.h"

namespace spark::services {

namespace {

constexpr size_t reason_bytes_max = 200;

int32_t pin(const spark_host* host, const char* model, const char* reason,
            void (*broken)(void* context), void* context, uint64_t* number, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  const auto refuse = [&](std::string_view why) { return fail(err, SPARK_E_INVALID, why); };
  if (object == nullptr) return refuse("pin: the host is not the one that was given");
  if (number == nullptr) return refuse("pin: there is no place for its number");
  auto name = plugin::read_name(model, "the pinned model's name", "-.");
  if (!name) return refuse(name.error().text);
  auto why = plugin::read_text(reason, "the reason to pin model '" + *name + "'", reason_bytes_max);
  if (!why) return refuse(why.error().text);
  if (why->empty()) return refuse("pin of model '" + *name + "': the reason is empty");

  Pins::Broken tell;
  if (broken != nullptr) tell = [broken, context] { broken(context); };
  const auto made = object->context().pins->pin(
      object, {std::move(*name), object->identity().name, std::move(*why)}, std::move(tell));
  if (!made) return refuse(made.error().text);
  *number = *made;
  return SPARK_OK;
}

void unpin(const spark_host* host, uint64_t number) {
  const PluginHost* const object = PluginHost::of(host);
  if (object != nullptr) object->context().pins->unpin(object, number);
}

}  // namespace

const spark_ext_pin pin_extension = {pin, unpin};

}  // namespace spark::services
