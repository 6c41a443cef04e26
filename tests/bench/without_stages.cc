#include "bench/without_stages.h"

#include <algorithm>
#include <fstream>

namespace spark::bench {

std::filesystem::path without_stages(const std::filesystem::path& folder,
                                     const std::vector<std::string>& without) {
  const std::filesystem::path shipped = SPARK_SOURCE_DIR "/configs";
  std::filesystem::copy(shipped, folder, std::filesystem::copy_options::recursive);
  std::ifstream in(shipped / "executor.yaml");
  const std::filesystem::path file = folder / "executor.yaml";
  std::ofstream out(file);
  for (std::string line; std::getline(in, line);) {
    const bool is_left_out = std::any_of(without.begin(), without.end(), [&](const auto& plugin) {
      return line.find("{plugin: " + plugin + ", with:") != std::string::npos;
    });
    if (!is_left_out) out << line << '\n';
  }
  return file;
}

}  // namespace spark::bench
