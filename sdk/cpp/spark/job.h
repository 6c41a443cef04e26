// spark/job.h: slow work beside everything else, on two threads of low priority.
//
//   jobs_.post<&Drift::fit, &Drift::fitted>(*this, "fit");
//   void fit(spark::Job job) { while (…) { if (job.is_cancelled()) return; … } }   // may throw
//   void fitted(int32_t code, std::string_view text);                               // on [control]
//
// ext/draft/job.h has the rules: jobs are an acting object's, and are told to end before rest().
#pragma once

#include <string_view>

#include "spark/ext/draft/job.h"
#include "spark/glue/done.h"
#include "spark/host.h"

namespace spark {

// The job under way; valid within it. [jobs]
class Job {
 public:
  explicit Job(const spark_job* raw) : raw_(raw) {}

  // Whether it should end soon, since its result is not wanted any more. Ask once a second. [jobs]
  [[nodiscard]] bool is_cancelled() const { return raw_->is_cancelled(raw_) != 0; }

  // For functions of the C interface that belong into a job.
  [[nodiscard]] const spark_job* raw() const { return raw_; }

 private:
  const spark_job* raw_;
};

// Small and copyable; valid for the plugin object's life. A member of the plugin class, usually.
class Jobs {
 public:
  // Throws if the host runs no jobs. [builder]
  explicit Jobs(Host host) : jobs_(host, SPARK_EXT_JOB) {}

  // Calls (owner.*work)(Job) [jobs] later, which may throw, then once (owner.*done)(code, text)
  // [control], whose exceptions are logged: with SPARK_OK and "", or with what was thrown;
  // SPARK_E_CANCELLED before the object rests. Jobs of one key run one after the other. `owner` is
  // the plugin object, which the host keeps while the job runs. Throws the host's refusal.
  // [control, jobs]
  template <auto work, auto done, class Owner>
  void post(Owner& owner, const char* key) const {
    spark_error err{};
    check(jobs_->post(jobs_.host, key, run<work, Owner>, glue::done<done, Owner>, &owner, &err),
          err);
  }

 private:
  template <auto work, class Owner>
  static int32_t run(void* owner, const spark_job* job, spark_error* err) noexcept {
    return guarded(err, [&] { (static_cast<Owner*>(owner)->*work)(Job(job)); });
  }

  glue::Service<spark_ext_job> jobs_;
};

}  // namespace spark
