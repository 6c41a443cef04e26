// spark.log/1: a plugin's lines in the host's log, after its name.
#include <algorithm>

#include "base/log.h"
#include "services/extensions.h"
#include "services/plugin_host.h"

namespace spark::services {

namespace {

void write(const spark_host* host, uint32_t level, const char* text, uint32_t length) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || text == nullptr) return;
  // A level that does not exist is a plugin's mistake; its text is worth more than the mistake.
  const auto known = static_cast<base::log::Level>(std::min<uint32_t>(level, SPARK_LOG_ERROR));
  const PluginLog* const log = object->log();
  if (log == nullptr) return base::log::write(known, object->identity().name, {text, length});
  if (log->prints(known)) base::log::write_about(log->about(), known, log->name(), {text, length});
}

static_assert(static_cast<uint32_t>(base::log::Level::debug) == SPARK_LOG_DEBUG);
static_assert(static_cast<uint32_t>(base::log::Level::info) == SPARK_LOG_INFO);
static_assert(static_cast<uint32_t>(base::log::Level::warn) == SPARK_LOG_WARN);
static_assert(static_cast<uint32_t>(base::log::Level::error) == SPARK_LOG_ERROR);

}  // namespace

const spark_ext_log log_extension = {write};

}  // namespace spark::services
