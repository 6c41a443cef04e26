// A host in event time whose candidate all gates are GO for: production and candidate answer
// constants, shadow counts them, and a plugin of the museum speaks for drift and canary. A
// promoted candidate can be told to fail.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "end_to_end/harness.h"

namespace spark::test {

inline constexpr int64_t promoting_minute_ms = 60'000;

class PromotingHost {
 public:
  enum class Rows { none, recorded };
  // Feeds a day of minutes, and puts on record what gate 6 asks for: a second or two. Rows go to
  // the log recorder.predict.
  explicit PromotingHost(Rows rows = Rows::none);

  // A copy of the state folder of that time, to begin with as often as a test likes.
  void copy_state(const std::filesystem::path& to) const;
  [[nodiscard]] std::filesystem::path config() const { return folder_.path() / "host.yaml"; }
  // The first minute that was not fed.
  [[nodiscard]] int64_t next_ms() const { return next_ms_; }

 private:
  TemporaryFolder folder_;
  int64_t next_ms_;
};

// One request of that time.
void send_minute(tool::Client& client, int64_t ts_ms);
// So many minutes; the first one after them.
int64_t send_minutes(tool::Client& client, int64_t from_ms, int64_t minutes);

// Asks for the promotion of the candidate, or for the way back; whatever is answered.
tool::Response promote(const Sparkd& host);
tool::Response take_back(const Sparkd& host);
// So many of the rows of the model that was the candidate fail from now on.
void let_candidate_fail(const Sparkd& host, double share);

// The versions that serve as production and candidate: "m-500 m-501".
[[nodiscard]] std::string roles(const Sparkd& host);
inline constexpr const char* as_prepared = "m-500 m-501";
inline constexpr const char* as_promoted = "m-501 m-500";

// The chain's records of promote but for verdicts and files, oldest first, as sparkctl lists them
// without a host: "decision", "promotion", …
struct OfPromote {
  std::string kind;
  boost::json::object record;
};
[[nodiscard]] std::vector<OfPromote> records_of_promote(const std::filesystem::path& state);
// What `sparkctl evidence verify` says of chain and files; "" if all is well. A host that was
// killed between a file and its record leaves a file that no record names: then the chain is whole
// still.
[[nodiscard]] std::string flaws_of(const std::filesystem::path& state);
[[nodiscard]] std::string flaws_of_chain(const std::filesystem::path& state);

}  // namespace spark::test
