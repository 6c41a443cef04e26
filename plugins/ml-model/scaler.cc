#include "scaler.h"

#include <limits>
#include <string>

#include "artefact.h"
#include "digits.h"

namespace ml_model {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void refuse_element(const JsonFile& file, std::string_view field, size_t i,
                    const std::string& why) {
  file.refuse(field, "element " + std::to_string(i) + ": " + why);
}

}  // namespace

Scaler::Scaler(const ScorerSource& source) {
  const std::string name = source.model.text("scaler");
  if (!is_plain_name(name)) {
    source.model.refuse("scaler", "expected the name of a file in the artefact's folder");
  }
  const JsonFile file(name, read_file(source.folder, name, file_bytes_max));
  if (file.texts("features") != source.model.texts("features")) {
    file.refuse("features", "expected those of model.json, in its order");
  }
  const auto list = [&](std::string_view field, std::optional<double> null_is = {}) {
    auto out = file.numbers(field, null_is);
    if (out.size() != source.dimension) {
      file.refuse(field, std::to_string(out.size()) + " for " + std::to_string(source.dimension) +
                             " features");
    }
    return out;
  };
  const auto low = list("low", -infinity), high = list("high", infinity);
  const auto mean = list("mean"), scale = list("scale");
  for (size_t i = 0; i < source.dimension; ++i) {
    if (!(low[i] <= high[i])) {
      refuse_element(file, "low, high", i,
                     "expected low <= high, not " + digits(low[i]) + ", " + digits(high[i]));
    }
    if (!(scale[i] > 0)) {
      refuse_element(file, "scale", i, "expected a number above 0, not " + digits(scale[i]));
    }
    elements_.push_back({low[i], high[i], mean[i], scale[i]});
  }
}

}  // namespace ml_model
