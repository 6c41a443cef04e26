// spark/frame.h: one request as a stage sees it.
#pragma once

#include <string_view>

#include "spark/abi.h"
#include "spark/error.h"

namespace spark {

// One request on its way through a pipeline. A borrowed handle, valid during the stage's run():
// keep none. Values are read and written through the stage's Input and Output members (slots.h).
// All functions [worker].
class Frame {
 public:
  // fail() writes its reason to `err`; null: nowhere.
  explicit Frame(spark_frame* raw, spark_error* err = nullptr) : raw_(raw), err_(err) {}

  // A test probe: keep it out of state, windows and comparisons.
  [[nodiscard]] bool synthetic() const { return (raw_->flags & SPARK_FRAME_SYNTHETIC) != 0; }

  // This row failed, with one of SPARK_E_* and a reason for people, which is cut at 239 bytes. The
  // host then sets the stage's outputs to null; if the stage is `required`, the request ends here:
  // 400 for SPARK_E_INVALID, which says that the request is to blame (name the field), 422 for
  // SPARK_E_NOT_READY, otherwise 500. Return afterwards. Does not allocate.
  void fail(int32_t code, std::string_view why) const { raw_->code = report(err_, code, why); }

  // For values that the glue does not offer.
  [[nodiscard]] spark_frame* raw() const { return raw_; }

 private:
  spark_frame* raw_;
  spark_error* err_;
};

}  // namespace spark
