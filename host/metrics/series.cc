// Finding, creating, showing and retiring series; see state.h.
#include <algorithm>
#include <array>
#include <utility>

#include "metrics/state.h"

namespace spark::metrics {
namespace {

constexpr std::array<std::string_view, 3> histogram_suffixes = {"_bucket", "_sum", "_count"};

bool is_taken(const Families& families, std::string_view name) {
  const auto found = families.find(name);
  return found != families.end() && !found->second.is_free();
}

// A histogram x is rendered as x_bucket, x_sum and x_count, so these names are taken.
std::string clash_of_names(const Families& families, const std::string& name, Kind kind) {
  for (const std::string_view suffix : histogram_suffixes) {
    if (kind == Kind::histogram && is_taken(families, name + std::string(suffix)))
      return "would also write '" + name + std::string(suffix) + "', which is a metric already";
    if (!name.ends_with(suffix)) continue;
    const std::string base = name.substr(0, name.size() - suffix.size());
    if (is_taken(families, base) && families.find(base)->second.kind == Kind::histogram)
      return "is part of the histogram '" + base + "'";
  }
  return {};
}

std::vector<std::string> keys_of(const Labels& labels) {
  std::vector<std::string> keys;
  for (const auto& label : labels) keys.push_back(label.first);
  return keys;
}

std::string listed(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ", ") + key;
  return "(" + text + ")";
}

std::string clash_with_family(const Family& family, const Desc& desc, Kind kind) {
  if (family.kind != kind)
    return "is a " + std::string(kind_name(family.kind)) + " already, not a " +
           std::string(kind_name(kind));
  if (const auto keys = keys_of(desc.labels); family.keys != keys)
    return "has the labels " + listed(family.keys) + ", not " + listed(keys);
  if (family.bounds != desc.bounds) return "has other bounds already";
  return {};
}

}  // namespace

bool Family::is_free() const {
  return std::all_of(series.begin(), series.end(),
                     [](const auto& entry) { return entry.second.is_free(); });
}

uint32_t Family::cells_per_series() const {
  switch (kind) {
    case Kind::counter:
    case Kind::real_counter:
      return 1;
    case Kind::gauge:
      return 0;
    case Kind::histogram:
      return static_cast<uint32_t>(bounds.size()) + 2;
  }
  return 0;
}

base::Result<Family*> RegistryState::find_or_define(const Desc& desc, Kind kind) {
  const auto known = families.find(desc.name);
  const bool is_defined = known != families.end() && !known->second.is_free();
  const std::string clash = is_defined ? clash_with_family(known->second, desc, kind)
                                       : clash_of_names(families, desc.name, kind);
  if (!clash.empty()) return base::Error(clash);
  if (is_defined) return &known->second;
  if (known != families.end() && !clash_with_family(known->second, desc, kind).empty())
    replaced.push_back(families.extract(known));
  Family& family = families[desc.name];
  if (family.series.empty()) {
    family.kind = kind;
    family.keys = keys_of(desc.labels);
    family.bounds = desc.bounds;
  }
  family.help = desc.help;
  return &family;
}

base::Result<Series*> RegistryState::find_or_create(Family& family, const Desc& desc,
                                                    bool computed) {
  const std::string text = label_text(desc.labels);
  const auto found = family.series.find(text);
  Series* const earlier = found == family.series.end() ? nullptr : &found->second;
  if (earlier != nullptr && !earlier->is_free() && earlier->computed != computed)
    return base::Error(computed ? "is set by others already" : "is computed already");
  if (places >= series_max && (earlier == nullptr || !earlier->has_place()))
    return base::Error("would be more than " + std::to_string(series_max) + " series");
  Cells cells;
  if (earlier == nullptr && family.kind != Kind::gauge) {
    cells = store.take(family.cells_per_series());
    if (cells.first == nullptr) return base::Error("finds no cell: too many series were retired");
  }
  Series& series = earlier == nullptr ? family.series[text] : *earlier;
  if (earlier == nullptr) {
    series.cells = cells;
    if (!desc.labels.empty()) series.first_value = desc.labels.front().second;
  }
  series.computed = computed;
  return &series;
}

base::Result<Series*> RegistryState::ask(const Desc& desc, Kind kind,
                                         std::optional<Reader> reader) {
  if (auto checked = check(desc, kind); !checked) return checked.error();
  const auto refused = [&](const base::Error& why) {
    return base::Error("metric '" + desc.name + "' " + why.text);
  };
  const auto family = find_or_define(desc, kind);
  if (!family) return refused(family.error());
  const auto series = find_or_create(**family, desc, reader.has_value());
  if (!series) {
    if ((*family)->series.empty()) families.erase(desc.name);
    return refused(series.error());
  }
  if (const auto on_behalf = asking.find(std::this_thread::get_id()); on_behalf != asking.end())
    asked_for[on_behalf->second].push_back({*family, *series, desc.retired_max, {}});
  Ask asked{*family, *series, desc.retired_max, std::move(reader)};
  const auto draft = drafts.find(std::this_thread::get_id());
  if (draft == drafts.end()) {
    apply(asked);
  } else {
    promise(asked, draft->second);
  }
  return *series;
}

void RegistryState::apply(Ask& asked) {
  Series& series = *asked.series;
  if (!series.has_place()) ++places;
  series.asked = ++asks;
  series.shown = true;
  if (asked.reader) {
    std::erase_if(series.readers,
                  [&](const Reader& each) { return each.owner == asked.reader->owner; });
    series.readers.push_back(std::move(*asked.reader));
  }
  if (asked.retired_max > 0) retire(*asked.family, asked.retired_max);
}

void RegistryState::renew(const void* owner) {
  const auto asked = asked_for.find(owner);
  if (asked == asked_for.end()) return;
  for (Ask& each : asked->second) apply(each);
}

// Hides the values of the first label that were asked for least recently.
void RegistryState::retire(Family& family, uint32_t retired_max) {
  std::map<std::string_view, uint64_t> asked;  // of each value that is shown
  for (const auto& [text, series] : family.series)
    if (series.shown) asked[series.first_value] = std::max(asked[series.first_value], series.asked);
  while (asked.size() > size_t{retired_max} + 1) {
    const auto oldest =
        std::min_element(asked.begin(), asked.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    for (auto& [text, series] : family.series) {
      if (!series.shown || series.first_value != oldest->first) continue;
      series.shown = false;
      if (!series.has_place()) --places;
    }
    asked.erase(oldest);
  }
}

}  // namespace spark::metrics
