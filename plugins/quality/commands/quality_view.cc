#include "quality_view.h"

#include <cstdio>

#include "spark/tool/format.h"
#include "spark/tool/replayed_data.h"
#include "spark/tool/table.h"

namespace quality {
namespace {

namespace tool = spark::tool;
using tool::json::value;

std::string fixed(const value& figures, const char* name) {
  const auto number = tool::number(figures, name);
  if (!number) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", *number);
  return text;
}

std::string percent(std::optional<double> share) {
  if (!share) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * *share);
  return text;
}

std::optional<double> hit_share(const value& figures) {
  const auto rows = tool::number(figures, "rows"), hits = tool::number(figures, "hits");
  if (!rows || !hits || *rows == 0) return {};
  return *hits / *rows;
}

struct View {
  tool::Table table{{{"model", tool::Align::left, true},
                     {"window"},
                     {"rows", tool::Align::right},
                     {"hits", tool::Align::right},
                     {"AUC", tool::Align::right},
                     {"Brier", tool::Align::right},
                     {"log-loss", tool::Align::right},
                     {"of base rate", tool::Align::right},
                     {"slope", tool::Align::right},
                     {"intercept", tool::Align::right},
                     {"precision", tool::Align::right},
                     {"selected", tool::Align::right}}};
  std::string notes;
  bool has_rows = false;
};

void note(View& view, const std::string& what, const std::string& why) {
  view.notes.append(what).append(": ").append(why).append("\n");
}

void add_model(View& view, const std::string& name, const value& model) {
  const std::string why = tool::text(model, "not_computed");
  if (why != "-") note(view, name, "no labels: " + why);
  const value* const probability = tool::find(model, "is_probability");
  if (probability != nullptr && *probability == value(false)) {
    note(view, name, "its scores are no probabilities, so that they are ranked alone");
  } else if (tool::find(model, "threshold") == nullptr) {
    note(view, name, "training froze no threshold and no base rate to compare with");
  }
  const value* const windows = tool::find(model, "windows");
  if (windows == nullptr || !windows->is_object()) return;
  for (const auto& [window, figures] : windows->get_object()) {
    const auto rows = tool::number(figures, "rows");
    if (rows.value_or(0) > 0) view.has_rows = true;
    view.table.row(
        {name, std::string(window), rows ? tool::grouped(static_cast<uint64_t>(*rows)) : "-",
         percent(hit_share(figures)), fixed(figures, "auc"), fixed(figures, "brier"),
         fixed(figures, "log_loss"), fixed(figures, "log_loss_base_rate"),
         fixed(figures, "calibration_slope"), fixed(figures, "calibration_intercept"),
         percent(tool::number(figures, "precision")), percent(tool::number(figures, "selected"))});
    const std::string reason = tool::text(figures, "reason");
    if (reason != "-") note(view, name + ", " + std::string(window), reason);
  }
}

void add_role(View& view, const value& report, const std::string& role, bool all) {
  const value* const live = tool::find(report, role + ".live");
  if (live != nullptr) add_model(view, role + " " + tool::text(*live, "version"), *live);
  const value* const earlier = tool::find(report, role + ".earlier");
  if (!all || earlier == nullptr || !earlier->is_object()) return;
  for (const auto& [digest, model] : earlier->get_object())
    add_model(view,
              role + " " + tool::text(model, "version") + " (" + std::string(digest).substr(0, 8) +
                  ", before)",
              model);
}

}  // namespace

std::string view_of(const value& report, bool all, size_t width) {
  View view;
  for (const char* role : {"production", "candidate"}) add_role(view, report, role, all);
  std::string text = view.table.empty() && view.notes.empty()
                         ? "no model's predictions are kept here yet\n"
                         : view.table.render(width);
  if (!view.notes.empty()) text.append("\n").append(view.notes);
  if (!view.has_rows) text.append("\n").append(tool::no_samples_hint);
  return text;
}

}  // namespace quality
