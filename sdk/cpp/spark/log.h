// spark/log.h: the host's log. Never blocks; texts are copied and cut at 1,000 bytes. [any-thread]
#pragma once

#include <string_view>

#include "spark/ext/draft/log.h"
#include "spark/host.h"

namespace spark {

class Log {
 public:
  explicit Log(Host host) : host_(host.raw()), log_(host.require<spark_ext_log>(SPARK_EXT_LOG)) {}

  void debug(std::string_view text) const { write(SPARK_LOG_DEBUG, text); }
  void info(std::string_view text) const { write(SPARK_LOG_INFO, text); }
  void warn(std::string_view text) const { write(SPARK_LOG_WARN, text); }
  void error(std::string_view text) const { write(SPARK_LOG_ERROR, text); }

 private:
  void write(uint32_t level, std::string_view text) const {
    log_->write(host_, level, text.data(), static_cast<uint32_t>(text.size()));
  }

  const spark_host* host_;
  const spark_ext_log* log_;
};

}  // namespace spark
