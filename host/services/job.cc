// spark.job/1 over Jobs.
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "plugin/guard.h"
#include "plugin/layout.h"
#include "plugin/text.h"
#include "services/asked.h"
#include "services/extensions.h"
#include "services/jobs.h"
#include "services/plugin_host.h"

namespace spark::services {
namespace {

using WorkFunction = int32_t (*)(void* context, const spark_job* job, spark_error* err);

int32_t is_cancelled(const spark_job* job) {
  if (job == nullptr || job->self == nullptr) return 1;
  return *static_cast<const std::atomic<bool>*>(job->self) ? 1 : 0;
}

int32_t post(const spark_host* host, const char* key, WorkFunction work, spark_done done,
             void* context, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || work == nullptr)
    return fail(err, SPARK_E_INVALID, "job: the host is not the one that was given, or no work");
  auto own = plugin::read_name(key, "the job's key", "-.");
  if (!own) return fail(err, SPARK_E_INVALID, own.error().text);
  if (const int32_t code = object->check_acting("job", err); code != SPARK_OK) return code;
  Jobs* const jobs = object->context().jobs;
  if (jobs == nullptr) return fail(err, SPARK_E_UNSUPPORTED, "job: this host runs no jobs");
  const auto calls = object->calls().shared_from_this();
  const uint64_t number = calls->open(ending(done, context));
  if (number == 0) return fail(err, SPARK_E_NOT_ACTING, "job: the object is to rest");
  const uint64_t epoch = Asked::present().value_or(object->context().flags->epoch());
  auto run = [work, context, calls, number, epoch](const std::atomic<bool>& cancelled) {
    const Asked::Scope asked(epoch);
    const spark_job job = {const_cast<std::atomic<bool>*>(&cancelled), is_cancelled};
    frame::Failure failure;
    const int32_t code =
        plugin::guarded(failure, [&] { return work(context, &job, plugin::raw(failure)); });
    calls->end(number, code, std::string(failure.view()));
  };
  const auto posted = jobs->post(object, object->identity().name, std::move(*own), object->object(),
                                 std::move(run));
  if (posted) {
    if (calls->is_closed()) jobs->cancel(object);  // it was told to rest in between
    return SPARK_OK;
  }
  calls->withdraw(number);
  return fail(err, SPARK_E_FAILED, posted.error().text);
}

}  // namespace

const spark_ext_job job_extension = {post};

}  // namespace spark::services
