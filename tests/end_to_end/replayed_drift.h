// Recorded months through a running host in event time, and what its drift plugin says of them.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "end_to_end/harness.h"
#include "spark/market/snapshot.h"

namespace spark::test {

std::filesystem::path file_of_month(const std::string& month);  // 2024-01

// The minutes of kline files, in their order.
std::vector<market::Snapshot> minutes_of_files(const std::vector<std::filesystem::path>& files);

// A logistic model of the features v1.8, raw price and volume included, for the target of v1.8.2:
// made by `sparkctl train` of these months, of which January 2024 is the last.
std::filesystem::path trained_on_raw_price(const std::filesystem::path& folder,
                                           const std::vector<std::string>& months);

// What is watched: a lineage and a role.
struct Watched {
  std::string lineage;
  std::string role;
};
const Watched first_weights{"predict-with-shadow", "candidate"};  // v1.8-b0
const Watched own_features{"predict-vol", "production"};          // v1.8.2
const Watched raw_price{"predict-vol", "candidate"};              // trained_on_raw_price()

// An alarm or a shock that began, as the host's log has it.
struct DriftEvent {
  std::string kind;  // "alarm", "shock"
  std::string model;
  std::string series;
  int64_t minute = 0;  // since 1970
};

// The shipped pipelines and plugins in event time; `candidate` in the place of v1.8.3, and v1.8.2
// watched, too.
class DriftReplay {
 public:
  explicit DriftReplay(const std::filesystem::path& candidate, uint32_t replicates);

  // Sends them to both pipelines, minute by minute.
  void send(const market::Snapshot& minute);
  // GET /drift/snapshot when all that was sent is counted.
  [[nodiscard]] boost::json::value snapshot(const Watched& of, const std::string& window = "7d");
  // The columns of GET /drift/minutes, of a week from seven minutes past a quarter on, as alarms
  // take their samples.
  [[nodiscard]] std::map<std::string, std::vector<double>> week_of(const Watched& of);
  [[nodiscard]] std::vector<DriftEvent> events() const;
  [[nodiscard]] uint64_t sent() const { return sent_; }

 private:
  Sparkd host_;
  tool::Client vol_;
  tool::Client shadow_;
  uint64_t sent_ = 0;
};

// "2024-02-04T03:29:00Z"
std::string time_text(int64_t minute);
int64_t minute_of_text(const std::string& text);

}  // namespace spark::test
