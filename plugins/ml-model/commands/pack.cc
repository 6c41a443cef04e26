#include "pack.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "artefact.h"
#include "number_table.h"
#include "pack_names.h"
#include "sha256.h"
#include "spark/error.h"
#include "spark/offline/artefact_model.h"
#include "spark/tool/format.h"
#include "trained_model.h"
#include "training/write_artefact.h"
#include "trees/choose.h"
#include "trees/document.h"
#include "trees/ensemble.h"
#include "trees/lightgbm_file.h"
#include "trees/xgboost_file.h"

namespace models {

namespace fs = std::filesystem;
namespace json = boost::json;
namespace trees = ml_model::trees;

namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;
using training::ArtefactPlan;
using training::Fitted;

constexpr size_t computed_probes = 64;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// LightGBM's text begins with the line "tree"; both of XGBoost's formats with '{'.
Fitted::Type type_of_file(std::string_view bytes) {
  return bytes.starts_with("tree\n") || bytes.starts_with("tree\r\n") ? Fitted::Type::lightgbm
                                                                      : Fitted::Type::xgboost;
}

struct ModelFile {
  std::string name;
  std::string bytes;
  Fitted::Type type = Fitted::Type::xgboost;
  std::vector<std::string> names;  // that it has for its features; none: it has none

  [[nodiscard]] trees::Forest forest(const std::vector<std::string>& features) const {
    return type == Fitted::Type::lightgbm ? trees::read_lightgbm(name, bytes, features)
                                          : trees::read_xgboost(name, bytes, features);
  }
};

ModelFile read_model_file(const fs::path& from) {
  ModelFile out;
  out.name = from.filename().string();
  if (!fs::exists(from)) throw spark::Error(out.name + ": no such file");
  out.bytes = ml_model::read_file(from.parent_path().string(), out.name, trees::ensemble_bytes_max);
  out.type = type_of_file(out.bytes);
  out.names = out.type == Fitted::Type::lightgbm ? trees::lightgbm_names(out.name, out.bytes)
                                                 : trees::xgboost_names(out.name, out.bytes);
  return out;
}

// Rows of the model's own cuts; where rows may lack features, every fourth lacks one.
std::vector<std::vector<double>> computed_rows(const trees::Forest& forest, bool accepts_missing) {
  const size_t width = forest.missing.size();
  const std::vector<double> flat = trees::rows_of_cuts(forest, computed_probes);
  std::vector<std::vector<double>> rows;
  for (size_t i = 0; i < computed_probes; ++i) {
    const auto begin = flat.begin() + static_cast<ptrdiff_t>(i * width);
    rows.emplace_back(begin, begin + static_cast<ptrdiff_t>(width));
    if (accepts_missing && i % 4 == 3) rows.back()[i / 4 % width] = missing;
  }
  return rows;
}

struct Given {
  NumberTable rows;
  NumberTable scores;
};

Result<Given> read_given(const PackRequest& request, const std::vector<std::string>& names) {
  Result<NumberTable> rows = read_numbers(request.rows, names);
  if (!rows) return rows.error();
  Result<NumberTable> scores = read_numbers(request.scores, {"score"});
  if (!scores) return scores.error();
  if (rows->rows() != scores->rows()) {
    return Error{Exit::usage, request.scores.string() + ": " + std::to_string(scores->rows()) +
                                  " scores for " + std::to_string(rows->rows()) + " rows in " +
                                  request.rows.string()};
  }
  return Given{std::move(*rows), std::move(*scores)};
}

// The first rows that may be probes: finite, but for missing elements where those are accepted.
std::vector<std::vector<double>> probes_of(const NumberTable& rows, bool accepts_missing) {
  std::vector<std::vector<double>> out;
  for (size_t i = 0; i < rows.rows() && out.size() < ml_model::probes_max; ++i) {
    const auto begin = rows.values.begin() + static_cast<ptrdiff_t>(i * rows.columns);
    std::vector<double> row(begin, begin + static_cast<ptrdiff_t>(rows.columns));
    const bool is_probe = std::all_of(row.begin(), row.end(), [&](double x) {
      return std::isfinite(x) || (std::isnan(x) && accepts_missing);
    });
    if (is_probe) out.push_back(std::move(row));
  }
  return out;
}

std::string row_text(const PackRequest& request, const Given& given, size_t row) {
  return request.rows.string() + ":" + std::to_string(given.rows.lines[row]);
}

// The largest difference, or the first row that disagrees.
Result<double> compare(const PackRequest& request, const Given& given,
                       const spark::offline::ArtefactModel& model) {
  const Result<std::vector<double>> computed = model.scores(given.rows.values);
  if (!computed) return computed.error();
  double largest = 0;
  for (size_t i = 0; i < computed->size(); ++i) {
    const double score = (*computed)[i], expected = given.scores.values[i];
    if (std::isnan(score)) {
      return Error{Exit::usage, row_text(request, given, i) +
                                    ": lacks a value, so that the model has no score for it; if it "
                                    "learned from such rows, say --accepts-missing"};
    }
    const double difference = std::fabs(score - expected);
    if (!(difference <= difference_max * std::max(1.0, std::fabs(expected)))) {
      return Error{
          Exit::failed,
          row_text(request, given, i) + ": scores " + spark::tool::shortest(score) + " here, but " +
              request.scores.string() + ":" + std::to_string(given.scores.lines[i]) + " has " +
              spark::tool::shortest(expected) +
              ". Are the columns in the order of the names, are all trees in the file, and "
              "are the scores what predict() gives?"};
    }
    largest = std::max(largest, difference);
  }
  return largest;
}

// A folder for the trial; gone with the object.
class TrialFolder {
 public:
  TrialFolder() {
    std::string name = (fs::temp_directory_path() / "spark-pack-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TrialFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TrialFolder(const TrialFolder&) = delete;
  TrialFolder& operator=(const TrialFolder&) = delete;

  [[nodiscard]] fs::path artefact() const { return path_ / "artefact"; }

 private:
  fs::path path_;
};

// Writes the plan where nobody sees it, and compares.
Result<double> try_plan(const PackRequest& request, const ArtefactPlan& plan, const Given& given) {
  const TrialFolder trial;
  const training::WriteOptions options{.is_replacing = false, .plugin_file = request.plugin_file};
  if (auto written = training::write_artefact(trial.artefact(), plan, options); !written) {
    return written.error();
  }
  const auto model = spark::offline::ArtefactModel::open(trial.artefact(), request.plugin_file);
  if (!model) return model.error();
  return compare(request, given, *model);
}

json::object manifest_of(const ModelFile& model, const Packed& packed) {
  json::object probes{{"origin", packed.compared_rows > 0 ? "given" : "computed"}};
  if (packed.compared_rows > 0) {
    probes["compared_rows"] = packed.compared_rows;
    probes["largest_difference"] = packed.largest_difference;
  }
  return {{"made_by", "sparkctl models pack"},
          {"source",
           {{"name", model.name},
            {"bytes", model.bytes.size()},
            {"sha256", ml_model::sha256_hex(model.bytes)}}},
          {"probes", std::move(probes)}};
}

Result<Packed> pack_file(const PackRequest& request, const ModelFile& model) {
  if (!ml_model::is_plain_name(request.version)) {
    return Error{Exit::usage, "--version " + trees::shown(request.version) +
                                  ": expected 1 to 64 of letters, digits, '.', '_', '-'"};
  }
  const auto names = names_for(model.names, request.from, request.features);
  if (!names) return names.error();
  const trees::Forest forest = model.forest(*names);
  Packed out;
  out.type = model.type == Fitted::Type::lightgbm ? "lightgbm" : "xgboost";
  out.features = *names;
  out.trees = forest.trees.size();

  ArtefactPlan plan;
  plan.version = request.version;
  plan.target = request.target;
  plan.features = *names;
  plan.model.type = model.type;
  plan.model.ensemble = model.bytes;
  plan.accepts_missing = request.accepts_missing;
  if (request.rows.empty()) {
    plan.probe_rows = computed_rows(forest, request.accepts_missing);
  } else {
    const Result<Given> given = read_given(request, *names);
    if (!given) return given.error();
    plan.probe_rows = probes_of(given->rows, request.accepts_missing);
    if (plan.probe_rows.empty()) {
      return Error{Exit::usage, request.rows.string() + ": no row can be a probe: each holds an " +
                                    (request.accepts_missing ? "infinity" : "infinity or a gap")};
    }
    const Result<double> largest = try_plan(request, plan, *given);
    if (!largest) return largest.error();
    out.compared_rows = given->rows.rows();
    out.largest_difference = *largest;
  }
  out.probes = plan.probe_rows.size();
  plan.manifest = manifest_of(model, out);
  const training::WriteOptions options{.is_replacing = request.is_replacing,
                                       .plugin_file = request.plugin_file};
  if (auto written = training::write_artefact(request.out, plan, options); !written) {
    return written.error();
  }
  return out;
}

}  // namespace

std::optional<training::Target> parse_target(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '/') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  const bool has_empty =
      std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); });
  if (parts.size() < 2 || parts.size() > 3 || has_empty) return {};
  parts.resize(3);
  return training::Target{parts[0], parts[1], parts[2]};
}

Result<Packed> pack(const PackRequest& request) {
  try {
    return pack_file(request, read_model_file(request.from));
  } catch (const spark::Error& error) {
    return Error{Exit::usage, (request.from.parent_path() / "").string() + error.what()};
  }
}

}  // namespace models
