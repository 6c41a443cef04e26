// psi_snapshot.json, and the answer of GET /drift/snapshot, which is the same.
#pragma once

#include <string>

#include "judge.h"
#include "track.h"

namespace drift {

// What the document is made of. Borrowed.
struct SnapshotOf {
  const std::string& lineage;
  const std::string& role;
  const std::string& model;         // its key under models:
  const Subject* subject;           // null: nothing serves yet
  const ModelReference* reference;  // null: findings.reason says why
  const Calibration* calibration;   // null: not yet
  const Findings& findings;
  const CountSums& counts;
  int64_t kept_until = 0;  // Track's
};

// Of one window, a number of window_lengths; the others are there in short. `at_ms` is the host's
// clock. Pure. [control, jobs]
[[nodiscard]] std::string snapshot_json(const SnapshotOf& of, size_t window, int64_t at_ms);

// 2024-05-31T23:59:00Z. [any]
[[nodiscard]] std::string utc_text(int64_t utc_ms);
// 2024-05-31
[[nodiscard]] std::string utc_date(int64_t utc_ms);

}  // namespace drift
