// spark/flag.h: a named integer that binds every generation at once.
//
// A switch that an operator must be able to throw at any moment is a flag: on and off, a share, a
// halt. The host owns it, every worker reads it without a lock, and an emergency stop sets it to
// its safe value and latches it there, over restarts. ext/draft/flag.h says who may move it back.
//
//   const spark::Flag enabled_;                          // a member of the plugin
//   enabled_(host, "enabled", 1, 0)                      // on at first, off when safe
//   if (plugin_.enabled_.get() == 0) return;             // in a stage's run()
#pragma once

#include "spark/ext/draft/flag.h"
#include "spark/host.h"

namespace spark {

// A handle: small and copyable, valid for the life of the plugin object that declared it. A member
// of the plugin class, usually.
class Flag {
 public:
  // Finds or creates <plugin>.<name>. A new flag has the value `initial`, or `safe` while it is
  // latched. An existing flag keeps its value, so each plugin object declares its flags anew.
  // Throws the host's refusal, such as another safe value than before. [builder, control]
  Flag(Host host, const char* name, int64_t initial, int64_t safe) : flags_(host, SPARK_EXT_FLAG) {
    spark_error err{};
    flag_ = checked(flags_->declare(flags_.host, name, initial, safe, &err), err);
  }

  // Lock-free; a new value is seen by the next request. [any]
  [[nodiscard]] int64_t get() const { return flags_->get(flag_); }

  // Throws SPARK_E_LATCHED or SPARK_E_SUPERSEDED if a safe action forbids the move; a route's
  // handler lets the exception pass, and the host answers 409. To open a latch, this flag must be
  // `flag` of the handler's own route, which has Access::admin. [any]
  void set(int64_t value) const {
    spark_error err{};
    check(flags_->set(flags_.host, flag_, value, &err), err);
  }
  // The same for code that goes on without the move: false if a safe action forbids it. [any]
  [[nodiscard]] bool try_set(int64_t value) const noexcept {
    return flags_->set(flags_.host, flag_, value, nullptr) == SPARK_OK;
  }

  // For Route::flag.
  [[nodiscard]] spark_flag* raw() const { return flag_; }

 private:
  glue::Service<spark_ext_flag> flags_;
  spark_flag* flag_ = nullptr;
};

// Moves any plugin's flag to its safe value and latches it there. `full_name` is <plugin>.<name>.
// Throws SPARK_E_INVALID for a name that no plugin has declared. [control, jobs]
inline void make_safe(Host host, const char* full_name) {
  spark_error err{};
  check(host.require<spark_ext_flag>(SPARK_EXT_FLAG)->make_safe(host.raw(), full_name, &err), err);
}

}  // namespace spark
