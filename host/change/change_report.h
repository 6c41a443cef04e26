// The effects of a change, or why it was refused, as the JSON that operators get.
#pragma once

#include <string>
#include <vector>

#include "change/change.h"
#include "change/changed_files.h"
#include "generation/generation.h"
#include "generation/steps.h"

namespace spark::change {

// One thing that differs between two generations.
struct Difference {
  enum class Kind { plugin, model, pipeline, alert };
  struct Side {
    std::string version;  // "" on a side that does not have it; only of plugins and models
    std::string sha256;
  };
  Kind kind = Kind::model;
  std::string name;
  Side from;
  Side to;
  std::string state;  // of a plugin: "carried", or why it starts fresh
};

// Plugins, models and pipelines that are not the same object in both, and alerts that differ.
[[nodiscard]] std::vector<Difference> differences(const generation::Generation& from,
                                                  const generation::Generation& to);

// Rows of `alerts:` that are not the same in both.
[[nodiscard]] std::vector<Difference> alert_differences(const config::Config& from,
                                                        const config::Config& to);

// "carried" or "fresh: …": whether the next plugin object takes over the state, judged by the state
// schemas of both objects ("": the object keeps no state).
[[nodiscard]] std::string state_after(const std::string& from, const std::string& to);

// "models.candidate v1.8-b0 (9f86d081…) -> v1.8.1 (60303ae2…)", for the log and the record.
[[nodiscard]] std::string in_words(const std::vector<Difference>& differences);

struct ChangeResponse {
  uint32_t status = 200;
  std::string json;
};

// One side of a difference; nothing for null.
[[nodiscard]] Difference::Side side(const generation::LoadedPlugin* plugin);
[[nodiscard]] Difference::Side side(const generation::LoadedModel* model);

struct ChangeReport {
  const Change& change;
  uint64_t from = 0;
  uint64_t to = 0;
  std::vector<Difference> differences;
  std::vector<std::string> restart_needed;
  std::vector<ChangedFile> changed_files;
  std::vector<std::string> warnings = {};
  // Of a dry run: the series and routes that would come and go.
  std::vector<std::string> series_added = {};
  std::vector<std::string> routes_added = {};
  std::vector<std::string> routes_removed = {};
};

[[nodiscard]] ChangeResponse success(const ChangeReport& report, const generation::Steps& steps);

// `step` is the step that failed; "" if none had begun.
[[nodiscard]] ChangeResponse failure(const Refusal& refusal, const std::string& step,
                                     uint64_t generation);

}  // namespace spark::change
