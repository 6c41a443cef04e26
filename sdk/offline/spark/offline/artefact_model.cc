#include "spark/offline/artefact_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "spark/offline/sums.h"
#include "spark/testing/rig.h"
#include "spark/tool/state_folders.h"

namespace spark::offline {
namespace {

ArtefactModel::About about_of(const spark_model_info& info) {
  return {.version = info.version,
          .type = info.type,
          .sha256 = info.sha256,
          .target = {info.target_event, info.target_horizon, info.target_reference},
          .features = {info.features, info.features + info.dimension},
          .probes = info.probe_count,
          .is_probability = info.kind == SPARK_MODEL_PROBABILITY,
          .accepts_missing = (info.flags & SPARK_MODEL_ACCEPTS_MISSING) != 0,
          .has_exact_probes = (info.flags & SPARK_MODEL_EXACT_PROBES) != 0};
}

}  // namespace

struct ArtefactModel::Parts {
  Parts(const std::string& plugin_file, const std::string& artefact)
      : host(1),
        plugin(host, testing::load_entry(plugin_file)),
        model(plugin.model({}, artefact.c_str())),
        about(about_of(model.info())) {}

  testing::FakeHost host;
  testing::PluginRig plugin;
  testing::ModelRig model;
  About about;
};

std::filesystem::path ArtefactModel::installed_plugin() {
  return (tool::program_folder() / "../../lib/spark/plugins/ml-model.so").lexically_normal();
}

tool::Result<ArtefactModel> ArtefactModel::open(const std::filesystem::path& artefact,
                                                const std::filesystem::path& plugin_file) {
  const auto sha256 = verify_sums(artefact);
  if (!sha256) return sha256.error();
  try {
    auto parts = std::make_unique<Parts>(plugin_file.string(), artefact.string());
    if (parts->about.sha256 == *sha256) return ArtefactModel(std::move(parts));
    return tool::Error{tool::Exit::usage, artefact.string() + ": changed while it was read"};
  } catch (const testing::Refusal& refused) {
    return tool::Error{tool::Exit::usage, artefact.string() + ": " + refused.what()};
  } catch (const std::exception& error) {
    return tool::Error{tool::Exit::usage, plugin_file.string() + ": " + error.what()};
  }
}

const ArtefactModel::About& ArtefactModel::about() const {
  return parts_->about;
}

tool::Result<std::vector<double>> ArtefactModel::scores(std::span<const double> rows) const {
  constexpr size_t rows_a_call = 1024;
  const size_t stride = about().features.size();
  const spark_model* const model = parts_->model.raw();
  const size_t count = rows.size() / stride;
  std::vector<double> out(count);
  std::vector<uint8_t> statuses(count);
  void* const scratch = model->scratch_create(model);
  spark_error err{};
  int32_t code = SPARK_OK;
  for (size_t at = 0; at < count && code == SPARK_OK; at += rows_a_call) {
    code = model->predict(model, scratch, rows.data() + at * stride, static_cast<uint32_t>(stride),
                          static_cast<uint32_t>(std::min(rows_a_call, count - at)), out.data() + at,
                          statuses.data() + at, &err);
  }
  if (scratch != nullptr) model->scratch_destroy(model, scratch);
  if (code != SPARK_OK) {
    return tool::Error{tool::Exit::failed,
                       about().version + ": " + std::string(err.text, err.length)};
  }
  for (size_t i = 0; i < count; ++i) {
    const auto row = rows.subspan(i * stride, stride);
    const bool has_missing =
        std::any_of(row.begin(), row.end(), [](double x) { return std::isnan(x); });
    if (statuses[i] != SPARK_ROW_OK || (has_missing && !about().accepts_missing)) {
      out[i] = std::numeric_limits<double>::quiet_NaN();
    }
  }
  return out;
}

ArtefactModel::ArtefactModel(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ArtefactModel::ArtefactModel(ArtefactModel&&) noexcept = default;
ArtefactModel& ArtefactModel::operator=(ArtefactModel&&) noexcept = default;
ArtefactModel::~ArtefactModel() = default;

}  // namespace spark::offline
