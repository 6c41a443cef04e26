// The running host in event time, fed with recorded minutes, and evaluations of the same minutes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "end_to_end/changes.h"
#include "end_to_end/harness.h"
#include "eval_steps.h"

namespace spark::test {

// The shipped configuration, whose clock a pipeline drives.
struct EventTime {
  explicit EventTime(const std::string& pipeline);
  Configuration configuration;
};

// Whether there is no market data: says so, and the test is skipped.
[[nodiscard]] bool is_without_market();

// The first minutes of a recorded month, as a file in `folder`.
std::filesystem::path minutes_of_month(const std::filesystem::path& folder, const char* month,
                                       size_t minutes);

// The minutes of a file as requests, in their order.
std::vector<std::string> bodies_of(const std::filesystem::path& file);

// Sends them from that one on, again where the host is too busy. Returns how many were answered:
// fewer if the host went away.
size_t send(const Sparkd& host, const std::string& pipeline, const std::vector<std::string>& bodies,
            size_t from = 0);

// What the host finds of a lineage, of a span if one is given.
boost::json::value live_quality(const Sparkd& host, const std::string& lineage,
                                std::optional<int64_t> from_ms = {},
                                std::optional<int64_t> until_ms = {});

// Checks that the host's figures of a role are those of an evaluation of the role's artefact
// within [from_ms, until_ms), to 1e-9. Returns the number of rows.
uint64_t check_against_evaluation(const boost::json::value& live, const std::string& role,
                                  const std::filesystem::path& artefact,
                                  const std::filesystem::path& data, int64_t from_ms,
                                  int64_t until_ms);

}  // namespace spark::test
