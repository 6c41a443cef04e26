// The host as one plugin object sees it: the spark_host struct and the extensions behind it.
//
// One small file per extension (log.cc, clock.cc, metrics.cc, flag.cc, http.cc, models.cc, pin.cc).
// Every function in them distrusts the plugin's arguments: null and malformed ones fill the
// caller's error.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/host_port.h"
#include "services/host_context.h"
#include "services/lookups.h"
#include "services/open_calls.h"
#include "services/plugin_logs.h"
#include "services/routes.h"
#include "spark/abi.h"

namespace spark::services {

// The plugin object's name, and the names that it may use besides its own: metrics that begin with
// its id and "_" (dashes become underscores), and paths below /x/<id>. Its entry under plugins:
// alone decides on further names, never the library.
struct Identity {
  std::string name;  // the key under plugins:; prefix of its flags and log lines
  std::string id;    // from the note
  std::vector<std::string> metric_prefixes;  // "": every name
  std::vector<std::string> route_prefixes;   // paths, each with all below it; "/": every path
  std::vector<std::string> swaps = {};       // models that it may swap
};

// At any moment at most one object of a plugin's name acts. Once gone it never acts again.
enum class Life : uint8_t {
  built,    // made for a dry run, a trial or a generation that does not serve (yet)
  acting,   // in the generation that serves
  resting,  // in none that serves, but kept: it may act again
  gone,     // the plugin object is about to be destroyed, or was
};

class PluginHost final : public plugin::HostPort {
 public:
  PluginHost(const HostContext& context, Identity identity);
  ~PluginHost() override;
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  // ---- for the layers that build and change generations [builder]
  [[nodiscard]] const PluginRoutes& routes() const { return routes_; }  // complete once created
  void set_model_lookup(ModelLookup lookup) { model_lookup_ = std::move(lookup); }
  void set_lineage_lookup(LineageLookup lookup) { lineage_lookup_ = std::move(lookup); }
  // The object's generation serves: for the first time, once more (nothing changes), or again after
  // a rest. Its computed gauges count before those of any other object. Not once the object is
  // gone.
  void act();
  // From now on calls that only an acting object may make are refused. Its pins count and its
  // computed gauges are read until it retires, since it acts again if the exchange comes to
  // nothing. Does nothing unless the object acts.
  void rest();
  // An object of another generation has taken its place, or none has: its pins go, and its computed
  // gauges are not read. Rests it, if it does not yet; does nothing if it has never acted.
  void retire();
  // What the object said when it was told that it acts, "" if nothing; shown while it acts.
  void note_complaint(std::string text);        // [control]
  [[nodiscard]] std::string complaint() const;  // [control, builder, jobs, writer]
  // Ends what the object waits for: its timers, its jobs, every call with a `done`, and every reply
  // that it has kept. [control]
  void end_calls();
  // Waits for its jobs that run. Returns the keys of those that do not end; they are abandoned.
  [[nodiscard]] std::vector<std::string> wait_for_jobs(uint32_t ms_max) const;
  // Waits for its records that are on their way to the disk, so that its successor finds their
  // values. False if the time was up first; then they come later.
  bool wait_for_records(uint32_t ms_max) const;
  [[nodiscard]] Life life() const { return life_.load(std::memory_order_acquire); }  // [any]
  // Since when it acts, or acted last; 0: it has not acted yet. [any]
  [[nodiscard]] int64_t acting_since_utc_ms() const {
    return acting_since_utc_ms_.load(std::memory_order_relaxed);
  }

  // ---- for the plugin layer
  [[nodiscard]] const spark_host* raw() const override { return &raw_; }
  void enter(plugin::Phase phase) override;
  void made(std::weak_ptr<void> object, plugin::KeptSchemas kept) override;

  // ---- for the extensions
  // The object behind a plugin's pointer; null for a pointer that is none of ours. [any]
  static PluginHost* of(const spark_host* host);
  [[nodiscard]] const HostContext& context() const { return context_; }
  [[nodiscard]] const Identity& identity() const { return identity_; }
  [[nodiscard]] PluginLog* log() const { return log_; }  // null: it has none
  [[nodiscard]] plugin::Phase phase() const { return phase_.load(std::memory_order_acquire); }
  [[nodiscard]] bool may_name_metric(std::string_view name) const;
  [[nodiscard]] bool may_use_path(std::string_view path) const;
  // SPARK_OK if the object acts. Otherwise fills *err, counts the call and returns
  // SPARK_E_NOT_ACTING. `call` names what was asked for. [any]
  int32_t check_acting(const char* call, spark_error* err) const;
  // The plugin object, to keep it while something uses it; null once it is being destroyed. [any]
  [[nodiscard]] std::shared_ptr<void> object() const { return object_.lock(); }
  // The schemas of durable values that its library lists. [builder; once it acts any]
  [[nodiscard]] const plugin::KeptSchemas& kept_schemas() const { return kept_schemas_; }
  // Why a value of that schema may not be put: it would be removed. "" if it may. Once it acts.
  [[nodiscard]] std::string unlisted(const std::string& schema) const;
  // The calls that the object waits for. [any]
  [[nodiscard]] OpenCalls& calls() const { return *calls_; }
  // The replies of its routes that it sends later. [any]
  [[nodiscard]] const std::shared_ptr<KeptReplies>& replies_kept() const { return replies_; }
  [[nodiscard]] PluginRoutes& own_routes() { return routes_; }
  [[nodiscard]] const ModelLookup& model_lookup() const { return model_lookup_; }
  [[nodiscard]] const LineageLookup& lineage_lookup() const { return lineage_lookup_; }

 private:
  void forget();  // every callback into the plugin object, and its facts

  const HostContext& context_;
  Identity identity_;  // its own prefixes among the others
  PluginLog* const log_;
  spark_host raw_{};
  std::atomic<plugin::Phase> phase_{plugin::Phase::idle};
  std::atomic<Life> life_{Life::built};  // changed on the builder only
  std::atomic<int64_t> acting_since_utc_ms_{0};
  mutable std::mutex complaint_mutex_;
  std::string complaint_;
  std::weak_ptr<void> object_;
  plugin::KeptSchemas kept_schemas_;
  std::shared_ptr<OpenCalls> calls_;
  const std::shared_ptr<KeptReplies> replies_ = std::make_shared<KeptReplies>();
  PluginRoutes routes_;
  ModelLookup model_lookup_;
  LineageLookup lineage_lookup_;
};

}  // namespace spark::services
