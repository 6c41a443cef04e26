// spark/stats/reference.h: all that drift is judged by, of one feature or of a score: frozen bins
// and counts, the limits of a shock, and the reference's minutes as bins, so that noise, alarms and
// shocks can be calibrated by resampling them (psi_noise.h, alarm_threshold.h, shock.h).
//
//   const Reference rsi = Reference::of(values);           // one a minute, in time order
//   text = reference_json({from_ms, to_ms}, {{"rsi_14", rsi}}, score);
//
// The text is the file reference_distributions.json of an artefact:
//
//   {"format": "spark.reference/1", "from_ms": …, "to_ms": …, "samples": …,
//    "features": {"rsi_14": {"edges": […], "counts": […], "missing": 0, "constant": …,
//                            "low": …, "high": …, "beyond": […], "minutes": "AAB-C…"}, …},
//    "score": {…}}
//
// edges, counts   of the bins of values; `missing` counts the others
// constant        the only value that there was; then there are no edges
// low, high       the limits of shock.h; `beyond` numbers the minutes that are beyond them
// minutes         one letter each, in time order: 'A' is the lowest bin, '-' the missing one
//
// It holds statistics and no value of the market but quantiles. All series have the same minutes;
// those whose features are not ready are left out, as they are no samples.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spark/stats/bins.h"
#include "spark/stats/shock.h"

namespace spark::stats {

// Bins as text: 'A' … 'Z', 'a' … 'f' for the bins of values, '-' for the missing one. [any]
[[nodiscard]] inline char slot_letter(uint8_t slot) {
  if (slot >= Bins::values_max) return '-';
  return static_cast<char>(slot < 26 ? 'A' + slot : 'a' + (slot - 26));
}
// None for a character that stands for no bin. [any]
[[nodiscard]] inline std::optional<uint8_t> slot_of_letter(char letter) {
  if (letter == '-') return static_cast<uint8_t>(Bins::missing);
  if (letter >= 'A' && letter <= 'Z') return static_cast<uint8_t>(letter - 'A');
  if (letter >= 'a' && letter <= 'f') return static_cast<uint8_t>(letter - 'a' + 26);
  return {};
}

// One series, as it was in the reference's minutes.
struct Reference {
  Bins bins;
  BinCounts counts;                   // of the slots below
  std::optional<ShockLimits> limits;  // none without a finite value
  std::vector<uint8_t> slots;         // Bins::of_value() of each minute, in time order
  std::vector<uint32_t> beyond;       // which of them are beyond the limits, ascending

  // Of one value a minute, in time order; null is passed as NaN. Sorts copies. [builder, jobs]
  static Reference of(std::span<const double> values, uint32_t wanted = Bins::usual) {
    Reference made;
    made.bins = Bins::of(values, wanted);
    made.limits = ShockLimits::of(values);
    made.slots.reserve(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      const uint32_t slot = made.bins.of_value(values[i]);
      made.slots.push_back(static_cast<uint8_t>(slot));
      ++made.counts.of[slot];
      if (made.limits && made.limits->is_beyond(values[i]))
        made.beyond.push_back(static_cast<uint32_t>(i));
    }
    return made;
  }

  // 1 for a minute that is beyond the limits, else 0: for shock_bound(). [builder, jobs]
  [[nodiscard]] std::vector<uint8_t> extremes() const {
    std::vector<uint8_t> marks(slots.size());
    for (const uint32_t minute : beyond) marks[minute] = 1;
    return marks;
  }
};

// When the reference's first and last minute were, in milliseconds since 1970. Nothing is computed
// from it: it tells people how long and how old the reference is.
struct ReferenceSpan {
  int64_t from_ms = 0;
  int64_t to_ms = 0;
};

// Features by name, in the order in which the file is to have them.
using NamedReferences = std::vector<std::pair<std::string, Reference>>;

namespace reference_text {

inline void add(std::string& text, double value) {
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

template <class Numbers>
void add_list(std::string& text, const Numbers& numbers) {
  text += '[';
  bool is_first = true;
  for (const auto number : numbers) {
    if (!std::exchange(is_first, false)) text += ',';
    if constexpr (std::is_floating_point_v<std::remove_cvref_t<decltype(number)>>) {
      add(text, number);
    } else {
      text += std::to_string(number);
    }
  }
  text += ']';
}

// The members of one series, in braces. A file with them is about as many bytes long as there are
// minutes and series.
inline void add(std::string& text, const Reference& of) {
  text += "{\"edges\":";
  add_list(text, of.bins.edges());
  text += ",\"counts\":";
  add_list(text, std::span(of.counts.of).first(of.bins.values()));
  text += ",\"missing\":" + std::to_string(of.counts.missing());
  if (const auto constant = of.bins.constant()) {
    text += ",\"constant\":";
    add(text, *constant);
  }
  if (of.limits) {
    text += ",\"low\":";
    add(text, of.limits->low);
    text += ",\"high\":";
    add(text, of.limits->high);
  }
  text += ",\"beyond\":";
  add_list(text, of.beyond);
  text += ",\"minutes\":\"";
  for (const uint8_t slot : of.slots) text += slot_letter(slot);
  text += "\"}";
}

}  // namespace reference_text

// reference_distributions.json. Names are JSON strings without escapes, as names of features are;
// numbers read back exactly. [builder, jobs]
[[nodiscard]] inline std::string reference_json(const ReferenceSpan& span,
                                                const NamedReferences& features,
                                                const Reference& score) {
  std::string text = "{\"format\":\"spark.reference/1\",\"from_ms\":";
  text += std::to_string(span.from_ms);
  text += ",\"to_ms\":" + std::to_string(span.to_ms);
  text += ",\"samples\":" + std::to_string(score.slots.size());
  text += ",\"features\":{";
  bool is_first = true;
  for (const auto& [name, feature] : features) {
    if (!std::exchange(is_first, false)) text += ',';
    text.append("\n\"").append(name).append("\":");
    reference_text::add(text, feature);
  }
  text += "},\n\"score\":";
  reference_text::add(text, score);
  text += "}\n";
  return text;
}

}  // namespace spark::stats
