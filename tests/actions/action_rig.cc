#include "actions/action_rig.h"

#include "services/leave.h"

namespace spark::test {

// As spark.flag/2 does for a plugin.
void ActionRig::move_and_answer(void* self, const spark_http_request* request,
                                spark_http_reply* reply) {
  auto& rig = *static_cast<ActionRig*>(self);
  services::Leave* const leave = services::Leave::present();
  const auto result = rig.flags.set(rig.flag, 1, leave == nullptr ? nullptr : &leave->permit);
  if (result == services::Flags::Set::done) return answer(self, request, reply);
  if (leave != nullptr) leave->refusal = result;
  reply->send(reply, 409, "{}", 2);
}

}  // namespace spark::test
