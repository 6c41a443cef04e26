#include "sections.h"

#include <algorithm>

#include "charts.h"
#include "spark/page/html_table.h"
#include "spark/page/markup.h"
#include "spark/tool/format.h"

namespace training {

using spark::page::HtmlCell;
using spark::page::HtmlTable;
using spark::page::Markup;

namespace {

using spark::tool::fixed;
using spark::tool::grouped;
using spark::tool::percent;

constexpr const char* none = "–";

std::string_view style_of_verdict(std::string_view verdict) {
  if (verdict == "PASS") return "pass";
  return verdict == "FAIL" || verdict == "ERROR" ? "fail" : "open";
}

void facts(Markup& out, std::string_view title, const std::vector<Fact>& all) {
  out.open("section").element("h2", title).open("dl").line();
  for (const Fact& fact : all) out.element("dt", fact.name).element("dd", fact.value).line();
  out.close("dl").close("section").line();
}

std::string between(const std::optional<Interval>& interval, int decimals) {
  if (!interval) return none;
  return "[" + fixed(interval->low, decimals) + ", " + fixed(interval->high, decimals) + "]";
}

std::string or_none(const std::optional<double>& value, int decimals) {
  return value ? fixed(*value, decimals) : none;
}

// Precision at a top share, or nothing where that share selects no row.
std::string precision_of(const std::vector<TopShare>& top, double share) {
  const auto found =
      std::find_if(top.begin(), top.end(), [&](const TopShare& t) { return t.share == share; });
  if (found == top.end()) return none;
  return percent(static_cast<double>(found->hits) / static_cast<double>(found->rows), 1);
}

std::string measures_caption(const ReportPage& page) {
  std::string text = "Intervals are 95 %, by resampling whole days. ";
  if (!page.frozen)
    return text +
           "The artefact holds no threshold, base rate and persistence that training froze, so "
           "what depends on them is left out.";
  return text +
         "Persistence is the forecast that needs no model; the constant is the training period's "
         "base rate, " +
         fixed(page.frozen->base_rate, 4) + ". Threshold and persistence were fixed in training.";
}

}  // namespace

std::string head_section(const ReportPage& page) {
  Markup out;
  out.open("header").element("h1", page.title).open("p");
  out.element("span", page.verdict,
              "class=\"verdict " + std::string(style_of_verdict(page.verdict)) + "\"");
  out.raw(" ").element("span", page.message).close("p");
  out.element("p", "Written " + page.written + ".", "class=\"soft\"").close("header").line();
  out.open("div", "class=\"pair\"").line();
  facts(out, "Model", page.model);
  facts(out, "Data", page.data);
  out.close("div").line();
  return out.take();
}

std::string requirements_section(const ReportPage& page) {
  if (page.requirements.empty()) return {};
  HtmlTable table("What an offline evaluation asks of a model, and what was found.",
                  {"requirement", "asks", "found", "verdict"}, 4);
  for (const RequirementRow& row : page.requirements)
    table.row({{row.name},
               {row.limit},
               {row.value},
               {row.verdict, std::string(style_of_verdict(row.verdict))}});
  Markup out;
  out.open("section", "class=\"keep\"").element("h2", "Verdict").raw(table.render());
  return out.close("section").line().take();
}

std::string measures_section(const ReportPage& page) {
  const Measures& m = page.measures;
  if (m.rows == 0) return {};
  const double base = static_cast<double>(m.hits) / static_cast<double>(m.rows);
  const bool is_frozen = page.frozen.has_value();
  const Frozen frozen = page.frozen.value_or(Frozen{});
  // Where training froze nothing, figures that depend on it mean nothing.
  const auto if_frozen = [&](const std::optional<double>& value) {
    return HtmlCell{is_frozen ? or_none(value, 4) : none};
  };
  HtmlTable table(measures_caption(page),
                  {"measure", "model", "interval", "persistence", "constant"});
  table.row({{"AUC"},
             {fixed(m.auc, 4)},
             {between(m.auc_interval, 4)},
             if_frozen(m.persistence_auc),
             {"0.5"}});
  if (is_frozen) {
    table.row({{"precision above the frozen threshold " + fixed(frozen.threshold, 4)},
               {or_none(m.precision, 4)},
               {between(m.precision_interval, 4)},
               {none},
               {fixed(base, 4)}});
    table.row({{"recall above it (at most " + fixed(m.recall_ceiling, 4) + ", asked " +
                fixed(m.recall_floor, 4) + ")"},
               {or_none(m.recall, 4)},
               {none},
               {none},
               {none}});
    table.row({{"share of rows above it (" + fixed(selected_share, 2) + " in training)"},
               {fixed(m.selected, 4)},
               {none},
               {none},
               {none}});
  }
  table.row({{"log-loss (nats a row; lower is better)"},
             {fixed(m.log_loss, 4)},
             {none},
             if_frozen(m.log_loss_persistence),
             if_frozen(m.log_loss_base_rate)});
  table.row({{"log-loss gained on persistence, row by row"},
             if_frozen(m.gain),
             {between(m.gain_interval, 4)},
             {none},
             {none}});
  table.row({{"Brier score (lower is better)"}, {fixed(m.brier, 4)}, {none}, {none}, {none}});
  table.row({{"Brier skill over the constant"}, if_frozen(m.brier_skill), {none}, {none}, {none}});
  table.row({{"calibration slope (1 is perfect)"}, {or_none(m.slope, 4)}, {none}, {none}, {none}});
  table.row({{"calibration intercept (0 is perfect)"},
             {or_none(m.intercept, 4)},
             {none},
             {none},
             {none}});
  Markup out;
  out.open("section", "class=\"keep\"").element("h2", "Measures").raw(table.render());
  return out.close("section").line().take();
}

std::string top_section(const ReportPage& page) {
  if (page.top.empty()) return {};
  HtmlTable table(
      "The period's own highest scores. Which they are is known only afterwards: for reading, not "
      "for a verdict.",
      {"highest", "rows", "score above", "hits", "precision", "persistence"});
  for (const TopShare& top : page.top)
    table.row({{percent(top.share, 0)},
               {grouped(top.rows)},
               {fixed(top.threshold, 4)},
               {grouped(top.hits)},
               {precision_of(page.top, top.share)},
               {precision_of(page.top_of_persistence, top.share)}});
  Markup out;
  out.open("section", "class=\"keep\"").element("h2", "Precision of the highest scores");
  return out.raw(table.render()).close("section").line().take();
}

std::string months_section(const ReportPage& page) {
  if (page.months.empty()) return {};
  const std::optional<Interval>& expected = page.month_expected;
  HtmlTable table(expected ? "Training foresaw the AUC of another month of 30 days in " +
                                 between(expected, 4) + " (90 %)."
                           : "The artefact does not say which AUC training foresaw for a month.",
                  {"from", "rows", "share of hits", "mean score", "AUC", "persistence",
                   "log-loss gain", "slope", "as foreseen"});
  for (const MonthOfRows& month : page.months) {
    const Measures& m = month.measures;
    const bool is_inside = expected && m.auc >= expected->low && m.auc <= expected->high;
    table.row({{day_text(m.from_ms)},
               {grouped(m.rows)},
               {fixed(static_cast<double>(m.hits) / static_cast<double>(m.rows), 4)},
               {fixed(month.score_mean, 4)},
               {fixed(m.auc, 4)},
               {page.frozen ? fixed(m.persistence_auc, 4) : none},
               {page.frozen ? fixed(m.gain, 4) : none},
               {or_none(m.slope, 3)},
               {!expected   ? none
                : is_inside ? "yes"
                            : "no"}});
  }
  Markup out;
  out.open("section", "class=\"keep\"").element("h2", "Month by month").raw(table.render());
  return out.close("section").line().take();
}

std::string comparison_section(const ReportPage& page) {
  if (!page.against) return {};
  const PairedComparison& c = *page.against;
  HtmlTable table("Both models on the same " + grouped(c.pairs) + " rows.", {"measure", "value"});
  table.row(
      {{"scores within " + fixed(c.tolerance, 2) + " of each other"}, {percent(c.match_rate, 3)}});
  table.row({{"mean |Δ|"}, {fixed(c.delta_mean, 5)}});
  table.row({{"p99 |Δ|"}, {fixed(c.delta_p99, 5)}});
  table.row({{"standard deviation of |Δ|"}, {fixed(c.delta_sd, 5)}});
  table.row({{"log-loss gained on " + c.other + ", row by row"}, {fixed(c.gain, 5)}});
  table.row({{"its 95 % interval, whole days"}, {between(c.gain_interval, 5)}});
  Markup out;
  out.open("section", "class=\"keep\"").element("h2", "Against " + c.other);
  return out.raw(table.render()).close("section").line().take();
}

std::string features_section(const ReportPage& page) {
  if (page.features.empty()) return {};
  HtmlTable table("Over the rows judged. A feature's own AUC ranks rows by it alone.",
                  {"feature", "weight", "1 %", "median", "99 %", "AUC alone"});
  for (const FeatureSummary& feature : page.features)
    table.row({{feature.name + (feature.is_estimated ? " (estimated)" : "")},
               {or_none(feature.weight, 4)},
               {fixed(feature.low, 3)},
               {fixed(feature.median, 3)},
               {fixed(feature.high, 3)},
               {or_none(feature.auc_alone, 4)}});
  Markup out;
  out.open("section", "class=\"keep\"").element("h2", "Features").raw(table.render());
  return out.close("section").line().take();
}

std::string notes_section(const ReportPage& page) {
  if (page.notes.empty()) return {};
  Markup out;
  out.open("section").element("h2", "Notes").open("ul").line();
  for (const std::string& note : page.notes) out.element("li", note).line();
  return out.close("ul").close("section").line().take();
}

}  // namespace training
