// The services that a plugin object gets from the host, and the names that it may use.
#include "services/plugin_host.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "services/evidence_log.h"
#include "services/extension_list.h"
#include "services/extensions.h"
#include "services/facts.h"
#include "services/jobs.h"
#include "services/live_models.h"
#include "services/record_logs.h"
#include "services/timers.h"

namespace spark::services {

namespace {

const void* extension(const spark_host* host, const char* id) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || id == nullptr) return nullptr;
  for (const auto& each : offered_extensions)
    if (each.id == id) return each.functions;
  for (const auto& each : retired_extensions) {
    if (each.id != id) continue;
    base::log::warn("plugin {} asks for {}, which this host has no more; it has {} instead",
                    object->identity().name, each.id, each.successor);
  }
  return nullptr;
}

// "/mine" covers /mine and /mine/all, but not /mining; "/mine/" covers only paths below it.
bool is_at_or_below(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) &&
         (path.size() == prefix.size() || prefix.ends_with('/') || path[prefix.size()] == '/');
}

}  // namespace

PluginHost::PluginHost(const HostContext& context, Identity identity)
    : context_(context),
      identity_(std::move(identity)),
      log_(context.logs == nullptr ? nullptr : &context.logs->of(identity_.name)),
      calls_(std::make_shared<OpenCalls>(context.control, context.flags, context.outstanding)) {
  SPARK_ASSERT(context.metrics != nullptr && context.flags != nullptr && context.pins != nullptr &&
                   context.has_listener,
               "plugins are given every service");
  std::string metric_prefix = identity_.id + "_";
  std::replace(metric_prefix.begin(), metric_prefix.end(), '-', '_');
  identity_.metric_prefixes.push_back(std::move(metric_prefix));
  identity_.route_prefixes.push_back("/x/" + identity_.id + "/");
  raw_ = {this, context_.version.c_str(), SPARK_ABI_MINOR, context_.workers, extension};
}

PluginHost::~PluginHost() {
  forget();
  if (context_.rows != nullptr) context_.rows->close(this);
}

void PluginHost::made(std::weak_ptr<void> object, plugin::KeptSchemas kept) {
  object_ = std::move(object);
  kept_schemas_ = std::move(kept);
}

std::string PluginHost::unlisted(const std::string& schema) const {
  if (!kept_schemas_ || kept_schemas_->contains(schema)) return "";
  return std::string("the library does not list the schema '").append(schema).append("'");
}

void PluginHost::enter(plugin::Phase phase) {
  // The plugin object is about to be destroyed: the host must not call it from here on.
  if (phase == plugin::Phase::closing) {
    life_.store(Life::gone, std::memory_order_release);
    forget();
  }
  phase_.store(phase, std::memory_order_release);
}

void PluginHost::forget() {
  if (context_.facts != nullptr) context_.facts->withdraw_all(this);
  if (context_.models != nullptr) context_.models->leases().release_all(this);
  context_.metrics->registry().forget(this);
  context_.pins->forget(this);
}

void PluginHost::act() {
  SPARK_ASSERT(life() != Life::gone, "a generation that serves holds its plugin objects");
  calls_->reopen();
  replies_->reopen();
  if (life() != Life::acting) acting_since_utc_ms_.store(base::utc_ms(), std::memory_order_relaxed);
  life_.store(Life::acting, std::memory_order_release);
  context_.metrics->registry().prefer(this);
  context_.pins->act(this);
  if (context_.rows != nullptr) context_.rows->act(this);
}

void PluginHost::rest() {
  if (life() != Life::acting) return;
  life_.store(Life::resting, std::memory_order_release);
  if (context_.models != nullptr) context_.models->leases().release_all(this);
  if (context_.facts != nullptr) context_.facts->withdraw_all(this);
}

void PluginHost::retire() {
  rest();
  if (life() != Life::resting) return;
  context_.metrics->registry().pause(this);
  context_.pins->forget(this);
}

void PluginHost::note_complaint(std::string text) {
  const std::lock_guard lock(complaint_mutex_);
  complaint_ = std::move(text);
}

std::string PluginHost::complaint() const {
  const std::lock_guard lock(complaint_mutex_);
  return complaint_;
}

void PluginHost::end_calls() {
  if (context_.timers != nullptr) context_.timers->cancel_all(this);
  calls_->close();
  replies_->close();
  if (context_.jobs != nullptr) context_.jobs->cancel(this);
}

std::vector<std::string> PluginHost::wait_for_jobs(uint32_t ms_max) const {
  return context_.jobs == nullptr ? std::vector<std::string>() : context_.jobs->wait(this, ms_max);
}

bool PluginHost::wait_for_records(uint32_t ms_max) const {
  return context_.evidence == nullptr || context_.evidence->wait(identity_.name, ms_max);
}

int32_t PluginHost::check_acting(const char* call, spark_error* err) const {
  const Life now = life();
  if (now == Life::acting) return SPARK_OK;
  ++context_.not_acting_calls;
  const char* const is = now == Life::built ? "has not begun to act" : "acts no longer";
  return fail(err, SPARK_E_NOT_ACTING,
              std::string(call).append(": this object of the plugin ").append(is));
}

PluginHost* PluginHost::of(const spark_host* host) {
  if (host == nullptr || host->extension != extension) return nullptr;
  return static_cast<PluginHost*>(host->self);
}

bool PluginHost::may_name_metric(std::string_view name) const {
  const auto& all = identity_.metric_prefixes;
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& prefix) { return name.starts_with(prefix); });
}

bool PluginHost::may_use_path(std::string_view path) const {
  const auto& all = identity_.route_prefixes;
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& prefix) { return is_at_or_below(path, prefix); });
}

OpenCalls::Done ending(spark_done done, void* context) {
  if (done == nullptr) return {};
  return [done, context](int32_t code, std::string_view text) {
    if (code == SPARK_OK) return done(context, SPARK_OK, nullptr);
    spark_error err{};
    done(context, fail(&err, code, text), &err);
  };
}

int32_t fail(spark_error* err, int32_t code, std::string_view text) noexcept {
  if (err == nullptr) return code;
  text = base::whole_characters(text, sizeof err->text - 1);
  err->code = code;
  err->length = static_cast<uint32_t>(text.size());
  std::memcpy(err->text, text.data(), text.size());
  err->text[text.size()] = '\0';
  return code;
}

}  // namespace spark::services
