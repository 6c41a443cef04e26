// The models that serve, as plugins may know them: a port that a higher layer fills.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/leases.h"

namespace spark::services {

struct LiveModel {
  std::string definition;  // one line
  std::string version;
  std::string sha256;       // of its artefact; "": none
  std::string folder = {};  // the host's copy of the artefact; "": none, or not told
  uint64_t generation = 0;  // since when it serves so
  int64_t since_utc_ms = 0;
};

// A model with its role in a lineage; spark/ext/draft/lineages.h has each member's meaning.
struct LineageModel {
  std::string lineage;
  std::string role;
  std::string model;
  std::string version;
  std::string sha256;
  bool primary = false;
};

inline constexpr size_t model_history_max = 16;

// Called while metrics are rendered, too, so that it must not wait for a thread that asks the
// registry for a series. [control, builder, jobs, writer]
class LiveModels {
 public:
  virtual ~LiveModels() = default;
  // Nothing if no generation serves, or has no such model.
  [[nodiscard]] virtual std::optional<LiveModel> find(std::string_view model) const = 0;
  // Without folders, the newest first.
  [[nodiscard]] virtual std::vector<LiveModel> history(std::string_view model) const = 0;
  // Of all lineages, one after the other.
  [[nodiscard]] virtual std::vector<LineageModel> lineages() const { return {}; }

  // Of the artefacts that they are made of. [any]
  [[nodiscard]] Leases& leases() { return leases_; }

 private:
  Leases leases_;
};

}  // namespace spark::services
