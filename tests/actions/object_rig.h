// A plugin object's jobs and kept replies without threads: a test says when a job runs.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "actions/action_rig.h"
#include "services/asked.h"
#include "services/kept_replies.h"
#include "services/open_calls.h"

namespace spark::test {

struct ObjectRig {
  explicit ObjectRig(ActionRig& rig_) : rig(rig_) {}

  ActionRig& rig;
  std::shared_ptr<services::OpenCalls> calls =
      std::make_shared<services::OpenCalls>(&rig.control, &rig.flags);
  std::shared_ptr<services::KeptReplies> kept = std::make_shared<services::KeptReplies>();
  std::deque<std::function<void()>> jobs;
  std::vector<int> ends;  // of each call with a `done`

  // As spark.job/1 does; `then` is what the plugin does when the job has ended well.
  void post_job(std::function<void()> then) {
    const uint64_t epoch = services::Asked::present().value_or(rig.flags.epoch());
    const size_t index = ends.size();
    ends.push_back(0);
    const uint64_t number =
        calls->open([this, index, then = std::move(then)](int32_t code, std::string_view) {
          ++ends[index];
          if (code == 0) then();
        });
    jobs.push_back([this, epoch, number] {
      const services::Asked::Scope asked(epoch);
      calls->end(number, 0);
    });
  }
  // Runs the next job; false if there is none.
  bool job() {
    if (jobs.empty()) return false;
    const auto work = std::move(jobs.front());
    jobs.pop_front();
    work();
    return true;
  }
  // The plugin object rests, and acts again.
  void rest() const {
    calls->close();
    kept->close();
    calls->reopen();
    kept->reopen();
  }
};

}  // namespace spark::test
