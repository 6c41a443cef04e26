#include "windows.h"

#include <algorithm>

namespace drift {

namespace stats = spark::stats;

WindowSpan span_of(std::span<const int64_t> minutes, int64_t now, int64_t length) {
  WindowSpan span{now - length, now, false};
  const auto end = std::lower_bound(minutes.begin(), minutes.end(), now);
  const auto begin = std::lower_bound(minutes.begin(), end, span.from);
  if (static_cast<size_t>(end - begin) >= samples_min || length >= day_minutes) return span;
  const auto day = std::lower_bound(minutes.begin(), end, now - day_minutes);
  const auto wanted = std::min<ptrdiff_t>(end - day, static_cast<ptrdiff_t>(samples_min));
  if (wanted <= end - begin) return span;
  return {*(end - wanted), now, true};
}

std::optional<double> overall_of(const ModelReference& reference,
                                 std::span<const SeriesFigures> series) {
  std::vector<stats::Psi> inputs;
  for (size_t i = 0; i < reference.score(); ++i)
    if (reference.series[i].counts_in_mean()) inputs.push_back(series[i].psi);
  return stats::overall_psi(inputs);
}

WindowFigures figures_of(const ModelReference& reference, std::span<const ClosedMinutes> symbols,
                         int64_t now, int64_t length) {
  std::vector<int64_t> minutes;
  for (const ClosedMinutes& each : symbols)
    minutes.insert(minutes.end(), each.minute.begin(), each.minute.end());
  std::sort(minutes.begin(), minutes.end());

  WindowFigures figures;
  figures.span = span_of(minutes, now, length);
  const auto within = [&](int64_t minute) {
    return minute >= figures.span.from && minute < figures.span.until;
  };
  figures.samples = static_cast<uint64_t>(std::count_if(minutes.begin(), minutes.end(), within));
  minutes.erase(std::unique(minutes.begin(), minutes.end()), minutes.end());
  figures.minutes = std::count_if(minutes.begin(), minutes.end(), [&](int64_t minute) {
    return minute >= now - length && minute < now;
  });

  double known = 1;
  figures.series.resize(reference.series.size());
  for (const ClosedMinutes& symbol : symbols) {
    for (size_t row = 0; row < symbol.size(); ++row) {
      if (!within(symbol.minute[row])) continue;
      for (size_t i = 0; i < figures.series.size(); ++i) {
        const double value = symbol.at(row, i);
        if (is_unknown(value)) continue;
        const stats::Bins& bins = reference.series[i].bins;
        ++figures.series[i].counts.of[bins.of_value(value)];
        figures.series[i].off_constant += bins.is_off_constant(value) ? 1 : 0;
      }
    }
  }
  for (size_t i = 0; i < figures.series.size(); ++i)
    figures.series[i].psi =
        stats::psi(reference.series[i].bins, reference.series[i].counts, figures.series[i].counts);
  figures.overall = overall_of(reference, figures.series);
  for (size_t i = 0; i < reference.score() && figures.samples > 0; ++i)
    known = std::min(known, static_cast<double>(figures.series[i].psi.samples) /
                                static_cast<double>(figures.samples));
  figures.coverage = known * static_cast<double>(figures.minutes) / static_cast<double>(length);
  return figures;
}

}  // namespace drift
