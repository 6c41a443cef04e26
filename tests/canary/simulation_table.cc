#include "simulation_table.h"

#include <cstdio>

namespace canary::test {
namespace {

std::string share(uint64_t hits, uint64_t runs) {
  char text[64];
  std::snprintf(text, sizeof text, "%.2f %%",
                100.0 * static_cast<double>(hits) / static_cast<double>(runs));
  return text;
}

std::string seconds(const std::optional<double>& time) {
  if (!time) return "–";
  char text[32];
  std::snprintf(text, sizeof text, *time < 100 ? "%.1f s" : "%.0f s", *time);
  return text;
}

// "  paired evidence: 3 …", a line each.
std::string causes(const Summary& summary) {
  std::string text;
  for (size_t i = 0; i < summary.causes.size(); ++i) {
    if (summary.causes[i] == 0) continue;
    char line[120];
    std::snprintf(line, sizeof line, "  %s: %llu (at most %.2f %%)\n",
                  name_of(static_cast<Cause>(i)),
                  static_cast<unsigned long long>(summary.causes[i]),
                  100 * upper_bound(summary.causes[i], summary.runs));
    text += line;
  }
  return text;
}

}  // namespace

std::string false_abort_line(const Scenario& scenario, const Summary& summary) {
  char text[400];
  std::snprintf(text, sizeof text,
                "%llu healthy canaries of 2.5 h and a hold of 6 h, %s: %llu aborted by evidence "
                "(at most %.2f %% with 95 %% confidence), %llu by fixed limits, %llu by either "
                "(at most %.2f %%)\n",
                static_cast<unsigned long long>(summary.runs), scenario.name.c_str(),
                static_cast<unsigned long long>(summary.evidence),
                100 * upper_bound(summary.evidence, summary.runs),
                static_cast<unsigned long long>(summary.limits),
                static_cast<unsigned long long>(summary.either),
                100 * upper_bound(summary.either, summary.runs));
  return text + causes(summary);
}

std::string table_head() {
  return "| scenario | aborted by evidence | by limits | held (common cause) | median: evidence | "
         "paired | by arm | limits |\n|---|---|---|---|---|---|---|---|\n";
}

std::string table_row(const Scenario& scenario, const Summary& summary) {
  std::string row = "| " + scenario.name + " | ";
  row.append(share(summary.evidence, summary.runs)).append(" | ");
  row.append(share(summary.limits, summary.runs)).append(" | ");
  row.append(share(summary.common, summary.runs)).append(" | ");
  row.append(seconds(summary.evidence_s)).append(" | ").append(seconds(summary.paired_s));
  row.append(" | ").append(seconds(summary.by_arm_s)).append(" | ");
  return row.append(seconds(summary.limits_s)).append(" |\n");
}

}  // namespace canary::test
