// spark/log.h: the host's log. A plugin brings no logger of its own: a logger that outlives its
// library crashes the host.
#pragma once

#include <string_view>

#include "spark/ext/draft/log.h"
#include "spark/host.h"

namespace spark {

// Small and copyable; valid for the plugin object's life. Each call is one line in the host's log,
// after the plugin's name. Texts are UTF-8, copied, and cut at 1,000 bytes. Never blocks and never
// fails; a record that finds the thread's ring full is dropped, and the host counts it. So a line
// for each request is too much: count requests (metrics.h), and log what an operator should read.
class Log {
 public:
  // Throws if the host offers no log. [builder]
  explicit Log(Host host) : log_(host, SPARK_EXT_LOG) {}

  // Printed only where the configuration says `log: {level: debug}`, or while an operator has set
  // the plugin's level to debug (`sparkctl plugins log-level`). [any]
  void debug(std::string_view text) const { write(SPARK_LOG_DEBUG, text); }
  // Something happened that an operator may want to know later. [any]
  void info(std::string_view text) const { write(SPARK_LOG_INFO, text); }
  // Something is wrong, but the work goes on. [any]
  void warn(std::string_view text) const { write(SPARK_LOG_WARN, text); }
  // Something does not work, and an operator must look at it. [any]
  void error(std::string_view text) const { write(SPARK_LOG_ERROR, text); }

 private:
  void write(uint32_t level, std::string_view text) const {
    log_->write(log_.host, level, text.data(), static_cast<uint32_t>(text.size()));
  }

  glue::Service<spark_ext_log> log_;
};

}  // namespace spark
