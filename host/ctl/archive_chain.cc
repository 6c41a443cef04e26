#include "ctl/archive_chain.h"

#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/retention.h"
#include "ctl/append_evidence.h"
#include "ctl/commands.h"
#include "ctl/state_dir.h"
#include "spark/tool/format.h"
#include "spark/tool/terminal.h"
#include "spark/tool/visible.h"
#include "store/archive_chain.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;
namespace json = tool::json;

namespace {

constexpr int64_t day_ms = 86'400'000;

struct ArchiveChainArguments {
  std::string archive;
  std::optional<int64_t> days;
  uint64_t until = 0;
  bool dry_run = false;
};

// The fewest days that the host's profile asks for, if it asks for more than the default, and what
// it keeps if nothing else is said.
struct Kept {
  std::string profile{base::retention_profiles.front().name};
  int64_t days = base::retention_profiles.front().chain_days;
  [[nodiscard]] bool is_default() const { return profile == base::retention_profiles.front().name; }
};

Result<Kept> kept_by(const Options& options) {
  Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  const Result<json::value> status = admin->get("/admin/v1/status");
  if (!status) return status.error();
  const json::value* const retention = tool::find(*status, "retention");
  if (retention == nullptr)
    return Error{Exit::failed, "this host is of a version that opens no archived chain"};
  return Kept{tool::raw(*retention, "profile"),
              static_cast<int64_t>(tool::number(*retention, "chain_days").value_or(0))};
}

Result<int64_t> least_age_days(const ArchiveChainArguments& asked, const Kept& kept) {
  if (!asked.days) return kept.days;
  if (kept.is_default() || *asked.days >= kept.days) return *asked.days;
  return Error{Exit::usage, "--days: the host's retention profile " + tool::visible(kept.profile) +
                                " keeps records " + std::to_string(kept.days) + " days"};
}

base::Result<store::Receipt> put_on_record(const Options& options, const std::string& record) {
  const Result<std::string> text =
      evidence_text({store::chain_archived_action, "chain", {}, {}, {}}, record, "");
  if (!text) return base::Error(text.error().text);
  Result<Admin> admin = Admin::open(options);
  if (!admin) return base::Error(admin.error().text);
  const Result<json::value> reply = admin->post("/admin/v1/evidence", *text);
  if (!reply) return base::Error(reply.error().text);
  return store::Receipt{static_cast<uint64_t>(tool::number(*reply, "sequence").value_or(0)),
                        tool::raw(*reply, "hash")};
}

json::value plan_json(const store::PrefixPlan& plan, const ArchiveChainArguments& asked) {
  json::object out{{"archived", !asked.dry_run && !plan.segments.empty()},
                   {"segments", plan.segments.size()},
                   {"leftovers", plan.leftovers.size()},
                   {"archive", asked.archive},
                   {"held_by", plan.held_by}};
  out["from"] = plan.segments.empty() ? json::value() : json::value(plan.from);
  out["until"] = plan.segments.empty() ? json::value() : json::value(plan.until);
  return out;
}

std::string plan_text(const store::PrefixPlan& plan, const ArchiveChainArguments& asked) {
  std::string text;
  if (!plan.leftovers.empty())
    text += (asked.dry_run ? "left by an interrupted run, to be removed: "
                           : "left by an interrupted run, and removed: ") +
            std::to_string(plan.leftovers.size()) + " segments\n";
  if (plan.segments.empty()) return text + "nothing to archive: " + plan.held_by + "\n";
  text += "records " + tool::grouped(plan.from) + " to " + tool::grouped(plan.until) + " in " +
          std::to_string(plan.segments.size()) +
          (asked.dry_run ? " segments may go\n"
                         : " segments: written, compared, on record and removed\n");
  return text + "not more: " + plan.held_by + "\n";
}

Result<int> archive_chain(const Options& options, const ArchiveChainArguments& asked) {
  const Result<fs::path> state_dir = find_state_dir(options.state_dir);
  if (!state_dir) return state_dir.error();
  Result<Kept> kept = kept_by(options);
  // To look needs no host; without one, the default's days are said.
  if (!kept && asked.dry_run && kept.error().exit == Exit::unreachable) {
    tool::put(stderr, "no host answers: these are the days of the default profile\n");
    kept = Kept{};
  }
  if (!kept) return kept.error();
  const Result<int64_t> days = least_age_days(asked, *kept);
  if (!days) return days.error();
  base::File lock;
  if (!asked.dry_run) {
    auto locked = store::lock_archiving(*state_dir);
    if (!locked) return Error{Exit::failed, locked.error().text};
    lock = std::move(*locked);
  }
  // A record of this millisecond is older than the present, if none is to be kept.
  const int64_t older_than_ms = base::utc_ms() - *days * day_ms + (*days == 0 ? 1 : 0);
  const auto plan = store::plan_prefix(*state_dir, {older_than_ms, asked.until});
  if (!plan) return Error{Exit::failed, plan.error().text};
  if (!asked.dry_run) {
    store::PrefixHooks hooks;
    hooks.put_on_record = [&](const std::string& record) { return put_on_record(options, record); };
    const auto done = store::archive_prefix(*state_dir, *plan, fs::absolute(asked.archive), hooks);
    if (!done) return Error{Exit::failed, done.error().text};
  }
  return print(options, plan_json(*plan, asked), [&](size_t) { return plan_text(*plan, asked); });
}

}  // namespace

void declare_archive_chain(const AddCommand& add) {
  const auto asked = std::make_shared<ArchiveChainArguments>();
  CLI::App* const app =
      add("evidence archive-chain",
          "Moves the oldest records into an archive, on record; what stays goes on to verify",
          "sparkctl evidence archive-chain --archive /backup/spark --dry-run",
          [asked](const Options& options) { return archive_chain(options, *asked); });
  app->add_option("--archive", asked->archive, "The folder for archives")->required();
  app->add_option("--days", asked->days,
                  "Records that are older (else as the host's retention profile keeps them)")
      ->check(CLI::Range(0, 36'500));
  app->add_option("--until", asked->until, "None behind this record");
  app->add_flag("--dry-run", asked->dry_run, "Say which, and do nothing");
}

}  // namespace spark::ctl
