// A visit to the museum: specimens opened the way the host opens plugins.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "plugin/host_port.h"
#include "plugin/library.h"
#include "plugin/plugin_object.h"
#include "spark/abi.h"

namespace spark::plugin {

std::filesystem::path specimen_path(const std::string& name);

// A host without extensions that remembers the phases it was told.
class BareHost final : public HostPort {
 public:
  BareHost();
  [[nodiscard]] const spark_host* raw() const override { return &raw_; }
  void enter(Phase phase) override { phases.push_back(phase); }

  std::vector<Phase> phases;

 private:
  spark_host raw_{};
};

// Fail the test if the specimen is refused.
std::shared_ptr<const Library> library_of(const std::string& name);
std::shared_ptr<PluginObject> instance_of(const std::string& name);
std::shared_ptr<const ModelProxy> model_of(const std::string& name);
std::unique_ptr<frame::Stage> stage_of(const std::string& name);

// What it is refused with; "" if it is not.
std::string library_refusal(const std::string& name);
std::string instance_refusal(const std::string& name);
std::string model_refusal(const std::string& name);
std::string stage_refusal(const std::string& name);

// A folder of its own that goes away with it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace spark::plugin
