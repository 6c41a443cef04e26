#include "artefact_info.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <optional>
#include <vector>

#include "artefact.h"
#include "json.h"
#include "spark/error.h"
#include "spark/offline/artefact_model.h"
#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "training/reference.h"
#include "trees/ensemble.h"
#include "trees/lightgbm_file.h"
#include "trees/xgboost_file.h"

namespace models {

namespace fs = std::filesystem;
namespace json = boost::json;
namespace tool = spark::tool;

namespace {

using ml_model::JsonFile;
using spark::offline::ArtefactModel;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* manifest_name = "training_manifest.json";
constexpr const char* reference_name = "reference_distributions.json";
constexpr uint64_t manifest_bytes_max = uint64_t{16} << 20;

void add_files(json::object& out, const fs::path& artefact) {
  std::vector<std::pair<std::string, uint64_t>> files;
  uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(artefact)) {
    if (!entry.is_regular_file()) continue;
    files.emplace_back(entry.path().lexically_relative(artefact).generic_string(),
                       entry.file_size());
    bytes += files.back().second;
  }
  std::sort(files.begin(), files.end());
  json::array list;
  for (const auto& [name, size] : files) list.push_back({{"name", name}, {"bytes", size}});
  out["files"] = std::move(list);
  out["bytes"] = bytes;
}

void add_trees(json::object& out, const fs::path& artefact, const JsonFile& model,
               const ArtefactModel::About& about) {
  if (!model.has("ensemble")) return;
  const std::string name = model.text("ensemble");
  const std::string bytes =
      ml_model::read_file(artefact.string(), name, ml_model::trees::ensemble_bytes_max);
  const auto read =
      about.type == "lightgbm" ? ml_model::trees::read_lightgbm : ml_model::trees::read_xgboost;
  const ml_model::trees::Forest forest = read(name, bytes, about.features);
  size_t depth = 0;
  for (const auto& tree : forest.trees) depth = std::max(depth, tree.depth);
  out["trees"] = {{"count", forest.trees.size()},
                  {"nodes", forest.nodes()},
                  {"depth_max", depth},
                  {"objective", forest.objective}};
}

void add_parts(json::object& out, const JsonFile& model) {
  if (model.has("scaler")) out["scaler"] = model.text("scaler");
  if (!model.has("calibration")) return;
  out["calibration"] = {{"slope", model.number("calibration.slope")},
                        {"intercept", model.number("calibration.intercept")}};
}

json::object reference_json(const training::Reference& reference) {
  json::object series;
  const auto add = [&](const training::ReferenceSeries& one) {
    using Kind = training::ReferenceSeries::Kind;
    series[one.name] = one.kind == Kind::constant ? json::string("constant")
                       : one.kind == Kind::duplicate
                           ? json::string("as " + one.same_as)
                           : json::string(std::to_string(one.bins.values()) + " bins");
  };
  for (const auto& feature : reference.features) add(feature);
  add(reference.score);
  const auto utc = [](int64_t ms) {
    return tool::utc_text(std::chrono::system_clock::time_point(std::chrono::milliseconds(ms)));
  };
  return {{"rows", reference.rows},
          {"from", utc(reference.from_ms)},
          {"until", utc(reference.until_ms)},
          {"symbols", json::array(reference.symbols.begin(), reference.symbols.end())},
          {"series", std::move(series)}};
}

json::object identity_json(const fs::path& artefact, const ArtefactModel::About& about) {
  return {{"artefact", artefact.string()},
          {"verifies", true},
          {"version", about.version},
          {"type", about.type},
          {"kind", about.is_probability ? "probability" : "heuristic"},
          {"target",
           {{"event", about.target.event},
            {"horizon", about.target.horizon},
            {"reference", about.target.reference}}},
          {"features", json::array(about.features.begin(), about.features.end())},
          {"accepts_missing", about.accepts_missing},
          {"sha256", about.sha256}};
}

Result<json::object> read_all(const fs::path& artefact, const ArtefactModel::About& about) {
  json::object out = identity_json(artefact, about);
  add_files(out, artefact);
  std::optional<json::value> manifest;
  if (fs::exists(artefact / manifest_name)) {
    auto read = tool::parse_json(
        ml_model::read_file(artefact.string(), manifest_name, manifest_bytes_max), manifest_name);
    if (!read) return read.error();
    manifest = *read;
  }
  json::object probes{{"rows", about.probes}, {"exact", about.has_exact_probes}};
  if (manifest) {
    const std::string origin = tool::raw(*manifest, "probes.origin");
    if (!origin.empty()) probes["origin"] = origin;
  }
  out["probes"] = std::move(probes);
  const JsonFile model(
      "model.json", ml_model::read_file(artefact.string(), "model.json", ml_model::file_bytes_max));
  add_trees(out, artefact, model, about);
  add_parts(out, model);
  if (fs::exists(artefact / reference_name)) {
    const auto reference = training::read_reference(artefact / reference_name);
    if (!reference) return reference.error();
    out["reference"] = reference_json(*reference);
  }
  if (manifest) out["training"] = *manifest;
  return out;
}

}  // namespace

Result<json::object> artefact_info(const fs::path& artefact, const fs::path& plugin_file) {
  const auto model = ArtefactModel::open(artefact, plugin_file);
  if (!model) return model.error();
  try {
    return read_all(artefact, model->about());
  } catch (const std::exception& error) {
    return Error{Exit::usage, artefact.string() + ": " + error.what()};
  }
}

}  // namespace models
