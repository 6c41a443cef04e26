#include "store/archive_chain.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/clock.h"
#include "base/hex.h"
#include "base/json_text.h"
#include "base/whole_file.h"
#include "store/evidence_files.h"
#include "store/needed_record.h"
#include "store/search.h"
#include "store/segment_archive.h"
#include "store/signing_key.h"
#include "store/verify.h"

namespace spark::store {

namespace fs = std::filesystem;

namespace {

// A segment that has been read to its end.
struct ReadSegment {
  uint64_t last = 0;  // sequence
  int64_t newest_utc_ms = 0;
  std::string hash;  // of the last record
};

base::Result<ReadSegment> read_segment(const SegmentFile& segment) {
  auto reader = SegmentReader::open(segment);
  if (!reader) return base::Error(reader.error().text());
  ReadSegment read;
  auto step = reader->next();
  for (; step && *step == ReadProgress::record; step = reader->next())
    read.newest_utc_ms = std::max(read.newest_utc_ms, reader->entry().utc_ms);
  if (!step) return base::Error(step.error().text());
  read.last = reader->last_sequence();
  read.hash = base::to_hex(reader->last_hash());
  return read;
}

// Why the segment must stay; "" if it may go.
std::string why_kept(const ReadSegment& segment, const PrefixTerms& terms, uint64_t signed_until,
                     const std::optional<Needed>& needed) {
  const std::string last = "record " + std::to_string(segment.last);
  if (terms.until > 0 && segment.last > terms.until)
    return "its segment goes on to " + last + ", behind the one that was given";
  if (segment.newest_utc_ms >= terms.older_than_utc_ms)
    return last + " is of " + base::iso8601_utc(segment.newest_utc_ms) + ", and is to be kept";
  if (segment.last > signed_until)
    return last + " is not covered by a signed checkpoint that matches";
  return needed && segment.last >= needed->sequence ? needed->why : "";
}

uint64_t matching_checkpoint(const VerifyReport& report) {
  const CheckpointFound& own = report.checkpoints.front();
  return own.state == CheckpointState::matches ? own.checkpoint.sequence : 0;
}

base::Result<void> check_whole(const fs::path& state_dir, const VerifyReport& report) {
  if (!report.is_whole())
    return base::Error("the chain is not whole, so nothing is archived: " +
                       report.flaws.front().text());
  const auto files = compare_files(state_dir);
  if (!files) return base::Error(files.error().text());
  if (files->troubles.empty()) return {};
  return base::Error("a file is not as recorded, so nothing is archived: evidence/" +
                     files->troubles.front().text);
}

// One run at a time, from the reading of the plan to the last removal.
class Archiving {
 public:
  Archiving(const fs::path& state_dir, const PrefixPlan& plan, const fs::path& archive,
            const PrefixHooks& hooks)
      : chain_(state_dir / "chain"), plan_(plan), archive_(archive), hooks_(hooks) {}

  base::Result<void> run() {
    auto known = read_prefix(chain_);
    if (!known) return known.error();
    if (*known) prefix_ = std::move(**known);
    if (auto done = pack(plan_.leftovers); !done) return done;
    if (auto done = remove(plan_.leftovers); !done) return done;
    if (plan_.segments.empty()) return {};
    if (auto done = pack(plan_.segments); !done) return done;
    if (auto done = sign(); !done) return done;
    if (auto done = keep_statement(archive_ / "chain"); !done) return done;
    if (auto done = verify_archived(); !done) return done;
    if (auto done = put_on_record(); !done) return done;
    hooks_.before("write the statement");
    if (auto done = base::write_whole(chain_ / archived_name, prefix_json(prefix_)); !done)
      return done;
    return remove(plan_.segments);
  }

 private:
  base::Result<void> pack(const std::vector<SegmentFile>& segments) {
    for (const SegmentFile& each : segments) {
      hooks_.before("pack");
      auto digest = archive_segment(each, archive_);
      if (!digest) return digest.error();
      digests_.push_back({each.first, std::move(*digest)});
    }
    return {};
  }

  base::Result<void> sign() {
    hooks_.before("sign");
    const auto key = SigningKey::open_or_make(chain_);
    if (!key) return key.error();
    for (const ArchivedSegment& each : digests_)
      if (prefix_.segments.empty() || prefix_.segments.back().first < each.first)
        prefix_.segments.push_back(each);
    prefix_.end = {plan_.until,      plan_.hash,        base::iso8601_utc(base::utc_ms()),
                   kernel_boot_id(), key->public_key(), {}};
    auto signature = key->sign(signed_text(prefix_));
    if (!signature) return signature.error();
    prefix_.end.signature = std::move(*signature);
    return {};
  }

  // With the archive alone, an auditor sees whose it is and that it is all there.
  base::Result<void> keep_statement(const fs::path& folder) {
    hooks_.before("keep the statement in the archive");
    const auto key = base::read_whole(chain_ / public_key_name, checkpoint_bytes_max);
    if (!key) return key.error();
    if (auto done = base::write_whole(folder / public_key_name, *key); !done) return done;
    return base::write_whole(folder / archived_name, prefix_json(prefix_));
  }

  // As it will be read when the chain's own segments are gone: all that was added.
  base::Result<void> verify_archived() {
    hooks_.before("verify the archive");
    std::optional<Hash> hash;
    uint64_t last = plan_.from - 1;
    for (const ArchivedSegment& each : prefix_.segments) {
      if (each.first < plan_.from) continue;
      auto reader = open_archived(archive_, each);
      if (!reader) return base::Error(reader.error().text());
      if (each.first != last + 1 || (hash && *hash != reader->last_hash()))
        return base::Error(archived_segment_file(archive_, each.first).string() +
                           ": does not go on from the segment before");
      auto step = reader->next();
      while (step && *step == ReadProgress::record) step = reader->next();
      if (!step) return base::Error(step.error().text());
      last = reader->last_sequence();
      hash = reader->last_hash();
    }
    if (last == plan_.until && hash && base::to_hex(*hash) == plan_.hash) return {};
    return base::Error(archive_.string() + ": does not end with record " +
                       std::to_string(plan_.until) + ", as the chain has it");
  }

  [[nodiscard]] std::string record() const {
    std::string text = "{\"archive\":";
    base::append_json_string(text, archive_.string());
    text += ",\"from\":" + std::to_string(plan_.from) +
            ",\"until\":" + std::to_string(plan_.until) + ",\"hash\":\"" + plan_.hash +
            "\",\"statement\":\"" + statement_digest(prefix_) + "\",\"segments\":[";
    bool is_first = true;
    for (const ArchivedSegment& each : prefix_.segments) {
      if (each.first < plan_.from) continue;
      text += std::string(is_first ? "" : ",") + "{\"first\":" + std::to_string(each.first) +
              ",\"sha256\":\"" + each.sha256 + "\"}";
      is_first = false;
    }
    return text + "]}";
  }

  // On this very chain: a host with another one may have answered.
  base::Result<void> put_on_record() {
    hooks_.before("put on record");
    const auto receipt = hooks_.put_on_record(record());
    if (!receipt) return base::Error(receipt.error().text + "; archived, and nothing was removed");
    hooks_.before("find the record");
    std::string found;
    const auto read = each_after(chain_, receipt->sequence - 1, [&](const Entry& entry) {
      if (entry.sequence == receipt->sequence) found = base::to_hex(entry.hash);
    });
    if (!read) return base::Error(read.error().text());
    if (found == receipt->hash) return {};
    return base::Error("the host that put it on record has another chain than " + chain_.string() +
                       "; archived, and nothing was removed");
  }

  // The oldest first, so that what is left goes on without a gap.
  base::Result<void> remove(const std::vector<SegmentFile>& segments) {
    for (const SegmentFile& each : segments) {
      hooks_.before("remove");
      const auto is_as_archived = is_leftover(prefix_, each);
      if (!is_as_archived) return base::Error(is_as_archived.error().text());
      std::error_code failed;
      fs::remove(each.path, failed);
      if (failed)
        return base::Error(each.path.string() + ": archived, but not removed: " + failed.message());
    }
    return segments.empty() ? base::Result<void>() : base::sync_folder(chain_);
  }

  const fs::path chain_;
  const PrefixPlan& plan_;
  const fs::path& archive_;
  const PrefixHooks& hooks_;
  ArchivedPrefix prefix_;
  std::vector<ArchivedSegment> digests_;
};

}  // namespace

base::Result<base::File> lock_archiving(const fs::path& state_dir) {
  const fs::path chain = state_dir / "chain";
  struct stat status {};
  if (::stat(chain.c_str(), &status) != 0) return base::system_error("look at", chain);
  if (status.st_uid != ::geteuid())
    return base::Error(chain.string() + ": belongs to user " + std::to_string(status.st_uid) +
                       "; run this as that user, since the host must read what is written there");
  const fs::path path = chain / "archiving.lock";
  auto file = base::File::open(path, O_RDWR | O_CREAT);
  if (!file) return file.error();
  const auto locked = file->try_lock();
  if (!locked) return locked.error();
  if (!*locked) return base::Error("another run archives this chain: it holds " + path.string());
  return std::move(*file);
}

base::Result<PrefixPlan> plan_prefix(const fs::path& state_dir, const PrefixTerms& terms) {
  const fs::path chain = state_dir / "chain";
  const VerifyReport report = verify({chain, {}, {}});
  if (auto whole = check_whole(state_dir, report); !whole) return whole.error();
  const auto needed = needed_record(state_dir);
  if (!needed) return needed.error();
  const auto all = list_segments(chain);
  if (!all) return base::Error(all.error().text());
  PrefixPlan plan;
  for (const SegmentFile& each : *all) {
    if (report.archived && report.archived->covers(each.first)) {
      plan.leftovers.push_back(each);
      continue;
    }
    if (&each == &all->back()) {
      plan.held_by = "the last segment is the host's";
      break;
    }
    if (plan.segments.size() == archived_at_once_max) {
      plan.held_by = "one run takes " + std::to_string(archived_at_once_max) + " segments";
      break;
    }
    const auto read = read_segment(each);
    if (!read) return read.error();
    plan.held_by = why_kept(*read, terms, matching_checkpoint(report), *needed);
    if (!plan.held_by.empty()) break;
    if (plan.segments.empty()) plan.from = each.first;
    plan.segments.push_back(each);
    plan.until = read->last;
    plan.hash = read->hash;
  }
  return plan;
}

base::Result<void> archive_prefix(const fs::path& state_dir, const PrefixPlan& plan,
                                  const fs::path& archive, const PrefixHooks& hooks) {
  return Archiving(state_dir, plan, archive, hooks).run();
}

}  // namespace spark::store
