// Runs a target over every file of the folders given: what fuzzing has found stays found. With
// --hostile <reader> it is also given the hostile bodies that are generated for that reader. An
// input that takes more CPU time than any of its size should fails, as it does under libFuzzer's
// -timeout.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "fuzz/target.h"
#include "support/cpu_time.h"
#include "support/hostile_bodies.h"

using namespace spark::test;

namespace {

constexpr uint32_t seed = 7;
constexpr size_t hostile_bytes = 800'000;

// Some twenty times what a target takes for an input of that size, so that a busy machine makes no
// failure, and a cost that grows with the square of the size does.
double cpu_ms_max(size_t bytes) {
#ifdef SPARK_SANITIZED
  constexpr double slower = 20;
#else
  constexpr double slower = 1;
#endif
  return slower * (100 + static_cast<double>(bytes) / 5'000);
}

// Whether the input was survived in its time. The target gets an exact copy, so that a sanitizer
// sees a byte read too far.
bool survives(const std::string& name, const std::string& text) {
  const std::vector<uint8_t> copy(text.begin(), text.end());
  std::printf("%s\n", name.c_str());
  std::fflush(stdout);
  const double spent_ms =
      cpu_ms_of([&] { (void)LLVMFuzzerTestOneInput(copy.data(), copy.size()); });
  if (spent_ms <= cpu_ms_max(copy.size())) return true;
  std::printf("  took %.0f ms of CPU time; expected at most %.0f ms for %zu bytes\n", spent_ms,
              cpu_ms_max(copy.size()), copy.size());
  return false;
}

std::optional<Reader> reader_named(std::string_view name) {
  if (name == "any") return Reader::any;
  if (name == "pipeline") return Reader::pipeline;
  if (name == "inference") return Reader::inference;
  if (name == "repository") return Reader::repository;
  if (name == "change") return Reader::change;
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  size_t inputs = 0;
  size_t failed = 0;
  const auto run = [&](const std::string& name, const std::string& text) {
    ++inputs;
    if (!survives(name, text)) ++failed;
  };
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--hostile") == 0 && i + 1 < argc) {
      const auto reader = reader_named(argv[++i]);
      if (!reader) {
        std::printf("--hostile %s: no such reader\n", argv[i]);
        return 2;
      }
      const auto bodies = hostile_bodies(*reader, seed, hostile_bytes);
      for (const HostileBody& body : bodies) run(body.family, body.text);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream bytes;
      bytes << file.rdbuf();
      run(entry.path().string(), bytes.str());
    }
  }
  std::printf("%zu of %zu inputs survived\n", inputs - failed, inputs);
  return inputs == 0 || failed > 0 ? 1 : 0;
}
