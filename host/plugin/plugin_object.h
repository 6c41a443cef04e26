// One plugin object: made from a library and a configuration block, and the maker of stages and
// models.
//
// Stages and models hold their instance by shared_ptr. So the ABI's order of destruction (stages
// and models, then the plugin object) holds in whichever order owners let go. All functions are for
// the builder thread, destruction included.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/schema.h"
#include "frame/stage.h"
#include "plugin/host_port.h"
#include "plugin/library.h"
#include "plugin/life_calls.h"
#include "plugin/model_proxy.h"
#include "plugin/state.h"

struct spark_plugin;

namespace spark::plugin {

class PluginObject : public std::enable_shared_from_this<PluginObject> {
  struct Token {};

 public:
  // `name` is the key under plugins:; `settings` follow library->description().params.
  static base::Result<std::shared_ptr<PluginObject>> create(std::shared_ptr<const Library> library,
                                                            const std::string& name,
                                                            const base::Settings& settings,
                                                            std::shared_ptr<HostPort> host);

  PluginObject(Token, std::shared_ptr<const Library> library, std::string name,
               std::shared_ptr<HostPort> host, spark_plugin* raw, State state, LifeCalls life);
  ~PluginObject();
  PluginObject(const PluginObject&) = delete;
  PluginObject& operator=(const PluginObject&) = delete;

  // `type` as in Library::stage_type(); `settings` follow that type's params. The stage is not
  // bound yet.
  base::Result<std::unique_ptr<frame::Stage>> create_stage(std::string_view type,
                                                           const std::string& name,
                                                           const base::Settings& settings);

  // `settings` follow description().model_params. The model's description has been checked and its
  // probes recomputed bit for bit.
  base::Result<std::shared_ptr<const ModelProxy>> create_model(
      const std::string& name, const base::Settings& settings,
      const std::optional<std::filesystem::path>& artefact);

  // The state for the plugin object that takes its place: see spark/ext/draft/handover.h for the
  // order of the calls. Two objects understand each other if their schemas are equal and not empty.
  // Workers may be using this object, except during load_state().
  [[nodiscard]] const std::string& state_schema() const { return state_.schema(); }  // "": none
  [[nodiscard]] base::Result<std::string> save_state() const;
  [[nodiscard]] base::Result<void> load_state(std::string_view bytes);
  [[nodiscard]] base::Result<void> merge_state(std::string_view before, std::string_view after);

  // Tells the plugin object that it acts, or rests; its functions are for the control thread.
  [[nodiscard]] const LifeCalls& life() const { return life_; }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Library& library() const { return *library_; }

 private:
  std::shared_ptr<const Library> library_;
  std::string name_;
  std::shared_ptr<HostPort> host_;
  spark_plugin* raw_;  // freed by its own destroy()
  State state_;
  LifeCalls life_;
};

}  // namespace spark::plugin
