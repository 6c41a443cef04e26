// Recording operators' actions.
#include "actions/actions.h"

#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "base/run_on.h"
#include "http/trace_context.h"

namespace spark::actions {
namespace {

constexpr uint32_t denials_every_ms = 1'000;

}  // namespace

std::string actor_of(const http::Request& request) {
  const std::string_view trace_id = http::trace_id_of(request);
  return trace_id.empty() ? "http" : std::string("http trace=").append(trace_id);
}

bool ActionContext::record_and_wait(store::Record record) {
  return base::run_on(writer, [&] { return recorder.record(record).has_value(); }).value_or(false);
}

void ActionContext::record_later(store::Record record) {
  const bool posted = writer.post([this, record] { (void)recorder.record(record); });
  if (!posted) base::log::error("{} was not recorded: the writer's queue is full", record.action);
}

void ActionContext::denied(uint32_t code, std::string_view method, std::string_view path) {
  if (denials.fetch_add(1) > 0) return;  // the record that is waiting counts this refusal too
  std::string object = std::string(method) + " " + std::string(path);
  const bool waiting =
      control.post_after(denials_every_ms, [this, code, object = std::move(object)] {
        const bool posted = writer.post([this, code, object] {
          const uint32_t count = denials.exchange(0);
          (void)recorder.record(
              {"nobody",
               "denied",
               object,
               {},
               std::to_string(code),
               count > 1 ? std::to_string(count) + " such refusals within a second" : ""});
        });
        if (!posted) denials = 0;
      });
  if (!waiting) denials = 0;
}

}  // namespace spark::actions
