// A model made of its artefact by the shared object that serves, on the host in memory: tools score
// rows with the bits that a request would have got.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spark/tool/result.h"

namespace spark::offline {

// One object serves one thread at a time.
class ArtefactModel {
 public:
  // What the artefact says of itself, as the host's /models has it.
  struct About {
    std::string version;
    std::string type;    // "logistic", "xgboost", …
    std::string sha256;  // of SHA256SUMS, and so of everything in the folder
    struct {
      std::string event;
      std::string horizon;
      std::string reference;
    } target;
    std::vector<std::string> features;  // in the order of a row's elements
    size_t probes = 0;
    bool is_probability = true;
    bool accepts_missing = false;
    bool has_exact_probes = false;
  };

  // The plugin that is installed beside the running tool:
  // <program>/../../lib/spark/plugins/ml-model.so.
  [[nodiscard]] static std::filesystem::path installed_plugin();

  // Verifies SHA256SUMS (sums.h), loads the library for the rest of the process and has it make the
  // model, which computes its probes again. Errors are of usage and name the folder, and the file
  // and field in it; or the library.
  [[nodiscard]] static tool::Result<ArtefactModel> open(
      const std::filesystem::path& artefact,
      const std::filesystem::path& plugin_file = installed_plugin());

  [[nodiscard]] const About& about() const;

  // One score for each row. `rows` are one after the other, each of about().features.size()
  // elements. NaN is a row that has no score: as the host does, a row with a missing element is not
  // given to a model that does not accept such rows.
  [[nodiscard]] tool::Result<std::vector<double>> scores(std::span<const double> rows) const;

  ArtefactModel(ArtefactModel&&) noexcept;
  ArtefactModel& operator=(ArtefactModel&&) noexcept;
  ~ArtefactModel();

 private:
  struct Parts;
  explicit ArtefactModel(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace spark::offline
