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
  std::vector<BinnedMinutes> binned(symbols.size());
  std::vector<const BinnedMinutes*> all;
  for (size_t i = 0; i < symbols.size(); ++i) {
    binned[i].add(reference, symbols[i]);
    all.push_back(&binned[i]);
  }
  return figures_of(reference, all, now, length);
}

WindowFigures figures_of(const ModelReference& reference,
                         std::span<const BinnedMinutes* const> symbols, int64_t now,
                         int64_t length) {
  std::vector<int64_t> minutes;
  for (const BinnedMinutes* each : symbols)
    minutes.insert(minutes.end(), each->minutes().begin(), each->minutes().end());
  if (symbols.size() > 1) std::sort(minutes.begin(), minutes.end());

  WindowFigures figures;
  figures.span = span_of(minutes, now, length);
  const auto count_of = [&](int64_t from, int64_t until) {
    return std::lower_bound(minutes.begin(), minutes.end(), until) -
           std::lower_bound(minutes.begin(), minutes.end(), from);
  };
  figures.samples = static_cast<uint64_t>(count_of(figures.span.from, figures.span.until));
  minutes.erase(std::unique(minutes.begin(), minutes.end()), minutes.end());
  figures.minutes = count_of(now - length, now);

  const size_t width = reference.series.size();
  figures.series.resize(width);
  for (const BinnedMinutes* symbol : symbols) {
    const auto of = symbol->minutes();
    const auto first = std::lower_bound(of.begin(), of.end(), figures.span.from);
    const auto end = std::lower_bound(first, of.end(), figures.span.until);
    for (auto row = static_cast<size_t>(first - of.begin());
         row < static_cast<size_t>(end - of.begin()); ++row) {
      const auto bins = symbol->bins(row);
      for (size_t i = 0; i < width; ++i) {
        if (bins[i] == BinnedMinutes::unknown) continue;
        const bool is_off = bins[i] == BinnedMinutes::off_constant;
        ++figures.series[i].counts.of[is_off ? 0 : bins[i]];
        figures.series[i].off_constant += is_off ? 1 : 0;
      }
    }
  }
  for (size_t i = 0; i < width; ++i)
    figures.series[i].psi =
        stats::psi(reference.series[i].bins, reference.series[i].counts, figures.series[i].counts);
  figures.overall = overall_of(reference, figures.series);
  double known = 1;
  for (size_t i = 0; i < reference.score() && figures.samples > 0; ++i)
    known = std::min(known, static_cast<double>(figures.series[i].psi.samples) /
                                static_cast<double>(figures.samples));
  figures.coverage = known * static_cast<double>(figures.minutes) / static_cast<double>(length);
  return figures;
}

}  // namespace drift
