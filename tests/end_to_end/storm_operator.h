// An operator who changes a running host all the time, after a seed, and knows what has to answer
// after each change.
#pragma once

#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "end_to_end/changes.h"

namespace spark::test {

inline constexpr uint32_t storm_models = 8;

// What is wrong with an answer of the storm's configuration, "" if nothing is: the score has to be
// exactly the one of the model whose version is told.
[[nodiscard]] std::string wrong_prediction(std::string_view body);
[[nodiscard]] std::string wrong_comparison(std::string_view body);
[[nodiscard]] std::string wrong_rows(std::string_view body);

class StormOperator {
 public:
  // Makes the artefacts, and edits the configuration for a host that is started with it next.
  explicit StormOperator(uint32_t seed);

  [[nodiscard]] std::filesystem::path file() const { return configuration_.file(); }

  // One change of `host`, and a look at what answers then. Throws when it is refused or something
  // else answers.
  void change(const Sparkd& host);

  struct Done {
    std::map<std::string, uint64_t> kinds;
    std::map<std::string, std::vector<double>> step_ms;
    std::vector<double> total_ms;              // as the host says
    std::vector<double> asked_ms;              // from the request to the answer
    std::map<std::string, uint64_t> requests;  // by pipeline, of its own
  };
  [[nodiscard]] const Done& done() const { return done_; }

 private:
  std::string make_change(const Sparkd& host);
  void swap(const Sparkd& host);
  void roll_back(const Sparkd& host);
  void change_library(const Sparkd& host);
  void reload(const Sparkd& host, bool is_mixed);
  void post(const Sparkd& host, const std::string& path, const std::string& body);
  void look(const Sparkd& host);
  uint32_t another_model();
  void replace_model(uint32_t next);

  TemporaryFolder folder_;
  Configuration configuration_;
  std::mt19937 random_;
  std::vector<std::filesystem::path> artefacts_;
  // What the file says …
  uint32_t model_in_file_ = 0;
  bool second_in_file_ = false;
  bool is_beta_ = false;
  // … and what serves.
  uint32_t model_ = 0;
  uint32_t former_model_ = 0;
  bool is_second_ = false;
  Done done_;
};

}  // namespace spark::test
