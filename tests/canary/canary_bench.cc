// `make bench-canary`: how often healthy canaries are aborted, and how soon failing ones, by the
// tests and by fixed limits. Prints Markdown. An argument divides the numbers of runs.
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "simulation_table.h"

using namespace canary::test;

int main(int argc, char** argv) {
  const uint64_t less = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  if (less == 0) return 2;
  const Lasting whole{.hold_s = 0};
  std::cout << "100 requests/s, production errs on 0.5 %, full plan of 2.5 h, " << 1'000 / less
            << " runs each.\n\n"
            << table_head();
  for (const bool bursts : {false, true}) {
    const std::string how = bursts ? ", in bursts of 100 ms" : "";
    for (const double rate : {0.005, 0.02, 0.05, 0.2}) {
      const std::string percent = rate == 0.005 ? "0.5" : std::to_string(std::lround(rate * 100));
      Scenario scenario{.name = percent + " % errors" + how, .candidate = rate, .bursts = bursts};
      std::cout << table_row(scenario, simulate_all(scenario, whole, 1'000 / less)) << std::flush;
    }
    Scenario outage{.name = "common outage of 60 s" + how,
                    .bursts = bursts,
                    .outage_from_s = 1'200,
                    .outage_s = 60};
    std::cout << table_row(outage, simulate_all(outage, whole, 1'000 / less)) << std::flush;
  }
  Scenario one_by_one{
      .name = "5 % errors, `independent: true`", .candidate = 0.05, .independent = true};
  std::cout << table_row(one_by_one, simulate_all(one_by_one, whole, 1'000 / less));
  Scenario good{.name = "5 % errors, production 0.1 %", .production = 0.001, .candidate = 0.05};
  std::cout << table_row(good, simulate_all(good, whole, 1'000 / less)) << "\n";
  const Scenario healthy[] = {
      {.name = "independent errors"},
      {.name = "errors in bursts", .bursts = true},
      {.name = "errors in bursts, without by arm", .bursts = true, .by_arm = false}};
  for (const Scenario& scenario : healthy)
    std::cout << false_abort_line(scenario, simulate_all(scenario, {.look_s = 60}, 4'000 / less))
              << std::flush;
  return 0;
}
