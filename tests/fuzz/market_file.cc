// Market files, plain, gzip or zip: what is read of them can be sent, and a refusal names the file.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "fuzz/target.h"
#include "spark/market/reader.h"

using namespace spark;

namespace {

// All snapshots, or what is wrong with one.
std::string read(market::Survey survey, const market::ReadOptions& options) {
  market::Reader reader(std::move(survey), options);
  market::Snapshot snapshot;
  std::string body;
  for (;;) {
    const auto more = reader.next(snapshot);
    if (!more) return more.error().text;
    if (!*more) return {};
    SPARK_FUZZ_CHECK(!market::impossible(snapshot));
    SPARK_FUZZ_CHECK(market::is_symbol(snapshot.symbol));
    body.clear();
    market::append_json(body, snapshot);
    SPARK_FUZZ_CHECK(body.size() <= 320);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int file = memfd_create("market", 0);
  SPARK_FUZZ_CHECK(file >= 0 && write(file, data, size) == static_cast<ssize_t>(size));
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  for (const bool resample : {false, true}) {
    market::ReadOptions options;
    options.resample = resample;
    market::Survey survey = market::survey({path}, options);
    const std::string problem = survey.problems.empty() ? "" : survey.problems[0];
    const std::string error = problem.empty() ? read(std::move(survey), options) : problem;
    SPARK_FUZZ_CHECK(error.empty() || error.starts_with(path + ":"));
    // A check goes on where reading ends, and comes to the same end.
    const market::Findings found = market::inspect({path}, options);
    if (!error.empty()) SPARK_FUZZ_CHECK(!found.good());
    SPARK_FUZZ_CHECK(!as_text(found).empty());
  }
  close(file);
  return 0;
}
