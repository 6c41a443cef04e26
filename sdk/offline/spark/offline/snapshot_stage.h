// Features of recorded snapshots, computed by the shared object that serves, on the host in memory:
// what training, evaluation and recomputation see is what a request would have seen, to the bit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spark/market/snapshot.h"
#include "spark/tool/result.h"

namespace spark::offline {

// A plugin's object and its stage `snapshot`, with one row in memory. Begins without history, and
// gathers it from the rows that it runs. One object serves one thread at a time; several objects of
// one library know nothing of each other.
class SnapshotStage {
 public:
  // The features plugin that is installed beside the running tool:
  // <program>/../../lib/spark/plugins/features.so.
  [[nodiscard]] static std::filesystem::path installed_plugin();

  // Loads the library for the rest of the process, and makes a plugin object that computes `sets`,
  // in their order. `symbols` is how many it keeps history of; 0: as many as the plugin does by
  // itself. Errors name the library, and say what the plugin refused.
  [[nodiscard]] static tool::Result<SnapshotStage> open(const std::filesystem::path& plugin_file,
                                                        std::span<const std::string> sets,
                                                        uint32_t symbols = 0);

  // The features that it offers to models, in their order; valid as long as this object.
  [[nodiscard]] const std::vector<std::string>& names() const;

  // What the host's clock (UTC) shows for the rows that follow. Until it is set, no time is of the
  // host's future.
  void set_utc_ms(int64_t utc_ms);

  // Runs one request. `out` has one element a name; a feature that is null is NaN there. A NaN in
  // `snapshot` stands for a value that the request leaves out. A row that the stage refuses is an
  // error with the stage's text; `out` is then all NaN, and the next row can be run. A synthetic
  // row is a probe (X-Spark-Synthetic): it reads history and leaves it alone.
  tool::Result<void> run(const market::Snapshot& snapshot, std::span<double> out,
                         bool is_synthetic = false);

  SnapshotStage(SnapshotStage&&) noexcept;
  SnapshotStage& operator=(SnapshotStage&&) noexcept;
  ~SnapshotStage();

 private:
  struct Parts;
  explicit SnapshotStage(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace spark::offline
