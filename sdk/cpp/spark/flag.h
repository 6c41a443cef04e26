// spark/flag.h: a named integer that binds every generation at once, with a safe value that an
// emergency stop sets it to and latches it at. Owned by the host; this is a small copyable handle.
#pragma once

#include "spark/ext/draft/flag.h"
#include "spark/host.h"

namespace spark {

class Flag {
 public:
  // Finds or creates <plugin>.<name>; at `safe` while it is latched. Throws what the host refuses.
  // [builder-thread, control-thread]
  Flag(Host host, const char* name, int64_t initial, int64_t safe)
      : host_(host.raw()), flags_(host.require<spark_ext_flag>(SPARK_EXT_FLAG)) {
    spark_error err{};
    flag_ = flags_->declare(host_, name, initial, safe, &err);
    if (flag_ == nullptr) check(err.code != 0 ? err.code : SPARK_E_FAILED, err);
  }

  [[nodiscard]] int64_t get() const { return flags_->get(flag_); }  // lock-free [any-thread]

  // Throws SPARK_E_LATCHED or SPARK_E_SUPERSEDED where a safe action forbids it, which a route's
  // handler lets pass: it is answered with 409. A handler that moves a latched flag is that of a
  // risky route whose `flag` is this one. [any-thread]
  void set(int64_t value) const {
    spark_error err{};
    check(flags_->set(host_, flag_, value, &err), err);
  }
  // The same for timers and jobs, which go on without: false if a safe action forbids it.
  [[nodiscard]] bool try_set(int64_t value) const noexcept {
    return flags_->set(host_, flag_, value, nullptr) == SPARK_OK;
  }
  [[nodiscard]] spark_flag* raw() const { return flag_; }

 private:
  const spark_host* host_;
  const spark_ext_flag* flags_;
  spark_flag* flag_ = nullptr;
};

// Moves any plugin's flag to its safe value and latches it there. Throws for a name that nobody has
// declared. [control-thread, jobs-thread]
inline void make_safe(Host host, const char* full_name) {
  spark_error err{};
  check(host.require<spark_ext_flag>(SPARK_EXT_FLAG)->make_safe(host.raw(), full_name, &err), err);
}

}  // namespace spark
