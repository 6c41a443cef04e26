// spark.flag/2 over Flags: a plugin declares and moves its own flags, and makes any flag safe.
#include <string>

#include "base/names.h"
#include "plugin/text.h"
#include "services/extensions.h"
#include "services/leave.h"
#include "services/plugin_host.h"

namespace spark::services {

namespace {

spark_flag* declare(const spark_host* host, const char* name, int64_t initial, int64_t safe,
                    spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  const auto refuse = [&](std::string_view why) -> spark_flag* {
    fail(err, SPARK_E_INVALID, why);
    return nullptr;
  };
  if (object == nullptr) return refuse("flag: the host is not the one that was given");
  const auto own = plugin::read_name(name, "the flag's name", "-");
  if (!own) return refuse(own.error().text);
  const auto flag =
      object->context().flags->declare(object->identity().name + "." + *own, initial, safe);
  if (!flag) return refuse(flag.error().text);
  // A plugin object that acts outlives a stage that is being made for it, and may keep the pointer.
  if (object->life() == Life::acting) object->context().flags->keep(*flag);
  return *flag;
}

int64_t get(const spark_flag* flag) {
  return flag == nullptr ? 0 : flag->value.load(std::memory_order_acquire);
}

int32_t set(const spark_host* host, spark_flag* flag, int64_t value, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || flag == nullptr)
    return fail(err, SPARK_E_INVALID, "flag: the host or the flag is not one that was given");
  if (const int32_t code = object->check_acting("flag", err); code != SPARK_OK) return code;
  const Commit moved = move_flag(*object->context().flags, flag, value);
  return moved.why == Commit::Why::done ? SPARK_OK : fail(err, code_of(moved.why), moved.text);
}

int32_t make_safe(const spark_host* host, const char* full_name, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr)
    return fail(err, SPARK_E_INVALID, "flag: the host is not the one that was given");
  if (const int32_t code = object->check_acting("flag", err); code != SPARK_OK) return code;
  const auto name = plugin::read_text(full_name, "the flag's full name", base::flag_name_bytes_max);
  if (!name) return fail(err, SPARK_E_INVALID, name.error().text);
  const HostContext& context = object->context();
  spark_flag* const flag = context.flags->find(*name);
  if (flag == nullptr)
    return fail(err, SPARK_E_INVALID, "there is no flag '" + *name + "'; it is <plugin>.<name>");
  const auto moved = context.flags->make_safe(flag, "plugin " + object->identity().name, false);
  if (context.made_safe) context.made_safe(moved);
  return SPARK_OK;
}

}  // namespace

const spark_ext_flag flag_extension = {declare, get, set, make_safe};

}  // namespace spark::services
