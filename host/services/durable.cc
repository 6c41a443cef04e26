// spark.durable/1 over DurableValues: a plugin reads and writes the values of its own name.
#include <string>
#include <utility>

#include "plugin/text.h"
#include "services/durable_values.h"
#include "services/extensions.h"
#include "services/plugin_host.h"

namespace spark::services {
namespace {

constexpr const char* to_rest = "durable: the object is to rest, so that no done follows";

base::Result<DurableName> read(const PluginHost* object, const char* key, const char* schema) {
  if (object == nullptr) return base::Error("durable: the host is not the one that was given");
  auto own = plugin::read_name(key, "the durable value's key", "-.");
  if (!own) return own.error();
  auto form = plugin::read_name(schema, "the durable value's schema", ".-/");
  if (!form) return form.error();
  return DurableName{object->identity().name, std::move(*own), std::move(*form)};
}

int32_t change(const PluginHost& object, const DurableName& name, std::optional<std::string> value,
               spark_done done, void* context, spark_error* err) {
  if (const int32_t code = object.check_acting("durable", err); code != SPARK_OK) return code;
  if (const auto why = value ? object.unlisted(name.schema) : ""; !why.empty())
    return fail(err, SPARK_E_INVALID, "durable: " + why);
  DurableValues* const values = object.context().durable;
  if (values == nullptr)
    return fail(err, SPARK_E_UNSUPPORTED, "durable: this host keeps no values");
  uint64_t number = 0;
  DurableValues::Written written;
  if (done != nullptr) {
    number = object.calls().open(ending(done, context));
    if (number == 0) return fail(err, SPARK_E_NOT_ACTING, to_rest);
    written = [calls = object.calls().shared_from_this(), number](const std::string& failure) {
      calls->end(number, failure.empty() ? SPARK_OK : SPARK_E_FAILED, failure);
    };
  }
  const auto put = values->put(name, std::move(value), std::move(written));
  if (put) return SPARK_OK;
  if (done != nullptr) object.calls().withdraw(number);
  return fail(err, SPARK_E_FAILED, put.error().text);
}

int32_t put(const spark_host* host, const char* key, const char* schema, const void* bytes,
            uint32_t size, spark_done done, void* context, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  const auto name = read(object, key, schema);
  if (!name) return fail(err, SPARK_E_INVALID, name.error().text);
  if (size > SPARK_DURABLE_BYTES_MAX || (bytes == nullptr && size > 0))
    return fail(err, SPARK_E_INVALID,
                "durable: '" + name->key + "' is null or has more than 64 KiB");
  return change(*object, *name, std::string(static_cast<const char*>(bytes), size), done, context,
                err);
}

int32_t erase(const spark_host* host, const char* key, const char* schema, spark_done done,
              void* context, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  const auto name = read(object, key, schema);
  if (!name) return fail(err, SPARK_E_INVALID, name.error().text);
  return change(*object, *name, std::nullopt, done, context, err);
}

int32_t get(const spark_host* host, const char* key, const char* schema,
            void (*take)(void* context, const void* bytes, uint32_t size), void* context,
            spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  const auto name = read(object, key, schema);
  if (!name) return fail(err, SPARK_E_INVALID, name.error().text);
  if (take == nullptr) return fail(err, SPARK_E_INVALID, "durable: nothing takes the value");
  const DurableValues* const values = object->context().durable;
  const auto found = values == nullptr ? std::nullopt : values->get(*name);
  if (found) take(context, found->data(), static_cast<uint32_t>(found->size()));
  return SPARK_OK;
}

}  // namespace

const spark_ext_durable durable_extension = {put, erase, get};

}  // namespace spark::services
