// Tree ensembles beside libxgboost at its best (inplace prediction, one thread; a DMatrix that is
// made once): nanoseconds of CPU time a row, for one row a call and for 1,000 rows a
// call.
#include <time.h>

#include <algorithm>
#include <cstdio>

#include "ml-model/trees/choose.h"
#include "ml-model/trees/ensemble.h"
#include "ml-model/trees/xgboost_file.h"
#include "trees/trained.h"

using namespace ml_model::trees;
using namespace spark::test;

namespace {

constexpr Shape bench_shapes[] = {
    {6, 100, 6, "binary:logistic"},
    {6, 500, 6, "binary:logistic"},
    {64, 200, 5, "binary:logistic"},
    {28, 500, 6, "binary:logistic"},
};
constexpr size_t rows_many = 1000;
constexpr int bench_rounds = 7;

// Of all threads, so that other work on the machine counts little.
double cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// The median of several rounds, each of which scores `rows` rows.
template <class Prepare, class Run>
double median_ns(size_t rows, Prepare prepare, Run run) {
  std::vector<double> all;
  for (int i = 0; i < bench_rounds; ++i) {
    prepare();
    const double begin = cpu_ns();
    run();
    all.push_back((cpu_ns() - begin) / static_cast<double>(rows));
  }
  std::nth_element(all.begin(), all.begin() + bench_rounds / 2, all.end());
  return all[bench_rounds / 2];
}

template <class Run>
double median_ns(size_t rows, Run run) {
  return median_ns(
      rows, [] {}, run);
}

struct Bench {
  explicit Bench(const Shape& shape)
      : width(static_cast<size_t>(shape.features)),
        trained(shape),
        floats(training_rows(shape, rows_many, 9)),
        rows(floats.begin(), floats.end()) {
    for (size_t i = 0; i < width; ++i) names.push_back("f" + std::to_string(i));
    bytes = trained.saved("ubj");
  }

  // One row a call, and all in one.
  double ours(const Kernel& kernel, const Link& link, size_t at_once) {
    return median_ns(rows_many, [&] {
      for (size_t i = 0; i < rows_many; i += at_once) {
        kernel.sum(&rows[i * width], width, at_once, &scores[i]);
        for (size_t k = 0; k < at_once; ++k) scores[i + k] = linked(link, scores[i + k]);
      }
    });
  }

  double theirs(size_t at_once) {
    return median_ns(rows_many, [&] {
      for (size_t i = 0; i < rows_many; i += at_once) {
        sink = trained.predict(&floats[i * width], at_once, false)[0];
      }
    });
  }

  // A matrix for each round: the library remembers what it predicted for one.
  double theirs_kept() {
    return median_ns(
        rows_many, [&] { trained.keep_rows(floats.data(), rows_many); },
        [&] { sink = trained.predict_kept(false)[0]; });
  }

  size_t width;
  Trained trained;
  std::vector<float> floats;
  std::vector<double> rows;
  std::vector<double> scores = std::vector<double>(rows_many);
  std::vector<std::string> names;
  std::string bytes;
  volatile float sink = 0;
};

void run(const Shape& shape) {
  Bench bench(shape);
  const double begin = cpu_ns();
  const Forest forest = read_xgboost("model.ubj", bench.bytes, bench.names);
  const double read = cpu_ns();
  const Choice choice = choose_kernels(forest);
  const double loaded = cpu_ns();
  const Kernel& many = choice.many ? *choice.many : *choice.one;
  const double one = bench.ours(*choice.one, forest.link, 1);
  const double of_many = bench.ours(many, forest.link, rows_many);
  const double their_one = bench.theirs(1);
  const double their_many = std::min(bench.theirs(rows_many), bench.theirs_kept());
  std::printf(
      "| %d f × %d × d%d | %.0f | %.0f | %.0f× | %.0f | %.0f | %.1f× | %.1f (%.1f) | %s, %s |\n",
      shape.features, shape.trees, shape.depth, one, their_one, their_one / one, of_many,
      their_many, their_many / of_many, (loaded - begin) / 1e6, (read - begin) / 1e6,
      choice.one->name(), many.name());
  std::fflush(stdout);
}

}  // namespace

int main() {
  if (!has_xgboost()) {
    std::printf("libxgboost is not installed: nothing to compare with\n");
    return 0;
  }
  std::printf(
      "CPU time in nanoseconds a row (f: features, d: depth), and in milliseconds for a load "
      "from UBJSON, of which reading. Kernels: for one row, for many.\n\n"
      "| model | one row | libxgboost | ratio | one of 1,000 | libxgboost | ratio "
      "| load (reading) | kernels |\n|---|---:|---:|---:|---:|---:|---:|---:|---|\n");
  for (const Shape& shape : bench_shapes) run(shape);
  return 0;
}
