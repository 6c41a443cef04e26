// An artefact's model.json, probes.json and scaler_params.json (separated by NULs; what is left out
// is empty): a model that can be asked, or a refusal.
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "fuzz/target.h"
#include "ml-model/trained_model.h"
#include "spark/error.h"

namespace {

// In memory where there is /dev/shm; gone with the process.
class Folder {
 public:
  Folder() {
    const bool has_memory = std::filesystem::is_directory("/dev/shm");
    std::string name = has_memory ? "/dev/shm/spark-fuzz-XXXXXX" : "/tmp/spark-fuzz-XXXXXX";
    SPARK_FUZZ_CHECK(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const char* name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary | std::ios::trunc) << text;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Folder folder;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  std::string_view rest = all;
  for (const char* const name : {"model.json", "probes.json", "scaler_params.json"}) {
    const std::string_view part = rest.substr(0, rest.find('\0'));
    folder.write(name, part);
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  }
  folder.write("SHA256SUMS", "");  // of no concern to the plugin but for its digest
  const spark_config raw{"m", nullptr, 0, 0};
  try {
    const ml_model::TrainedModel loaded(spark::Config(raw), folder.path().string());
    const std::vector<double> row(loaded.info().features.size(), 1.0);
    double score = 0;
    loaded.predict_rows(row.data(), row.size(), 1, &score);
    SPARK_FUZZ_CHECK(std::isnan(score) || (score >= 0 && score <= 1));
  } catch (const spark::Error& refusal) {
    SPARK_FUZZ_CHECK(std::string_view(refusal.what()).size() > 10);
  }
  return 0;
}
