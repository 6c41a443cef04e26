#include "end_to_end/artefacts.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "base/sha256.h"

namespace spark::test {
namespace {

constexpr double scores_max = 1'000;

std::string digits(double number) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", number);
  return text;
}

double weight_of(uint32_t number) {
  const double wanted = (number + 0.5) / scores_max;
  return std::log(wanted / (1 - wanted));
}

}  // namespace

double constant_score(uint32_t number) {
  return 1 / (1 + std::exp(-weight_of(number)));
}

std::filesystem::path make_artefact(const std::filesystem::path& folder, uint32_t number) {
  const std::string version = "m-" + std::to_string(number);
  const auto made = folder / version;
  std::filesystem::create_directories(made);
  const std::string features = "bias\nmid_price\nspread_bp\nvolume_1m\nrsi_14\nlog_volume";
  write_file(made / "model.json",
             R"({"kind": "probability", "type": "logistic", "version": ")" + version +
                 R"(", "target": {"event": "up-move", "horizon": "1min", "reference": "mid"},
 "features": ["bias", "mid_price", "spread_bp", "volume_1m", "rsi_14", "log_volume"],
 "feature_set_sha256": ")" +
                 base::sha256_hex(features) + R"(",
 "weights": [)" + digits(weight_of(number)) +
                 R"(, 0, 0, 0, 0, 0], "clip_low": 0.000001, "clip_high": 0.999999})");
  write_file(made / "probes.json", R"({"rows": [[1, 45000, 2, 1000000, 55, 13.8]], "scores": [)" +
                                       digits(constant_score(number)) + "]}");
  sign_artefact(made);
  return made;
}

void sign_artefact(const std::filesystem::path& artefact) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(artefact)) {
    if (entry.path().filename() != "SHA256SUMS") names.insert(entry.path().filename().string());
  }
  std::string sums;
  for (const auto& name : names)
    sums += base::sha256_hex(read_file(artefact / name)) + "  " + name + "\n";
  write_file(artefact / "SHA256SUMS", sums);
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

void replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to) {
  std::string text = read_file(file);
  const size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error(file.string() + " has no " + from);
  write_file(file, text.replace(at, from.size(), to));
}

}  // namespace spark::test
