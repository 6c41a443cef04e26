// spark/flag.h: a named integer that binds every generation at once, with a safe value that an
// emergency stop sets it to. Owned by the host; this is a small copyable handle.
#pragma once

#include "spark/ext/draft/flag.h"
#include "spark/host.h"

namespace spark {

class Flag {
 public:
  // Finds or creates <plugin>.<name>. Throws what the host refuses. [builder-thread,
  // control-thread]
  Flag(Host host, const char* name, int64_t initial, int64_t safe)
      : flags_(host.require<spark_ext_flag>(SPARK_EXT_FLAG)) {
    spark_error err{};
    flag_ = flags_->declare(host.raw(), name, initial, safe, &err);
    if (flag_ == nullptr) check(err.code != 0 ? err.code : SPARK_E_FAILED, err);
  }

  [[nodiscard]] int64_t get() const { return flags_->get(flag_); }  // lock-free [any-thread]
  void set(int64_t value) const { flags_->set(flag_, value); }      // [any-thread]
  [[nodiscard]] spark_flag* raw() const { return flag_; }

 private:
  const spark_ext_flag* flags_;
  spark_flag* flag_ = nullptr;
};

}  // namespace spark
