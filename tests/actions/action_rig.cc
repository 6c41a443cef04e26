#include "actions/action_rig.h"

#include "services/leave.h"

namespace spark::test {

// As spark.flag/2 does for a plugin.
void ActionRig::move_and_answer(void* self, const spark_http_request* request,
                                spark_http_reply* reply) {
  auto& rig = *static_cast<ActionRig*>(self);
  if (services::move_flag(rig.flags, rig.flag, 1).why == services::Commit::Why::done)
    return answer(self, request, reply);
  reply->send(reply, 409, SPARK_CONTENT_JSON, "{}", 2);
}

}  // namespace spark::test
