// spark.timer/1 over Timers.
#include <string>

#include "plugin/text.h"
#include "services/asked.h"
#include "services/extensions.h"
#include "services/plugin_host.h"
#include "services/timers.h"

namespace spark::services {
namespace {

// Calls make(timers, name) for an acting object and a right name.
template <class Make>
int32_t add(const spark_host* host, const char* name, bool has_function, spark_error* err,
            const Make& make) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || !has_function)
    return fail(err, SPARK_E_INVALID,
                "timer: the host is not the one that was given, or nothing is to be called");
  const auto own = plugin::read_name(name, "the timer's name", "-.");
  if (!own) return fail(err, SPARK_E_INVALID, own.error().text);
  if (const int32_t code = object->check_acting("timer", err); code != SPARK_OK) return code;
  Timers* const timers = object->context().timers;
  if (timers == nullptr) return fail(err, SPARK_E_UNSUPPORTED, "timer: this host has no timers");
  const auto made = make(*object, *timers, *own);
  return made ? SPARK_OK : fail(err, SPARK_E_INVALID, made.error().text);
}

int32_t every(const spark_host* host, const char* name, uint32_t period_ms,
              void (*fire)(void* context, uint32_t missed), void* context, spark_error* err) {
  return add(host, name, fire != nullptr, err,
             [&](const PluginHost& object, Timers& timers, const std::string& own) {
               return timers.every(
                   &object, object.identity().name, own, period_ms,
                   [fire, context, &flags = *object.context().flags](uint32_t missed) {
                     const Asked::Scope asked(flags.epoch());
                     fire(context, missed);
                   });
             });
}

int32_t at(const spark_host* host, const char* name, const spark_timer_rule* rule,
           void (*fire)(void* context, int64_t due_utc_ms, uint32_t missed), void* context,
           spark_error* err) {
  return add(
      host, name, fire != nullptr && rule != nullptr, err,
      [&](const PluginHost& object, Timers& timers, const std::string& own) {
        return timers.at(
            &object, object.identity().name, own, {rule->weekday, rule->hour, rule->minute},
            [fire, context, &flags = *object.context().flags](int64_t due_utc_ms, uint32_t missed) {
              const Asked::Scope asked(flags.epoch());
              fire(context, due_utc_ms, missed);
            });
      });
}

void cancel(const spark_host* host, const char* name) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || name == nullptr || object->context().timers == nullptr) return;
  object->context().timers->cancel(object, name);
}

}  // namespace

const spark_ext_timer timer_extension = {every, at, cancel};

}  // namespace spark::services
