#include "museum.h"

#include <cstdlib>

#include "support/catch.h"

namespace spark::plugin {

namespace {

template <class T>
T unless_refused(base::Result<T> result) {
  INFO((result ? std::string() : result.error().text));
  REQUIRE(result.has_value());
  return std::move(*result);
}

template <class T>
std::string refusal(const base::Result<T>& result) {
  return result ? "" : result.error().text;
}

auto make_instance(const std::string& name) {
  return PluginObject::create(library_of(name), name, {}, std::make_shared<BareHost>());
}

}  // namespace

std::filesystem::path specimen_path(const std::string& name) {
  return std::filesystem::path(SPARK_BUILD_DIR) / "lib/spark/museum" / (name + ".so");
}

BareHost::BareHost() {
  raw_.self = this;
  raw_.version = "test";
  raw_.workers = 1;
  raw_.extension = [](const spark_host*, const char*) -> const void* { return nullptr; };
}

std::shared_ptr<const Library> library_of(const std::string& name) {
  return unless_refused(Library::open(specimen_path(name)));
}
std::shared_ptr<PluginObject> instance_of(const std::string& name) {
  return unless_refused(make_instance(name));
}
std::shared_ptr<const ModelProxy> model_of(const std::string& name) {
  return unless_refused(instance_of(name)->create_model("m", {}, {}));
}
std::unique_ptr<frame::Stage> stage_of(const std::string& name) {
  return unless_refused(instance_of(name)->create_stage("", "s", {}));
}

std::string library_refusal(const std::string& name) {
  return refusal(Library::open(specimen_path(name)));
}
std::string instance_refusal(const std::string& name) {
  return refusal(make_instance(name));
}
std::string model_refusal(const std::string& name) {
  return refusal(instance_of(name)->create_model("m", {}, {}));
}
std::string stage_refusal(const std::string& name) {
  return refusal(instance_of(name)->create_stage("", "s", {}));
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "spark-test-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace spark::plugin
