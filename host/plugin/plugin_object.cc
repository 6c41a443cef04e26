// Calls of a plugin object that make and destroy things; each passes guard.h and tells the host its
// phase.
#include "plugin/plugin_object.h"

#include <utility>

#include "base/assert.h"
#include "plugin/guard.h"
#include "plugin/kept_schemas.h"
#include "plugin/layout.h"
#include "plugin/settings.h"
#include "plugin/stage_proxy.h"
#include "spark/abi.h"

namespace spark::plugin {

namespace {

// Tells the host side which call is under way, as long as the Within lives.
class Within {
 public:
  Within(HostPort& host, Phase phase) : host_(host) { host_.enter(phase); }
  ~Within() { host_.enter(Phase::idle); }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  HostPort& host_;
};

// One guarded call in that phase of the host side.
template <class Call>
int32_t guarded_within(HostPort& host, Phase phase, frame::Failure& failure, Call&& call) {
  const Within within(host, phase);
  return guarded(failure, std::forward<Call>(call));
}

base::Error refused(const std::string& who, const frame::Failure& failure) {
  return base::Error(who + ": " + std::string(failure.view()));
}

base::Error of(const PluginObject& instance, const base::Error& error) {
  return base::Error("plugin '" + instance.name() + "': " + error.text);
}

// A plugin object whose functions do not match what its entry promises is refused before it is
// used.
base::Result<void> complete(const spark_plugin& raw, const Description& description) {
  if (raw.destroy == nullptr) return base::Error("its destroy is null");
  if (!description.stage_types.empty() && raw.create_stage == nullptr)
    return base::Error("it has stage types but its create_stage is null");
  if (description.has_models && raw.create_model == nullptr)
    return base::Error("it has models but its create_model is null");
  return {};
}

}  // namespace

base::Result<std::shared_ptr<PluginObject>> PluginObject::create(
    std::shared_ptr<const Library> library, const std::string& name, const base::Settings& settings,
    std::shared_ptr<HostPort> host) {
  SPARK_ASSERT(library != nullptr && host != nullptr, "a plugin object needs a library and a host");
  const std::string who = "plugin '" + name + "'";
  const ConfigView config(name, settings);
  spark_plugin* raw = nullptr;
  frame::Failure failure;
  const int32_t code = guarded_within(*host, Phase::creating, failure, [&] {
    return library->entry().create(host->raw(), config.raw(), &raw, plugin::raw(failure));
  });
  if (code != frame::ok) {
    host->enter(Phase::closing);  // it may have left callbacks behind before it failed
    return refused(who, failure);
  }
  if (raw == nullptr) {
    host->enter(Phase::closing);
    return base::Error(who + ": its create succeeded without making an object");
  }
  const auto refuse = [&](const base::Error& why) {
    host->enter(Phase::closing);
    if (raw->destroy != nullptr) guarded_void([&] { raw->destroy(raw); });
    return base::Error(who + ": " + why.text);
  };
  if (const auto checked = complete(*raw, library->description()); !checked)
    return refuse(checked.error());
  auto state = State::of(raw);
  if (!state) return refuse(state.error());
  const auto life = LifeCalls::of(raw);
  if (!life) return refuse(life.error());
  auto kept = kept_schemas_of(raw);
  if (!kept) return refuse(kept.error());
  auto object = std::make_shared<PluginObject>(Token{}, std::move(library), name, host, raw,
                                               std::move(*state), *life);
  host->made(object, std::move(*kept));
  return object;
}

PluginObject::PluginObject(Token, std::shared_ptr<const Library> library, std::string name,
                           std::shared_ptr<HostPort> host, spark_plugin* raw, State state,
                           LifeCalls life)
    : library_(std::move(library)),
      name_(std::move(name)),
      host_(std::move(host)),
      raw_(raw),
      state_(std::move(state)),
      life_(life) {}

PluginObject::~PluginObject() {
  host_->enter(Phase::closing);
  guarded_void([&] { raw_->destroy(raw_); });
}

base::Result<std::unique_ptr<frame::Stage>> PluginObject::create_stage(
    std::string_view type, const std::string& name, const base::Settings& settings) {
  const auto found = library_->stage_type(type);
  if (!found) return found.error();
  const std::string who = "stage '" + name + "'";
  const ConfigView config(name, settings);
  spark_stage* raw = nullptr;
  frame::Failure failure;
  const int32_t code = guarded_within(*host_, Phase::creating_stage, failure, [&] {
    return raw_->create_stage(raw_, (*found)->name.c_str(), config.raw(), &raw,
                              plugin::raw(failure));
  });
  if (code != frame::ok) return refused(who, failure);
  return StageProxy::create(shared_from_this(), who, raw);
}

base::Result<std::shared_ptr<const ModelProxy>> PluginObject::create_model(
    const std::string& name, const base::Settings& settings,
    const std::optional<std::filesystem::path>& artefact) {
  if (!library_->description().has_models)
    return base::Error("plugin '" + name_ + "' has no models");
  const std::string who = "model '" + name + "'";
  const ConfigView config(name, settings);
  const std::string path = artefact ? artefact->string() : "";
  spark_model* raw = nullptr;
  frame::Failure failure;
  const int32_t code = guarded_within(*host_, Phase::creating_model, failure, [&] {
    return raw_->create_model(raw_, config.raw(), artefact ? path.c_str() : nullptr, &raw,
                              plugin::raw(failure));
  });
  if (code != frame::ok) return refused(who, failure);
  return ModelProxy::create(shared_from_this(), who, raw);
}

base::Result<std::string> PluginObject::save_state() const {
  auto saved = state_.save();
  if (!saved) return of(*this, saved.error());
  return saved;
}

base::Result<void> PluginObject::load_state(std::string_view bytes) {
  const auto loaded = state_.load(bytes);
  if (!loaded) return of(*this, loaded.error());
  return {};
}

base::Result<void> PluginObject::merge_state(std::string_view before, std::string_view after) {
  const auto merged = state_.merge(before, after);
  if (!merged) return of(*this, merged.error());
  return {};
}

}  // namespace spark::plugin
