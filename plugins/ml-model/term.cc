#include "term.h"

#include <ctime>
#include <filesystem>

#include "artefact.h"
#include "json.h"

namespace ml_model {
namespace {

constexpr const char* manifest = "training_manifest.json";
constexpr double day_seconds = 86'400;

}  // namespace

std::optional<double> utc_seconds(const std::string& text) {
  std::tm time{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time);
  if (rest != nullptr && *rest == '\0') return static_cast<double>(::timegm(&time));
  time = {};
  rest = ::strptime(text.c_str(), "%Y-%m-%d", &time);
  if (rest != nullptr && *rest == '\0') return static_cast<double>(::timegm(&time)) + day_seconds;
  return std::nullopt;
}

std::optional<double> expires_utc_seconds(std::string_view folder) {
  if (!std::filesystem::exists(std::filesystem::path(folder) / manifest)) return std::nullopt;
  const JsonFile file(manifest, read_file(folder, manifest, file_bytes_max));
  if (!file.has("expires")) return std::nullopt;
  const auto seconds = utc_seconds(file.text("expires"));
  if (!seconds) file.refuse("expires", "expected a day such as 2026-12-31, or a time in UTC");
  return seconds;
}

}  // namespace ml_model
