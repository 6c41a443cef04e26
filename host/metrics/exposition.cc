// The Prometheus text format, version 0.0.4, and OpenMetrics 1.0.0, whose series are written alike
// (open_metrics.cc has what differs).
//
// Computed gauges are read first, without the lock that registrations need; then all is written in
// one go. A histogram's count is the sum of the buckets just read, so buckets and count agree even
// while workers record; its sum may be an observation ahead or behind.
#include <algorithm>
#include <cmath>

#include "metrics/registry.h"
#include "metrics/state.h"

namespace spark::metrics {
namespace {

// name_suffix{labels,more} and a blank.
void append_series(std::string& out, std::string_view name, std::string_view suffix,
                   std::string_view labels, std::string_view more = {}) {
  out += name;
  out += suffix;
  if (!labels.empty() || !more.empty()) {
    out += '{';
    out += labels;
    if (!labels.empty() && !more.empty()) out += ',';
    out += more;
    out += '}';
  }
  out += ' ';
}

void append_histogram(std::string& out, std::string_view name, std::string_view labels,
                      const std::vector<double>& bounds, const Cells& cells,
                      const Exemplars* exemplars) {
  uint64_t count = 0;
  std::string le;
  for (uint32_t i = 0; i <= bounds.size(); ++i) {
    count += sum_of_counts(cells, i);
    le = "le=\"";
    append_value(le, i < bounds.size() ? bounds[i] : HUGE_VAL);
    le += '"';
    append_series(out, name, "_bucket", labels, le);
    append_value(out, count);
    append_exemplar(out, exemplars, i);
    out += '\n';
  }
  append_series(out, name, "_sum", labels);
  append_value(out, sum_of_doubles(cells, static_cast<uint32_t>(bounds.size()) + 1));
  out += '\n';
  append_series(out, name, "_count", labels);
  append_value(out, count);
  out += '\n';
}

// NaN: absent.
double gauge_value(const Series& series, const std::map<const Series*, double>& computed) {
  if (!series.computed) return series.gauge.load(std::memory_order_relaxed);
  const auto read = computed.find(&series);
  return read == computed.end() ? NAN : read->second;
}

bool is_counter(const Family& family) {
  return family.kind == Kind::counter || family.kind == Kind::real_counter;
}

bool is_zero(const Family& family, const Series& series) {
  return family.kind == Kind::counter ? sum_of_counts(series.cells, 0) == 0
                                      : sum_of_doubles(series.cells, 0) == 0;
}

// Within the text of a series' labels a quoted value has no bare quote, so that a whole label is
// found by its text.
bool has_label(std::string_view labels, const Labels::value_type& wanted) {
  const std::string text = label_text({wanted});
  return labels.starts_with(text) || labels.find("," + text) != std::string_view::npos;
}

struct Entry {
  std::string_view labels;
  const Series* series;
  double gauge;  // read once: it may become absent while we write
};

// Takes the zeros out that are not shown. `present` is in order of age.
void leave_out(std::vector<Entry>& present, const Family& family, const Zeros& zeros) {
  if (zeros.are_shown || !is_counter(family) || family.keys.empty() || present.empty()) return;
  const std::string newest = present.back().series->first_value;
  std::erase_if(present, [&](const Entry& entry) {
    if (!is_zero(family, *entry.series)) return false;
    return entry.series->first_value != newest ||
           std::none_of(zeros.kept.begin(), zeros.kept.end(),
                        [&](const auto& label) { return has_label(entry.labels, label); });
  });
}

// Appends a family whose series have a value. `computed` holds the values read.
void append_family(std::string& out, std::string_view name, const Family& family,
                   const std::map<const Series*, double>& computed, const Zeros& zeros,
                   const Families* all_if_open) {
  std::vector<Entry> present;
  for (const auto& [labels, series] : family.series) {
    if (!series.shown) continue;
    const double gauge = family.kind == Kind::gauge ? gauge_value(series, computed) : 0;
    if (!std::isnan(gauge)) present.push_back({labels, &series, gauge});
  }
  std::sort(present.begin(), present.end(),
            [](const Entry& a, const Entry& b) { return a.series->asked < b.series->asked; });
  leave_out(present, family, zeros);
  if (present.empty()) return;

  if (all_if_open != nullptr) {
    append_open_head(out, name, family, *all_if_open);
  } else {
    out.append("# HELP ").append(name).append(" ").append(help_text(family.help)).append("\n");
    out.append("# TYPE ").append(name).append(" ").append(kind_name(family.kind)).append("\n");
  }
  for (const auto& [labels, series, gauge] : present) {
    if (family.kind == Kind::histogram) {
      append_histogram(out, name, labels, family.bounds, series->cells,
                       all_if_open == nullptr ? nullptr : series->exemplars.get());
      continue;
    }
    append_series(out, name, "", labels);
    if (family.kind == Kind::counter) {
      append_value(out, sum_of_counts(series->cells, 0));
    } else if (family.kind == Kind::real_counter) {
      append_value(out, sum_of_doubles(series->cells, 0));
    } else {
      append_value(out, gauge);
    }
    out += '\n';
  }
}

}  // namespace

double RegistryState::computed_value(const Series& series) const {
  double value = NAN;
  for (auto at = series.readers.rbegin(); at != series.readers.rend() && std::isnan(value); ++at)
    if (preferred.contains(at->owner)) value = at->read();
  return value;
}

void Registry::render(std::string& out, std::string_view prefix, const Zeros& zeros,
                      Format format) const {
  const std::lock_guard reading(state_->reading);
  std::vector<const Series*> to_read;
  {
    const std::lock_guard lock(state_->changing);
    for (const auto& [name, family] : state_->families) {
      if (!name.starts_with(prefix)) continue;
      for (const auto& [labels, series] : family.series)
        if (!series.readers.empty() && series.shown) to_read.push_back(&series);
    }
  }
  std::map<const Series*, double> computed;
  for (const Series* series : to_read) computed[series] = state_->computed_value(*series);

  const std::lock_guard lock(state_->changing);
  for (const auto& [name, family] : state_->families)
    if (name.starts_with(prefix))
      append_family(out, name, family, computed, zeros,
                    format == Format::open_metrics ? &state_->families : nullptr);
  if (format == Format::open_metrics) out += open_end;
}

}  // namespace spark::metrics
