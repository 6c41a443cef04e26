#include "targets.h"

namespace shadow {
namespace {

std::string text_of(const spark_model_info& info) {
  std::string text;
  for (const char* part : {info.target_event, info.target_horizon, info.target_reference}) {
    if (part == nullptr || *part == '\0') continue;
    text.append(text.empty() ? "" : "/").append(part);
  }
  return text.empty() ? "no target" : text;
}

bool is_same(const char* a, const char* b) {
  return std::string(a == nullptr ? "" : a) == (b == nullptr ? "" : b);
}

}  // namespace

std::string target_difference(const spark::Models& models, const std::string& primary,
                              const std::string& candidate) {
  const spark_model_info& first = models.find(primary);
  const spark_model_info& second = models.find(candidate);
  if (is_same(first.target_event, second.target_event) &&
      is_same(first.target_horizon, second.target_horizon) &&
      is_same(first.target_reference, second.target_reference))
    return {};
  return candidate + " predicts " + text_of(second) + ", " + primary + " " + text_of(first);
}

}  // namespace shadow
