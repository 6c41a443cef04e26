// Recording operators' actions.
#include "actions/actions.h"

#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "base/run_on.h"

namespace spark::daemon {
namespace {

constexpr uint32_t denials_every_ms = 1'000;

}  // namespace

std::optional<uint64_t> ActionContext::record(const store::Record& record) {
  const auto written = append ? append(record) : chain.append(record);
  cannot_record = !written.has_value();
  if (!written) {
    base::log::error("{} {} was not recorded: {}", record.action, record.object,
                     written.error().text);
    return std::nullopt;
  }
  sequence = written->sequence;
  {
    const std::lock_guard lock(mutex);
    last_hash = written->hash;
  }
  if (store::checkpoint_due({signed_sequence, signed_ns, written->sequence, base::steady_ns()}))
    sign();
  return written->sequence;
}

std::string ActionContext::hash() const {
  const std::lock_guard lock(mutex);
  return last_hash;
}

void ActionContext::sign() {
  signed_ns = base::steady_ns();  // also of a failure, so that it is not tried with every record
  const auto checkpoint = chain.checkpoint();
  if (!checkpoint) return base::log::error("no checkpoint was signed: {}", checkpoint.error().text);
  signed_sequence = checkpoint->sequence;
}

bool ActionContext::record_and_wait(store::Record record) {
  return base::run_on(writer, [&] { return this->record(record).has_value(); }).value_or(false);
}

void ActionContext::record_later(store::Record record) {
  const bool posted = writer.post([this, record] { (void)this->record(record); });
  if (!posted) base::log::error("{} was not recorded: the writer's queue is full", record.action);
}

void ActionContext::denied(uint32_t code, std::string_view method, std::string_view path) {
  if (denials.fetch_add(1) > 0) return;  // the one that is waiting counts this one too
  std::string object = std::string(method) + " " + std::string(path);
  const bool waiting =
      control.post_after(denials_every_ms, [this, code, object = std::move(object)] {
        const bool posted = writer.post([this, code, object] {
          const uint32_t count = denials.exchange(0);
          (void)record({"nobody",
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

}  // namespace spark::daemon
