#include "add_reference.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "artefact.h"
#include "feature_sets.h"
#include "spark/error.h"
#include "spark/market/input_files.h"
#include "spark/offline/artefact_model.h"
#include "training/artefact_text.h"
#include "training/data_quality.h"
#include "training/load_dataset.h"
#include "training/reference.h"
#include "training/write_artefact.h"

namespace models {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

using spark::offline::ArtefactModel;
using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

constexpr const char* reference_file = "reference_distributions.json";
constexpr uint64_t part_bytes_max = uint64_t{64} << 20;

Result<training::FileTexts> files_of(const fs::path& artefact) {
  training::FileTexts files;
  for (const auto& entry : fs::directory_iterator(artefact)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file()) {
      return Error{Exit::usage, artefact.string() + ": " + name +
                                    ": a folder in an artefact is not known to this command"};
    }
    if (name == "SHA256SUMS") continue;
    files[name] = ml_model::read_file(artefact.string(), name, part_bytes_max);
  }
  return files;
}

struct Data {
  training::Loaded loaded;
  std::vector<std::string> symbols;
  std::vector<training::DataFile> files;
};

Result<Data> load(const ReferenceRequest& request, const std::vector<std::string>& features) {
  const auto files = spark::market::expand(request.data);
  if (!files) return files.error();
  const auto sets = eval::sets_with(features, request.features_plugin);
  if (!sets) return sets.error();
  training::DataRequest asked;
  asked.files = *files;
  asked.plugin_file = request.features_plugin;
  asked.sets = *sets;
  asked.columns = features;
  asked.progress = request.progress;
  const spark::market::Findings findings = training::inspect(asked);
  const auto checks = training::check_files(findings);
  if (!training::all_pass(checks)) {
    std::string text = training::refusal_text(checks);
    text.pop_back();  // the line feed of the last one
    return Error{Exit::usage, "the data are refused:\n" + text};
  }
  Data out;
  if (!findings.symbol.empty()) out.symbols.push_back(findings.symbol);
  auto digests = training::digests(*files);
  if (!digests) return digests.error();
  out.files = std::move(*digests);
  auto loaded = training::load_dataset(asked, findings.rows);
  if (!loaded) return loaded.error();
  out.loaded = std::move(*loaded);
  return out;
}

// Klines hold no spread.
std::vector<std::string> estimated_of(const training::Loaded& loaded) {
  std::vector<std::string> out;
  if (loaded.estimated_spreads == 0) return out;
  std::copy_if(loaded.data.names.begin(), loaded.data.names.end(), std::back_inserter(out),
               [](const std::string& name) { return name.starts_with("spread_"); });
  return out;
}

json::array data_json(const std::vector<training::DataFile>& files) {
  json::array out;
  for (const training::DataFile& file : files) {
    out.push_back({{"name", file.name}, {"sha256", file.sha256}, {"bytes", file.bytes}});
  }
  return out;
}

Result<AddedReference> add(const ReferenceRequest& request) {
  const auto model = ArtefactModel::open(request.artefact, request.model_plugin);
  if (!model) return model.error();
  auto files = files_of(request.artefact);
  if (!files) return files.error();
  const Result<Data> data = load(request, model->about().features);
  if (!data) return data.error();
  const training::Dataset& rows = data->loaded.data;
  const auto scores = model->scores(rows.values);
  if (!scores) return scores.error();
  AddedReference out;
  out.estimated = estimated_of(data->loaded);
  auto reference = training::reference_distributions(rows, *scores, data->symbols, out.estimated);
  if (!reference) {
    return Error{Exit::usage, "the model has no score for any of the " +
                                  std::to_string(rows.rows()) + " minutes"};
  }
  (*reference)["data"] = data_json(data->files);
  const std::string& text = (*files)[reference_file] = training::artefact_text(*reference);
  out.minutes = rows.rows();
  out.rows = reference->at("rows").to_number<uint64_t>();
  out.bytes = text.size();
  const training::WriteOptions options{.is_replacing = request.is_replacing,
                                       .plugin_file = request.model_plugin};
  if (auto written = training::write_artefact(request.out, *files, options); !written) {
    return written.error();
  }
  return out;
}

}  // namespace

Result<AddedReference> add_reference(const ReferenceRequest& request) {
  try {
    return add(request);
  } catch (const spark::Error& error) {
    return Error{Exit::usage, request.artefact.string() + ": " + error.what()};
  }
}

}  // namespace models
