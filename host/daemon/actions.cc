// Recording and applying operators' actions.
#include "daemon/actions.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/json.hpp>
#include <utility>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/log.h"
#include "base/run_on.h"
#include "services/flags.h"

namespace spark::daemon {
namespace {

using Reply = std::shared_ptr<http::Deferred>;

constexpr uint32_t denials_every_ms = 1'000;

void send_error(const Reply& reply, uint32_t code, std::string_view text) {
  reply->send(code, http::ContentType::json, fmt::format(R"({{"error":"{}"}})", text));
}

services::RouteRequest copy_of(const http::Request& request) {
  return {std::string(request.method_text), std::string(request.path), std::string(request.query),
          std::string(request.body)};
}

// {"a":1} and "b":2 make {"a":1,"b":2}.
std::string with_members(std::string json, const std::string& members) {
  const size_t end = json.rfind('}');
  if (json.empty() || json.front() != '{' || end == std::string::npos) return json;
  const bool has_members = json.find_first_not_of(" \t\r\n", 1) != end;
  json.insert(end, (has_members ? "," : "") + members);
  return json;
}

// The answer of a safe action: sent when the writer has recorded it, or after record_wait_ms
// without.
void answer_when_recorded(ActionContext& context, const Reply& reply, const std::string& action,
                          uint32_t code, std::string json, double effective_ms) {
  struct Pending {
    std::atomic<bool> sent{false};
    std::string json;
  };
  auto pending = std::make_shared<Pending>();
  pending->json = std::move(json);
  const auto send = [pending, reply, code, effective_ms](bool recorded) {
    if (pending->sent.exchange(true)) return;
    reply->send(code, http::ContentType::json,
                with_members(pending->json, fmt::format(R"("effective_ms":{:.3f},"recorded":{})",
                                                        effective_ms, recorded)));
  };
  const bool queued = context.writer.post_first([&context, action, code, send] {
    send(context.record({"http", action, "", {}, std::to_string(code), ""}));
  });
  if (!queued || !context.control.post_after(record_wait_ms, [send] { send(false); })) send(false);
}

void call_safe(const RoutePtr& route, ActionContext& context, const Reply& reply,
               const services::RouteRequest& request, double effective_ms) {
  services::call(*route, request, [&](uint32_t code, std::string json) {
    answer_when_recorded(context, reply, route->path, code, std::move(json), effective_ms);
  });
}

// Nothing for a body that is no object, or has no such member.
std::optional<boost::json::value> member_of(std::string_view body, std::string_view name) {
  boost::system::error_code failed;
  const auto parsed =
      boost::json::parse(boost::json::string_view(body.data(), body.size()), failed);
  if (failed || !parsed.is_object()) return std::nullopt;
  const auto* member =
      parsed.get_object().if_contains(boost::json::string_view(name.data(), name.size()));
  return member == nullptr ? std::nullopt : std::optional(*member);
}

// Recorded before anything changes, so that no change is ever without its record.
void call_risky(const RoutePtr& route, ActionContext& context, const Reply& reply,
                services::RouteRequest request) {
  const bool queued =
      context.writer.post([route, &context, reply, request = std::move(request)]() mutable {
        if (!context.record({"http", route->path, "", {}, "asked", request.body})) {
          send_error(reply, 503,
                     "the action could not be recorded, so nothing was changed; see the log");
          return;
        }
        const bool posted =
            context.control.post([route, &context, reply, request = std::move(request)] {
              services::call(*route, request, [&](uint32_t code, std::string json) {
                reply->send(code, http::ContentType::json, std::move(json));
                (void)context.writer.post([&context, path = route->path, code] {
                  (void)context.record({"http", path, "", {}, std::to_string(code), ""});
                });
              });
            });
        if (!posted) send_error(reply, 503, "the control thread is busy; try again");
      });
  if (!queued) send_error(reply, 503, "the writer is busy; try again");
}

}  // namespace

bool is_confirmed(std::string_view body) {
  const auto confirm = member_of(body, "confirm");
  return confirm && confirm->is_bool() && confirm->get_bool();
}

std::optional<std::string> text_member(std::string_view body, std::string_view name) {
  const auto member = member_of(body, name);
  if (!member || !member->is_string()) return std::nullopt;
  return std::string(member->get_string());
}

bool ActionContext::record(const store::Record& record) {
  const auto written = chain.append(record);
  cannot_record = !written.has_value();
  if (!written) {
    base::log::error("{} {} was not recorded: {}", record.action, record.object,
                     written.error().text);
    return false;
  }
  sequence = written->sequence;
  {
    const std::lock_guard lock(mutex);
    last_hash = written->hash;
  }
  if (store::checkpoint_due({signed_sequence, signed_ns, written->sequence, base::steady_ns()}))
    sign();
  return true;
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
  return base::run_on(writer, [&] { return this->record(record); }).value_or(false);
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

void serve_route(const RoutePtr& route, ActionContext& context, http::Exchange& exchange) {
  const int64_t started_ns = base::steady_ns();
  if (route->flag != nullptr && route->access == services::RouteAccess::safe) {
    route->flag->value.store(route->flag_value, std::memory_order_release);
  }
  const double effective_ms = static_cast<double>(base::steady_ns() - started_ns) / 1e6;
  const Reply reply = exchange.defer();
  auto request = copy_of(exchange.request());

  if (route->access == services::RouteAccess::admin && route->method != "GET") {
    if (!is_confirmed(request.body)) {
      std::string json = "{\"error\":";
      base::append_json_string(json, ask_to_confirm);
      reply->send(400, http::ContentType::json, json + '}');
      return;
    }
    call_risky(route, context, reply, std::move(request));
    return;
  }
  bool posted = false;
  if (route->access == services::RouteAccess::safe) {
    posted = context.control.post_first([route, &context, reply, request, effective_ms] {
      call_safe(route, context, reply, request, effective_ms);
    });
  } else {
    posted = context.control.post([route, reply, request] {
      services::call(*route, request, [&](uint32_t code, std::string json) {
        reply->send(code, http::ContentType::json, std::move(json));
      });
    });
  }
  if (!posted) send_error(reply, 503, "the control thread is busy; try again");
}

void serve_safe(const std::string& action, ActionContext& context, http::Exchange& exchange,
                const std::function<std::string()>& apply) {
  const int64_t started_ns = base::steady_ns();
  const std::string members = apply();
  const double effective_ms = static_cast<double>(base::steady_ns() - started_ns) / 1e6;
  answer_when_recorded(context, Reply(exchange.defer()), action, 200, '{' + members + '}',
                       effective_ms);
}

}  // namespace spark::daemon
