// Checks of one gate, one after the other, from figures with their samples and age.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gate.h"
#include "inputs.h"

namespace promote {

// A figure as the gates see it. `trouble` is not GO where there is none to be judged.
struct Figure {
  std::optional<double> value;
  uint64_t samples = 0;
  Verdict trouble = Verdict::go;
  std::string reason;
};

// Numbers as requirements and tables print them: four significant digits, or whole. [any]
[[nodiscard]] std::string short_number(double value);
// "3.2 h", "12 min", "4.0 days". [any]
[[nodiscard]] std::string short_time(int64_t ms);

// The candidate's fact of that name: none if it is absent, is another model's, was published or
// ends more than `age_ms_max` ago, or has fewer samples than `samples_min`. An error if it
// contradicts itself: not finite, of the future, or ending before it begins. [any]
[[nodiscard]] Figure fact_of(const Inputs& inputs, const std::string& name, int64_t age_ms_max,
                             uint64_t samples_min = 0);

class Checks {
 public:
  void below(const char* name, const Figure& figure, double bound);
  void above(const char* name, const Figure& figure, double bound);
  void at_most(const char* name, const Figure& figure, double most);
  void at_least(const char* name, const Figure& figure, double least);
  void within(const char* name, const Figure& figure, double low, double high);
  // What the others rest on: too little is INCONCLUSIVE, not NO_GO.
  void enough(const char* name, const Figure& figure, double least);
  // Of its own.
  void add(Check check) { all_.push_back(std::move(check)); }
  // A remark on the last check.
  void note(const std::string& text);
  // The last check is INCONCLUSIVE rather than NO_GO; `reason` says why.
  void wait_rather(const std::string& reason, bool is_basis = false);

  [[nodiscard]] std::vector<Check> take() { return std::move(all_); }

 private:
  void judge(const char* name, const Figure& figure, std::string requirement,
             bool (*holds)(double value, double a, double b), double a, double b);

  std::vector<Check> all_;
};

}  // namespace promote
