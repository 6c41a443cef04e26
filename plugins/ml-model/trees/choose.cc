#include "choose.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <span>

namespace ml_model::trees {
namespace {

constexpr size_t trial_rows = 64;
constexpr int rounds = 3;  // the fastest counts: others were interrupted

// The nanoseconds that a row takes, at best, when `rows_per_call` are scored at once.
double ns_per_row(const Kernel& kernel, std::span<const double> rows, size_t rows_per_call) {
  using Clock = std::chrono::steady_clock;
  const size_t stride = rows.size() / trial_rows;
  double sums[trial_rows];
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds; ++round) {
    const auto begin = Clock::now();
    for (size_t i = 0; i < trial_rows; i += rows_per_call) {
      kernel.sum(&rows[i * stride], stride, rows_per_call, sums + i);
    }
    const std::chrono::duration<double, std::nano> spent = Clock::now() - begin;
    best = std::min(best, spent.count() / trial_rows);
  }
  return best;
}

}  // namespace

std::vector<double> rows_of_cuts(const Forest& forest, size_t count) {
  std::map<uint32_t, std::vector<double>> cuts;
  for (const Tree& tree : forest.trees) {
    for (const Node& node : tree.nodes) {
      if (node.left != 0 && std::isfinite(node.value)) cuts[node.feature].push_back(node.value);
    }
  }
  std::vector<double> rows(count * forest.missing.size());
  uint64_t state = 1;
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto found = cuts.find(static_cast<uint32_t>(i % forest.missing.size()));
    state = state * 6364136223846793005U + 1442695040888963407U;
    if (found != cuts.end()) rows[i] = found->second[(state >> 33) % found->second.size()];
  }
  return rows;
}

Choice choose_kernels(const Forest& forest) {
  std::vector<std::unique_ptr<const Kernel>> kernels;
  kernels.push_back(make_walk(forest));
  if (auto tables = make_rank_tables(forest)) kernels.push_back(std::move(tables));
  if (auto lanes = make_lanes(forest)) kernels.push_back(std::move(lanes));
  const auto rows = rows_of_cuts(forest, trial_rows);
  size_t best_one = 0, best_many = 0;
  double least_one = std::numeric_limits<double>::infinity(), least_many = least_one;
  std::string why;
  for (size_t i = 0; i < kernels.size(); ++i) {
    const double one_ns = ns_per_row(*kernels[i], rows, 1);
    const double many_ns = ns_per_row(*kernels[i], rows, trial_rows);
    if (one_ns < least_one) least_one = one_ns, best_one = i;
    if (many_ns < least_many) least_many = many_ns, best_many = i;
    why.append(i == 0 ? "" : "; ").append(kernels[i]->name()).append(" takes ");
    why.append(std::to_string(static_cast<long>(one_ns))).append(" ns for one row, ");
    why.append(std::to_string(static_cast<long>(many_ns))).append(" ns for one of many, ");
    why.append(std::to_string(kernels[i]->table_bytes() / 1024)).append(" KiB");
  }
  why.append("; chosen: ").append(kernels[best_one]->name()).append(" for one, ");
  why.append(kernels[best_many]->name()).append(" for many");
  Choice out;
  out.why = std::move(why);
  if (best_many != best_one) out.many = std::move(kernels[best_many]);
  out.one = std::move(kernels[best_one]);
  return out;
}

}  // namespace ml_model::trees
