// Counts the ends of the host that nobody asked for, while one run of a canary was under way.
#pragma once

#include <cstdint>
#include <string>

#include "plan.h"
#include "spark/durable.h"
#include "spark/host.h"
#include "spark/log.h"

namespace canary {

inline constexpr const char* crashes_schema = "canary.crashes/1";

class Crashes {
 public:
  // So many of them within an hour are taken for the candidate's.
  static constexpr uint64_t limit = 2;
  static constexpr int64_t together_ms = hour_ms;

  explicit Crashes(spark::Host host) : durable_(host), log_(host) {}

  // The host came back, and the run of that token is under way: whether it crashed too often under
  // it. [control]
  [[nodiscard]] bool come_back(const std::string& token, int64_t now_ms);
  // From now on an end without rest() is a crash under this run; "": there is none. [control]
  void watch(const std::string& token);
  // The object rests: what ends now was asked for. [control]
  void rest() { put(true); }

 private:
  void put(bool is_clean);

  const spark::Durable durable_;
  const spark::Log log_;
  std::string token_;
  uint64_t count_ = 0;
  int64_t first_ms_ = 0;
};

}  // namespace canary
