#include "end_to_end/panel_schema.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>

namespace spark::test {
namespace {

namespace json = boost::json;

// A member by its path, [] for each of a list. Its kind: number, boolean, string, strings, empty
// (a list or an object without members), unit, or the words that are allowed, with | between. With
// ! before it the member must be there.
struct Member {
  const char* path;
  const char* kind;
};
using Members = std::vector<Member>;

const Members of_links = {
    {".title", "!string"},       {".type", "!link|dashboards"}, {".icon", "!string"},
    {".tooltip", "!string"},     {".url", "!string"},           {".tags", "!strings"},
    {".asDropdown", "!boolean"}, {".targetBlank", "!boolean"},  {".includeVars", "!boolean"},
    {".keepTime", "!boolean"},
};

const Members of_all_panels = {
    {"type", "!timeseries|heatmap|stat|gauge"},
    {"id", "!number"},
    {"title", "!string"},
    {"description", "!string"},
    {"timeFrom", "string"},
    {"datasource.type", "!prometheus"},
    {"datasource.uid", "!string"},
    {"gridPos.x", "!number"},
    {"gridPos.y", "!number"},
    {"gridPos.w", "!number"},
    {"gridPos.h", "!number"},
    {"targets[].datasource.type", "!prometheus"},
    {"targets[].datasource.uid", "!string"},
    {"targets[].expr", "!string"},
    {"targets[].refId", "!string"},
    {"targets[].legendFormat", "!string"},
    {"targets[].range", "boolean"},
    {"targets[].instant", "boolean"},
    {"targets[].exemplar", "boolean"},
    {"targets[].format", "time_series|table|heatmap"},
    {"fieldConfig.overrides", "!empty"},
    {"fieldConfig.defaults.unit", "!unit"},
    {"fieldConfig.defaults.min", "number"},
    {"fieldConfig.defaults.max", "number"},
    {"fieldConfig.defaults.decimals", "number"},
    {"fieldConfig.defaults.color.mode", "!thresholds|palette-classic|fixed"},
    {"fieldConfig.defaults.thresholds.mode", "!absolute|percentage"},
    {"fieldConfig.defaults.thresholds.steps[].color", "!string"},
    {"fieldConfig.defaults.thresholds.steps[].value", "!number"},
    {"fieldConfig.defaults.mappings", "empty"},
    {"fieldConfig.defaults.mappings[].type", "value|range|regex|special"},
    {"fieldConfig.defaults.mappings[].options.*.text", "string"},
    {"fieldConfig.defaults.mappings[].options.*.color", "string"},
    {"fieldConfig.defaults.mappings[].options.*.index", "number"},
};

const std::map<std::string_view, Members> of_types = {
    {"timeseries",
     {{"fieldConfig.defaults.custom.drawStyle", "line|bars|points"},
      {"fieldConfig.defaults.custom.lineWidth", "number"},
      {"fieldConfig.defaults.custom.lineInterpolation", "linear|smooth|stepBefore|stepAfter"},
      {"fieldConfig.defaults.custom.fillOpacity", "number"},
      {"fieldConfig.defaults.custom.showPoints", "auto|always|never"},
      {"fieldConfig.defaults.custom.spanNulls", "boolean"},
      {"fieldConfig.defaults.custom.stacking.mode", "none|normal|percent"},
      {"fieldConfig.defaults.custom.stacking.group", "string"},
      {"fieldConfig.defaults.custom.thresholdsStyle.mode",
       "off|line|dashed|area|line+area|dashed+area|series"},
      {"options.legend.calcs", "!strings"},
      {"options.legend.displayMode", "!list|table|hidden"},
      {"options.legend.placement", "!bottom|right"},
      {"options.legend.showLegend", "!boolean"},
      {"options.tooltip.mode", "!single|multi|none"},
      {"options.tooltip.sort", "!asc|desc|none"}}},
    {"heatmap",
     {{"options.calculate", "boolean"},
      {"options.cellGap", "number"},
      {"options.cellValues.unit", "unit"},
      {"options.cellValues.decimals", "number"},
      {"options.color.exponent", "!number"},
      {"options.color.fill", "!string"},
      {"options.color.mode", "opacity|scheme"},
      {"options.color.reverse", "!boolean"},
      {"options.color.scale", "linear|exponential"},
      {"options.color.scheme", "!string"},
      {"options.color.steps", "!number"},
      {"options.exemplars.color", "!string"},
      {"options.filterValues.le", "number"},
      {"options.filterValues.ge", "number"},
      {"options.legend.show", "!boolean"},
      {"options.rowsFrame.layout", "le|ge|unknown|auto"},
      {"options.showValue", "!auto|always|never"},
      {"options.tooltip.mode", "!single|multi|none"},
      {"options.tooltip.showColorScale", "boolean"},
      {"options.tooltip.yHistogram", "boolean"},
      {"options.yAxis.axisPlacement", "auto|left|right|hidden"},
      {"options.yAxis.decimals", "number"},
      {"options.yAxis.unit", "!unit"}}},
    {"stat",
     {{"options.colorMode", "!none|value|background|background_solid"},
      {"options.graphMode", "!none|line|area"},
      {"options.justifyMode", "!auto|center"},
      {"options.showPercentChange", "!boolean"},
      {"options.textMode", "!auto|value|value_and_name|name|none"},
      {"options.wideLayout", "!boolean"},
      {"options.orientation", "!auto|vertical|horizontal"},
      {"options.reduceOptions.calcs", "!strings"},
      {"options.reduceOptions.fields", "string"},
      {"options.reduceOptions.values", "boolean"}}},
    {"gauge",
     {{"options.minVizHeight", "!number"},
      {"options.minVizWidth", "!number"},
      {"options.showThresholdLabels", "!boolean"},
      {"options.showThresholdMarkers", "!boolean"},
      {"options.sizing", "!auto|manual"},
      {"options.orientation", "!auto|vertical|horizontal"},
      {"options.reduceOptions.calcs", "!strings"},
      {"options.reduceOptions.fields", "string"},
      {"options.reduceOptions.values", "boolean"}}},
};

const Members of_boards = {
    {"uid", "!string"},
    {"title", "!string"},
    {"tags", "strings"},
    {"timezone", "!string"},
    {"schemaVersion", "!number"},
    {"version", "number"},
    {"editable", "boolean"},
    {"graphTooltip", "!number"},
    {"refresh", "!string"},
    {"time.from", "!string"},
    {"time.to", "!string"},
    {"timepicker.refresh_intervals", "!strings"},
    {"fiscalYearStartMonth", "number"},
    {"liveNow", "boolean"},
    {"weekStart", "string"},
    {"annotations.list[].name", "!string"},
    {"annotations.list[].enable", "!boolean"},
    {"annotations.list[].hide", "boolean"},
    {"annotations.list[].iconColor", "!string"},
    {"annotations.list[].datasource.type", "!prometheus"},
    {"annotations.list[].datasource.uid", "!string"},
    {"annotations.list[].expr", "string"},  // these three are the data source's own
    {"annotations.list[].titleFormat", "string"},
    {"annotations.list[].textFormat", "string"},
    {"templating.list[].name", "!string"},
    {"templating.list[].type", "!query|adhoc|constant|datasource|interval|textbox|custom|system"},
    {"templating.list[].label", "string"},
    {"templating.list[].description", "string"},
    {"templating.list[].hide", "!number"},
    {"templating.list[].query", "string"},
    {"templating.list[].regex", "string"},
    {"templating.list[].includeAll", "boolean"},
    {"templating.list[].multi", "boolean"},
    {"templating.list[].refresh", "number"},
    {"templating.list[].current", "empty"},
    {"templating.list[].current.text", "string"},
    {"templating.list[].current.value", "string"},
    {"templating.list[].current.selected", "boolean"},
    {"templating.list[].options", "empty"},
    {"templating.list[].options[].text", "string"},
    {"templating.list[].options[].value", "string"},
    {"templating.list[].options[].selected", "boolean"},
};

constexpr std::string_view units =
    "none|short|percent|percentunit|sci|locale|ns|ms|s|m|h|d|"
    "dtdurations|cps|ops|reqps|rps|bytes|decbytes|Bps";

bool is_among(std::string_view words, std::string_view one) {
  std::istringstream in{std::string(words)};
  for (std::string word; std::getline(in, word, '|');)
    if (word == one) return true;
  return false;
}

bool is_strings(const json::value& value) {
  return value.is_array() && std::all_of(value.get_array().begin(), value.get_array().end(),
                                         [](const json::value& each) { return each.is_string(); });
}

// The first step of thresholds is minus infinity, which JSON writes as null.
bool is_of_kind(std::string_view kind, const json::value& value) {
  if (kind == "number") return value.is_number() || value.is_null();
  if (kind == "boolean") return value.is_bool();
  if (kind == "strings") return is_strings(value);
  if (kind == "empty")
    return (value.is_array() && value.get_array().empty()) ||
           (value.is_object() && value.get_object().empty());
  if (!value.is_string()) return false;
  if (kind == "string") return true;
  return is_among(kind == "unit" ? units : kind, std::string_view(value.get_string()));
}

class Check {
 public:
  Check& allow(const Members& more, const std::string& below = "") {
    for (const Member& each : more) {
      std::string_view kind = each.kind;
      const bool is_needed = kind.starts_with('!');
      if (is_needed) kind.remove_prefix(1);
      allowed_[below + each.path] = {std::string(kind), is_needed};
    }
    return *this;
  }

  std::vector<std::string> of(const json::object& whole) {
    walk("", whole);
    for (const auto& [path, member] : allowed_) need(path, member.is_needed);
    return std::move(flaws_);
  }

 private:
  struct Allowed {
    std::string kind;
    bool is_needed = false;
  };

  void walk(const std::string& path, const json::value& value) {
    ++seen_[path];
    const bool is_leaf =
        is_strings(value) || !(value.is_array() || value.is_object()) || is_of_kind("empty", value);
    if (is_leaf) return leaf(path, value);
    if (value.is_array())
      for (const json::value& each : value.get_array()) walk(path + "[]", each);
    if (value.is_object())
      for (const auto& [key, member] : value.get_object())
        walk(path.empty() ? std::string(key) : path + "." + std::string(name_of(path, key)),
             member);
  }

  // What a mapping maps has no names of its own.
  static std::string_view name_of(const std::string& path, std::string_view key) {
    return path.ends_with("mappings[].options") ? "*" : key;
  }

  void leaf(const std::string& path, const json::value& value) {
    const auto found = allowed_.find(path);
    if (found == allowed_.end()) {
      flaws_.push_back(path + ": Grafana reads no such member");
    } else if (!is_of_kind(found->second.kind, value)) {
      flaws_.push_back(path + ": expected " + found->second.kind + ", found " +
                       json::serialize(value));
    }
  }

  // As often as what has it.
  void need(const std::string& path, bool is_needed) {
    const size_t list = path.rfind("[]");
    const std::string owner = list == std::string::npos ? "" : path.substr(0, list + 2);
    const auto wanted = seen_.find(owner);
    if (is_needed && wanted != seen_.end() && seen_[path] < wanted->second)
      flaws_.push_back(path + ": must be there");
  }

  std::map<std::string, Allowed> allowed_;
  std::map<std::string, size_t> seen_;
  std::vector<std::string> flaws_;
};

}  // namespace

std::vector<std::string> panel_flaws(const json::object& panel) {
  Check check;
  check.allow(of_all_panels).allow(of_links, "links[]");
  const json::value* const type = panel.if_contains("type");
  if (type != nullptr && type->is_string()) {
    const auto own = of_types.find(std::string_view(type->get_string()));
    if (own != of_types.end()) check.allow(own->second);
  }
  return check.of(panel);
}

std::vector<std::string> board_flaws(const json::object& board) {
  json::object without = board;
  without.erase("panels");
  return Check().allow(of_boards).allow(of_links, "links[]").of(without);
}

}  // namespace spark::test
