// A host with a canary: production is the heuristic, which answers 0.5, the candidate v1.8-b0,
// which answers 0.999999; its plan `quick` goes through its phases within a second.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "end_to_end/harness.h"

namespace spark::test {

class CanaryHost {
 public:
  CanaryHost();

  [[nodiscard]] std::filesystem::path config() const { return folder_.path() / "host.yaml"; }
  [[nodiscard]] std::filesystem::path state() const { return folder_.path() / "state"; }

 private:
  TemporaryFolder folder_;
};

inline const std::vector<double> quick_splits = {0.05, 0.25, 0.5, 1};

// Sends so many requests on one connection; how many answers were the candidate's.
uint64_t candidate_answers(tool::Client& client, int requests);

[[nodiscard]] boost::json::value canary_status(const Sparkd& host);
// Waits until the member of the status has that text; false if it does not come in 10 s.
[[nodiscard]] bool canary_becomes(const Sparkd& host, std::string_view member,
                                  std::string_view text);
// A risky verb with the credential; what was answered.
tool::Response canary_order(const Sparkd& host, const std::string& verb,
                            const std::string& body = R"({"confirm": true})");

}  // namespace spark::test
