// The texts of artefact_info.h.
#include <boost/json/array.hpp>
#include <vector>

#include "artefact_info.h"
#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/table.h"
#include "spark/tool/terminal.h"

namespace models {

namespace json = boost::json;
namespace tool = spark::tool;

namespace {

std::string grouped_at(const json::value& info, std::string_view path) {
  const auto number = tool::number(info, path);
  return number ? tool::grouped(static_cast<uint64_t>(*number)) : "-";
}

std::string rounded_at(const json::value& info, std::string_view path) {
  const auto number = tool::number(info, path);
  return number ? tool::rounded(*number) : "-";
}

std::string target_text(const json::value& info) {
  std::string text = tool::text(info, "target.event") + " in " + tool::text(info, "target.horizon");
  const std::string reference = tool::text(info, "target.reference");
  return reference.empty() || reference == "-" ? text : text + " against " + reference;
}

std::string probes_text_of(const json::value& info) {
  const std::string origin = tool::raw(info, "probes.origin");
  std::string text = grouped_at(info, "probes.rows") + " rows" +
                     (tool::text(info, "probes.exact") == "true" ? ", exact" : "");
  if (origin == "given") text += "; scores compared with those that came with the model";
  if (origin == "computed") text += "; computed, and compared with nobody's";
  return text;
}

std::string trees_text(const json::value& info) {
  return grouped_at(info, "trees.count") + " of " + grouped_at(info, "trees.nodes") +
         " nodes, depth " + grouped_at(info, "trees.depth_max") + ", " +
         tool::text(info, "trees.objective");
}

std::string series_text(const json::value& info) {
  const json::value* const series = tool::find(info, "reference.series");
  std::string text;
  for (const auto& member : series->get_object()) {
    text.append(text.empty() ? "" : ", ").append(member.key()).append(": ");
    text.append(tool::text(member.value()));
  }
  return text;
}

// What training says of itself, if it was `sparkctl train`'s.
void add_training(tool::Table& table, const json::value& info) {
  if (tool::find(info, "training.data_window") != nullptr) {
    table.row({"trained on", tool::text(info, "training.data_window.from") + " to " +
                                 tool::text(info, "training.data_window.until") + ", " +
                                 grouped_at(info, "training.data_window.rows") + " rows"});
  }
  const json::value* const summary = tool::find(info, "training.cv.summary");
  if (summary != nullptr && summary->is_object()) {
    std::string text;
    for (const auto& member : summary->get_object()) {
      if (!member.value().is_number()) continue;
      text.append(text.empty() ? "" : ", ");
      if (member.key() != "folds") text.append(member.key()).append(" ");
      text.append(tool::rounded(member.value().to_number<double>()));
    }
    table.row({"folds", text});
  }
  if (tool::find(info, "training.offline_metrics") != nullptr) {
    table.row({"measures", "AUC " + rounded_at(info, "training.offline_metrics.auc") +
                               ", precision of the highest 20 % " +
                               rounded_at(info, "training.offline_metrics.precision_at_20") +
                               ", of " + tool::text(info, "training.offline_metrics.of")});
  }
  if (tool::find(info, "training.source") != nullptr) {
    table.row({"packed from", tool::text(info, "training.source.name") + ", " +
                                  grouped_at(info, "training.source.bytes") + " bytes, sha256 " +
                                  tool::text(info, "training.source.sha256")});
  }
}

}  // namespace

std::string info_text(const json::object& object) {
  const json::value info(object);
  tool::Table table({{""}, {""}});
  table.row({"version", tool::text(info, "version")});
  table.row({"type", tool::text(info, "type") + ", " + tool::text(info, "kind")});
  table.row({"target", target_text(info)});
  table.row({"features", std::to_string(tool::items(info, "features").size()) + ": " +
                             tool::text(info, "features")});
  table.row({"missing values", tool::text(info, "accepts_missing") == "true"
                                   ? "accepted"
                                   : "not accepted: the host says not_ready"});
  if (object.contains("trees")) table.row({"trees", trees_text(info)});
  if (object.contains("scaler")) table.row({"scaler", tool::text(info, "scaler")});
  if (object.contains("calibration")) {
    table.row({"calibration", "slope " + rounded_at(info, "calibration.slope") + ", intercept " +
                                  rounded_at(info, "calibration.intercept")});
  }
  table.row({"probes", probes_text_of(info)});
  add_training(table, info);
  if (object.contains("reference")) {
    table.row({"reference", tool::text(info, "reference.from") + " to " +
                                tool::text(info, "reference.until") + ", " +
                                grouped_at(info, "reference.rows") + " rows, " +
                                tool::text(info, "reference.symbols")});
    table.row({"", series_text(info)});
  }
  for (const json::value& file : tool::items(info, "files")) {
    const bool is_first = &file == &tool::items(info, "files").front();
    table.row({is_first ? "files" : "",
               tool::text(file, "name") + ", " + grouped_at(file, "bytes") + " bytes"});
  }
  table.row({"sha256", tool::text(info, "sha256")});
  table.row({"verifies", "yes: sums, and probes computed again by the plugin that serves"});
  return table.render(tool::output_width());
}

}  // namespace models
