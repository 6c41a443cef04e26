// spark.flag/1 over Flags: a plugin names its own flags only.
#include <string>

#include "plugin/text.h"
#include "services/extensions.h"
#include "services/host_object.h"

namespace spark::services {

namespace {

spark_flag* declare(const spark_host* host, const char* name, int64_t initial, int64_t safe,
                    spark_error* err) {
  const HostObject* const object = HostObject::of(host);
  const auto refuse = [&](std::string_view why) -> spark_flag* {
    fail(err, SPARK_E_INVALID, why);
    return nullptr;
  };
  if (object == nullptr) return refuse("flag: the host is not the one that was given");
  const auto own = plugin::read_name(name, "the flag's name", "-");
  if (!own) return refuse(own.error().text);
  const auto flag =
      object->context().flags->declare(object->identity().name + "." + *own, initial, safe);
  return flag ? *flag : refuse(flag.error().text);
}

int64_t get(const spark_flag* flag) {
  return flag == nullptr ? 0 : flag->value.load(std::memory_order_acquire);
}

void set(spark_flag* flag, int64_t value) {
  if (flag != nullptr) flag->value.store(value, std::memory_order_release);
}

}  // namespace

const spark_ext_flag flag_extension = {declare, get, set};

}  // namespace spark::services
