// What was seen of alerts, minute by minute, for as long as gate 3 looks back. Outlives the host:
// the minutes in which nobody looked are what tells silence from absence.
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "inputs.h"
#include "spark/bytes.h"

namespace promote {

// An alert's state as its fact has it.
struct AlertNow {
  std::string name;
  std::string severity;
  std::string lineage;
  std::string model;
  bool is_psi = false;
  bool is_firing = false;
  std::string sha256;  // of the candidate of its lineage, for an alert about a model
};

// One thread at a time changes it.
class AlertHistory {
 public:
  static constexpr size_t changes_kept = 16;  // of one alert; more is flapping whatever else
  static constexpr size_t alerts_kept = 200;
  static constexpr size_t starts_kept = 16;

  void started(int64_t now_ms);
  // All alerts of which something is known. An alert that is not among them keeps its last state:
  // what fires goes on firing. A time before the last one changes nothing.
  void saw(int64_t now_ms, const std::vector<AlertNow>& alerts);
  // Over the 24 h that end then.
  [[nodiscard]] AlertsSeen seen(int64_t now_ms) const;

  // As bytes and back; read() throws spark::Error, with nothing changed, for bytes that are none.
  void write(spark::ByteWriter& out) const;
  void read(spark::ByteReader& in);

 private:
  static constexpr int64_t minutes_kept = 1'440;
  struct Entry {
    AlertSeen alert;
    int64_t seen_ms = 0;
  };
  void move_to(int64_t minute);
  void forget(int64_t now_ms);

  int64_t minute_ = 0;                 // the newest; 0: none
  std::bitset<minutes_kept> minutes_;  // by minute modulo their number
  std::vector<int64_t> starts_ms_;
  std::map<std::string, Entry> alerts_;
};

}  // namespace promote
