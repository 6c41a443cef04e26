#include "services/leave.h"

#include "services/asked.h"
#include "spark/ext/draft/done.h"

namespace spark::services {

int32_t code_of(Commit::Why why) {
  switch (why) {
    case Commit::Why::done:
      break;
    case Commit::Why::latched:
      return SPARK_E_LATCHED;
    case Commit::Why::superseded:
      return SPARK_E_SUPERSEDED;
    case Commit::Why::cancelled:
      return SPARK_E_CANCELLED;
  }
  return SPARK_OK;
}

Commit move_flag(Flags& flags, spark_flag* flag, int64_t value) {
  const Leave* const leave = Leave::present();
  const bool is_away = !flags.is_safe_value(flag, value);
  if (is_away && leave != nullptr) {
    if (Commit committed = leave->action->commit(false); committed.why != Commit::Why::done)
      return committed;
  }
  const Flags::Permit* const permit = leave == nullptr ? nullptr : &leave->permit;
  switch (flags.set(flag, value, permit, Asked::present())) {
    case Flags::Set::done:
      return {};
    case Flags::Set::latched:
      return {Commit::Why::latched,
              "the flag is latched at its safe value; a risky route that names it opens it"};
    case Flags::Set::superseded:
      break;
  }
  return {Commit::Why::superseded, "a safe action came after the one that asks"};
}

}  // namespace spark::services
