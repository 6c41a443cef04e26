#include "bench/without_stages.h"

#include <algorithm>
#include <fstream>
#include <string_view>

namespace spark::bench {

std::filesystem::path without_stages(const std::filesystem::path& folder,
                                     const std::vector<std::string>& without) {
  const std::filesystem::path shipped = SPARK_SOURCE_DIR "/configs";
  std::filesystem::copy(shipped, folder, std::filesystem::copy_options::recursive);
  std::ifstream in(shipped / "executor.yaml");
  const std::filesystem::path file = folder / "executor.yaml";
  std::ofstream out(file);
  const bool has_record = std::find(without.begin(), without.end(), "recorder") == without.end();
  constexpr std::string_view of_stage = "      ";
  bool is_in_record = false;
  for (std::string line; std::getline(in, line);) {
    // A stage of several lines, which ends where another one begins.
    is_in_record = line.starts_with("      record:") ||
                   (is_in_record && line.starts_with(of_stage) && line[of_stage.size()] == ' ');
    if (is_in_record && !has_record) continue;
    const bool is_left_out = std::any_of(without.begin(), without.end(), [&](const auto& plugin) {
      return line.find("{plugin: " + plugin + ", with:") != std::string::npos;
    });
    if (!is_left_out) out << line << '\n';
  }
  return file;
}

}  // namespace spark::bench
