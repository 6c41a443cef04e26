// Makes generations from blueprints, and keeps the objects that they are made of.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "generation/build.h"
#include "generation/prepare_objects.h"
#include "objects/objects.h"

namespace spark::generation {

// Everything here runs on the builder thread.
class Builder {
 public:
  // The builder's tools. All of them outlive the builder.
  struct Parts {
    std::filesystem::path plugin_folder;
    const services::HostContext& host;
    metrics::Registry& registry;
    objects::Objects& objects;
  };
  explicit Builder(Parts parts) : parts_(std::move(parts)) {}

  // See prepare_objects(). Copied objects are fresh until keep_fresh() or drop_fresh().
  [[nodiscard]] PreparedObjects prepare(blueprint::Blueprint& blueprint,
                                        const config::Config& config, config::Errors& errors);

  // See build_generation(). Parts of `reusable`, the live one first, are used again.
  [[nodiscard]] std::unique_ptr<Generation> build(const blueprint::Blueprint& blueprint,
                                                  config::Config config, const ObjectPaths& paths,
                                                  Steps& steps,
                                                  std::vector<const Generation*> reusable,
                                                  config::Errors& errors);

  // The generation was not published. Removes its fresh copies, but for objects of `keep`.
  void drop_fresh(const std::set<std::string>& keep);
  // It was published. Removes objects that are neither of `keep` nor leased, but for the latest
  // few and, with `days`, those that were so less than so many days ago.
  void keep_fresh(const std::set<std::string>& keep, uint32_t days);

  [[nodiscard]] const std::filesystem::path& plugin_folder() const { return parts_.plugin_folder; }
  [[nodiscard]] const std::filesystem::path& objects_folder() const {
    return parts_.objects.folder();
  }

 private:
  // Objects that plugins have leased are kept, too.
  [[nodiscard]] std::set<std::string> with_leased(std::set<std::string> keep) const;

  Parts parts_;
  SeenObjects seen_;
  std::set<std::string> fresh_;  // objects copied for the generation being built
};

}  // namespace spark::generation
