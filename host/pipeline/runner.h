// Runs a plan for one worker: body in, answer out. All memory of a request is here and is reused.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "frame/plan.h"
#include "pipeline/json_input.h"
#include "pipeline/not_ready.h"
#include "pipeline/outcome.h"
#include "pipeline/recent_rows.h"
#include "pipeline/request_slots.h"

namespace spark::pipeline {

class Runner {
 public:
  // Creates the scratch objects of `worker`; `plan` outlives the runner. [builder]
  Runner(const frame::Plan& plan, uint32_t worker);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Decodes, runs the stages before the answer and appends the answer, or an error object, to
  // `out`. Returns the HTTP status: 200; 400 if the body does not fit; for a required stage that
  // failed: 400 (its input is wrong), 422 (not ready) or 500. [worker]
  [[nodiscard]] uint32_t handle(const Call& call, std::string& out);
  // Runs the observers of that request: once after each handle(), when the answer is on its way.
  // After an error only those that read the answer's code. [worker]
  void observe() {
    if (traces_.size() > plan_.stages_before) run_observers();
  }

  // Of the last request, by stage. [worker]
  [[nodiscard]] std::span<const Trace> traces() const { return traces_; }
  // Its status, and the time from its body to its rendered answer. [worker]
  [[nodiscard]] uint32_t code() const { return code_; }
  [[nodiscard]] int64_t elapsed_ns() const { return rendered_ns_ - started_ns_; }
  [[nodiscard]] int64_t rendered_ns() const { return rendered_ns_; }
  // What it waits for, if it was answered with 422. [worker]
  [[nodiscard]] NotReady not_ready() const { return not_ready_; }
  // It was a probe. [worker]
  [[nodiscard]] bool is_synthetic() const { return is_synthetic_; }
  // Its id; "" where nothing in the plan reads it. Until the next one. [worker]
  [[nodiscard]] std::string_view request_id() const { return request_.id(); }
  // Some stage failed or was late. [worker]
  [[nodiscard]] bool has_failures() const { return has_failures_; }
  // The text of the last failure of stage `index`; meaningful if its outcome was failed or late.
  [[nodiscard]] std::string_view failure(size_t index) const {
    return state_[index].failure.view();
  }

  // Calls the model of a predict stage without a request, on its probe rows and on `rows` (as many
  // whole ones as `rows` holds), so that the first request finds warm code and caches. Before the
  // runner serves. [builder]
  void warm(size_t index, std::span<const double> rows);

  // The last rows that predict stage `index` gave its model, one after the other. [worker]
  [[nodiscard]] std::vector<double> recent_rows(size_t index) const {
    return state_[index].recent.copy();
  }

 private:
  struct StageState {
    void* scratch = nullptr;
    std::vector<double> row;  // predict: gathered features
    RecentRows recent;        // predict: the last of them
    frame::BreakerWindow window;
    frame::Failure failure;
  };

  uint32_t answered(uint32_t code) {
    code_ = code;
    rendered_ns_ = base::steady_ns();
    return code;
  }
  void run_observers();
  void write_answer(frame::Frame& frame) const;
  // Runs one stage; returns false if it is required and did not succeed.
  bool run_stage(size_t index, frame::Frame& frame, int64_t& now_ns);
  Outcome call(size_t index, frame::Frame& frame);
  Outcome call_stage(size_t index, frame::Frame& frame);
  Outcome call_model(size_t index, frame::Frame& frame);
  const double* gather(size_t index, const frame::Frame& frame, Outcome& outcome);
  void settle_breaker(size_t index, Outcome outcome, bool probe, int64_t now_ns);
  void write_predict(const frame::PlacedStage& placed, frame::Frame& frame, Outcome outcome,
                     int64_t elapsed_ns);
  uint32_t fail(size_t index, const frame::Frame& frame, std::string& out);
  uint32_t fail_not_ready(size_t index, const frame::Frame& frame, std::string& out);

  const frame::Plan& plan_;
  JsonInput input_;
  RequestSlots request_;
  frame::FrameBuffer buffer_;
  std::vector<StageState> state_;
  std::vector<Trace> traces_;
  // Of the last request.
  frame::Failure refusal_;  // of its body
  uint32_t code_ = 0;
  bool has_failures_ = false;
  bool is_synthetic_ = false;
  NotReady not_ready_;
  int64_t started_ns_ = 0;
  int64_t rendered_ns_ = 0;
};

}  // namespace spark::pipeline
