// spark/frame.h: one request as a stage sees it.
#pragma once

#include <string_view>

#include "spark/abi.h"
#include "spark/error.h"

namespace spark {

// A borrowed frame; valid during run().
class Frame {
 public:
  explicit Frame(spark_frame* raw, spark_error* err = nullptr) : raw_(raw), err_(err) {}

  // A test probe: keep it out of state, windows and comparisons.
  [[nodiscard]] bool synthetic() const { return (raw_->flags & SPARK_FRAME_SYNTHETIC) != 0; }

  // This row failed, with one of SPARK_E_* and a reason for people; the host then sets the stage's
  // outputs to null. SPARK_E_INVALID says that the request is to blame: name the field.
  void fail(int32_t code, std::string_view why) const { raw_->code = report(err_, code, why); }

  [[nodiscard]] spark_frame* raw() const { return raw_; }

 private:
  spark_frame* raw_;
  spark_error* err_;
};

}  // namespace spark
