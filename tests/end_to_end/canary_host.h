// A host with a canary: production is the heuristic, which answers 0.5, the candidate v1.8-b0,
// which answers 0.999999. Its plan `quick` goes through its phases within a second; `tenth`,
// `quarter` and `half` stay at their share.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "end_to_end/harness.h"

namespace spark::test {

class CanaryHost {
 public:
  // `key`: the slot that decides whose answer a request gets; "": its id.
  // `has_second`: a lineage `second` answers at /second, and has the canary of its own entry.
  explicit CanaryHost(const std::string& key = "", bool has_second = false);

  [[nodiscard]] std::filesystem::path config() const { return folder_.path() / "host.yaml"; }
  [[nodiscard]] std::filesystem::path state() const { return folder_.path() / "state"; }

 private:
  void write_plan(const std::string& name, const std::string& split) const;

  TemporaryFolder folder_;
};

inline const std::vector<double> quick_splits = {0.05, 0.25, 0.5, 1};

// The bytes of a request for that symbol; with that X-Request-Id unless it is "".
[[nodiscard]] std::string canary_request(const std::string& symbol, const std::string& id);
[[nodiscard]] bool is_candidates(const tool::Response& reply);
// Sends so many requests on one connection; how many answers were the candidate's.
uint64_t candidate_answers(tool::Client& client, int requests,
                           std::string_view path = "/predict-with-shadow");

// `query`: such as "?lineage=second".
[[nodiscard]] boost::json::value canary_status(const Sparkd& host, const std::string& query = "");
// Waits until the member of the status has that text; false if it does not come in 10 s.
[[nodiscard]] bool canary_becomes(const Sparkd& host, std::string_view member,
                                  std::string_view text, const std::string& query = "");
// Until some answers are the candidate's.
void wait_for_weight(const Sparkd& host, const std::string& query = "");
// A risky verb with the credential; what was answered. A worker that a busy machine kept from its
// clock takes it for older than the last safe one, and says to ask again: then it is asked again.
tool::Response canary_order(const Sparkd& host, const std::string& verb,
                            const std::string& body = R"({"confirm": true})");

}  // namespace spark::test
