// A chain whose beginning can be archived, and what tests of that do with it.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "folder.h"
#include "store/archive_chain.h"
#include "store/archived_prefix.h"

namespace spark::store {

class ArchivedFolder : public Folder {
 public:
  // Records 1 to `count`, one to a segment, and a checkpoint of record `covered`.
  explicit ArchivedFolder(int count = 8, int covered = 6) {
    host_.emplace(Chain::open(path(), tiny_segments).value().chain);
    for (int i = 1; i <= count; ++i) {
      host_->append(swap_of("model " + std::to_string(i))).value();
      if (i == covered) host_->checkpoint().value();
    }
  }

  [[nodiscard]] std::filesystem::path archive() const { return path() / "archive"; }
  Chain& host() { return *host_; }
  void stop() { host_.reset(); }
  void start() { host_.emplace(Chain::open(path(), tiny_segments).value().chain); }

  // As the host answers the tool.
  PrefixHooks hooks() {
    PrefixHooks hooks;
    hooks.put_on_record = [this](const std::string& json) {
      return host_->append({"http", chain_archived_action, "chain", {}, "done", json});
    };
    return hooks;
  }
  [[nodiscard]] base::Result<PrefixPlan> plan(uint64_t until = 0) const {
    return plan_prefix(path(), {std::numeric_limits<int64_t>::max(), until});
  }
  base::Result<void> archive_until(uint64_t until) {
    const auto plan = this->plan(until);
    if (!plan) return plan.error();
    return archive_prefix(path(), *plan, archive(), hooks());
  }

  [[nodiscard]] std::filesystem::path statement() const { return chain() / archived_name; }
  [[nodiscard]] VerifyReport verified_with_archive() const {
    return verify({chain(), {}, {}, archive()});
  }

 private:
  std::optional<Chain> host_;
};

inline std::string flaw_of(const VerifyReport& report) {
  return report.is_whole() ? "whole" : report.flaws[0].text();
}

}  // namespace spark::store
