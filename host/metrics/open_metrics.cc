// What OpenMetrics 1.0.0 writes otherwise than the text format 0.0.4: the lines before a family,
// and exemplars. Series and their values are the same, so that a scraper may change the format.
#include <fmt/format.h>

#include <algorithm>

#include "metrics/state.h"

namespace spark::metrics {
namespace {

constexpr std::string_view total = "_total";
constexpr std::string_view units[] = {"seconds", "bytes", "ratio"};

// A family of counters is named without "_total". One whose series do not end so, or whose shorter
// name another family has, is of unknown type: its series keep their names.
struct Head {
  std::string_view name;
  std::string_view type;
};

Head head_of(std::string_view name, const Family& family, const Families& all) {
  if (family.kind != Kind::counter && family.kind != Kind::real_counter)
    return {name, kind_name(family.kind)};
  const std::string_view shorter =
      name.substr(0, name.size() - std::min(total.size(), name.size()));
  if (!name.ends_with(total) || shorter.empty() || all.contains(shorter)) return {name, "unknown"};
  return {shorter, "counter"};
}

std::string_view unit_of(std::string_view name) {
  for (const std::string_view unit : units) {
    if (name.size() > unit.size() + 1 && name.ends_with(unit) &&
        name[name.size() - unit.size() - 1] == '_')
      return unit;
  }
  return {};
}

void append_label(std::string& out, std::string_view key, const std::string& value) {
  if (value.empty()) return;
  if (!out.ends_with('{')) out += ',';
  out += label_text({{std::string(key), value}});
}

}  // namespace

void append_open_head(std::string& out, std::string_view name, const Family& family,
                      const Families& all) {
  const Head head = head_of(name, family, all);
  out.append("# TYPE ").append(head.name).append(" ").append(head.type).append("\n");
  if (const std::string_view unit = unit_of(head.name); !unit.empty())
    out.append("# UNIT ").append(head.name).append(" ").append(unit).append("\n");
  out.append("# HELP ").append(head.name).append(" ");
  out.append(quoted_help_text(family.help)).append("\n");
}

void append_exemplar(std::string& out, const Exemplars* exemplars, uint32_t bucket) {
  if (exemplars == nullptr) return;
  const auto taken = exemplars->newest(bucket);
  if (!taken) return;
  out += " # {";
  append_label(out, "request_id", taken->request_id);
  append_label(out, "trace_id", taken->trace_id);
  out += "} ";
  append_value(out, taken->value);
  out += fmt::format(" {}.{:03}", taken->utc_ms / 1000, taken->utc_ms % 1000);
}

}  // namespace spark::metrics
