// Runs a target over every file of the folders given: what fuzzing has found stays found. With
// --hostile <reader> it is also given the hostile bodies that are generated for that reader, each
// in two sizes. An input that takes more CPU time than any of its size should fails, as it does
// under libFuzzer's -timeout, and so does one whose cost grows faster than its size.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/target.h"
#include "support/cpu_time.h"
#include "support/file_text.h"
#include "support/hostile_bodies.h"

using namespace spark::test;

namespace {

constexpr uint32_t seed = 7;
constexpr size_t hostile_bytes = 400'000;

#ifdef SPARK_SANITIZED
constexpr double slower = 20;
#else
constexpr double slower = 1;
#endif

// Several times what the dearest input of that size takes, so that a busy machine makes no failure.
double cpu_ms_max(size_t bytes) {
  return slower * (100 + static_cast<double>(bytes) / 400);
}

// For four times the bytes: twice what is in proportion, and half of what a square makes of it.
double cpu_ms_max_of_four_times(double ms) {
  return 8 * ms + slower * 20;
}

// The target gets an exact copy, so that a sanitizer sees a byte read too far.
double cpu_ms_of_input(const std::string& text) {
  const std::vector<uint8_t> copy(text.begin(), text.end());
  return cpu_ms_of([&] { (void)LLVMFuzzerTestOneInput(copy.data(), copy.size()); });
}

bool is_in_time(double spent_ms, double most_ms) {
  if (spent_ms <= most_ms) return true;
  std::printf("  took %.0f ms of CPU time; expected at most %.0f ms\n", spent_ms, most_ms);
  return false;
}

class Replay {
 public:
  void file(const std::filesystem::path& path) {
    const std::string bytes = spark::test::read_file(path);
    begin(path.string());
    count(is_in_time(cpu_ms_of_input(bytes), cpu_ms_max(bytes.size())));
  }

  void hostile(Reader reader) {
    const auto quarters = hostile_bodies(reader, seed, hostile_bytes / 4);
    const auto bodies = hostile_bodies(reader, seed, hostile_bytes);
    for (size_t i = 0; i < bodies.size(); ++i) {
      begin(bodies[i].family);
      const double quarter_ms = cpu_ms_of_input(quarters[i].text);
      const double spent_ms = cpu_ms_of_input(bodies[i].text);
      count(is_in_time(spent_ms, std::min(cpu_ms_max(bodies[i].text.size()),
                                          cpu_ms_max_of_four_times(quarter_ms))));
    }
  }

  // The exit code.
  int end() const {
    std::printf("%zu of %zu inputs survived\n", survived_, inputs_);
    return inputs_ > 0 && survived_ == inputs_ ? 0 : 1;
  }

 private:
  // At once: the input may end the process.
  static void begin(const std::string& name) {
    std::printf("%s\n", name.c_str());
    std::fflush(stdout);
  }
  void count(bool survived) {
    ++inputs_;
    if (survived) ++survived_;
  }

  size_t inputs_ = 0;
  size_t survived_ = 0;
};

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
  Replay replay;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--hostile") != 0) {
      for (const auto& entry : std::filesystem::directory_iterator(argv[i]))
        replay.file(entry.path());
      continue;
    }
    const auto reader = reader_named(i + 1 < argc ? argv[i + 1] : "");
    if (!reader) {
      std::printf("expected --hostile any, pipeline, inference, repository or change\n");
      return 2;
    }
    replay.hostile(*reader);
    ++i;
  }
  return replay.end();
}
