// Reading a chain from its first record to its last; see verify.h.
#include "store/verify.h"

#include <system_error>

#include "base/hex.h"
#include "base/json_object.h"
#include "store/segment_archive.h"
#include "store/signing_key.h"

namespace spark::store {
namespace {

constexpr int rereads_max = 4;

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string wrong_key(const std::string& key, const std::filesystem::path& file,
                      const std::string& found) {
  return "expected a checkpoint signed by the key " + key + " (" + file.string() +
         "), found one of the key " + found;
}

class Verifier {
 public:
  explicit Verifier(const VerifyInput& input) : input_(input) {}

  // Reads checkpoints first: the chain then holds all records that they cover, even while a host
  // appends.
  VerifyReport run() {
    find_head();
    find_checkpoints();
    // Segments before the statement: they go only after it is there.
    const auto segments = list_segments(input_.chain);
    find_prefix();
    find_key();
    if (report_.archived && input_.archive.empty()) begin_behind(report_.archived->end);
    for (CheckpointFound& found : report_.checkpoints)
      compare(found);  // of a chain without records
    if (report_.archived && !input_.archive.empty()) read_archive(*report_.archived);
    if (!segments)
      stop(segments.error());
    else
      read_chain(*segments);
    judge_checkpoints();
    judge_prefix();
    judge_head();
    report_.last_hash = base::to_hex(hash_);
    return std::move(report_);
  }

 private:
  void add(const std::filesystem::path& file, const std::string& what) {
    report_.flaws.push_back({file, 0, 0, what});
  }

  // `text` may begin with the file already.
  void add_error(const std::filesystem::path& file, std::string text) {
    if (const std::string begin = file.string() + ": "; text.starts_with(begin))
      text.erase(0, begin.size());
    add(file, text);
  }

  void find_head() {
    auto noted = read_head(head_file());
    if (!noted) return add_error(head_file(), noted.error().text);
    report_.noted = std::move(*noted);
  }

  [[nodiscard]] std::filesystem::path head_file() const {
    return input_.chain.lexically_normal().parent_path() / head_name;
  }

  void find_checkpoints() {
    report_.is_key_alone = is_key_alone(input_.chain);
    const auto own = input_.chain / checkpoint_name;
    report_.checkpoints.push_back({own, CheckpointState::none, {}});
    if (is_there(own)) read(report_.checkpoints.back());
    if (input_.checkpoint.empty()) return;
    report_.checkpoints.push_back({input_.checkpoint, CheckpointState::none, {}});
    read(report_.checkpoints.back());
  }

  void read(CheckpointFound& found) {
    auto checkpoint = read_checkpoint(found.file);
    if (checkpoint && is_signed(*checkpoint)) {
      found.state = CheckpointState::not_reached;
      found.checkpoint = std::move(*checkpoint);
      return;
    }
    found.state = CheckpointState::wrong;
    if (!checkpoint) return add_error(found.file, checkpoint.error().text);
    add(found.file, "the signature is not of what it says: it was changed or forged");
  }

  void find_prefix() {
    auto prefix = read_prefix(input_.chain);
    if (!prefix) return add_error(input_.chain / archived_name, prefix.error().text);
    report_.archived = std::move(*prefix);
    if (!input_.archive.empty() && !report_.archived)
      add(input_.archive, "the chain has no records that are archived: there is no " +
                              (input_.chain / archived_name).string());
  }

  void begin_behind(const Checkpoint& end) {
    report_.records = end.sequence;
    (void)base::from_hex(end.hash, hash_);
    for (CheckpointFound& found : report_.checkpoints)
      if (found.state == CheckpointState::not_reached && found.checkpoint.sequence < end.sequence)
        found.state = CheckpointState::archived;
  }

  // Reads the key that must have signed all checkpoints; a checkpoint of another key is wrong.
  void find_key() {
    const auto own = input_.chain / public_key_name;
    const auto& file = input_.key.empty() ? own : input_.key;
    bool is_needed = !input_.key.empty() || report_.archived;
    for (const CheckpointFound& found : report_.checkpoints)
      is_needed = is_needed || found.state == CheckpointState::not_reached;
    if (!is_needed) return;
    const auto key = read_public_key(file);
    if (!key) return add_error(file, key.error().text);
    if (report_.archived && report_.archived->end.public_key != *key)
      add(input_.chain / archived_name, wrong_key(*key, file, report_.archived->end.public_key));
    for (CheckpointFound& found : report_.checkpoints) {
      if (found.state != CheckpointState::not_reached || found.checkpoint.public_key == *key)
        continue;
      found.state = CheckpointState::wrong;
      add(found.file, wrong_key(*key, file, found.checkpoint.public_key));
    }
  }

  // All segments of the statement, from record 1 on; they must end where it says.
  void read_archive(const ArchivedPrefix& prefix) {
    for (const ArchivedSegment& each : prefix.segments) {
      const auto read =
          read_segment({each.first, archived_segment_file(input_.archive, each.first)},
                       open_archived(input_.archive, each), false);
      if (!read) return stop(read.error());
    }
    report_.segments += prefix.segments.size();
    if (report_.records == prefix.end.sequence && base::to_hex(hash_) == prefix.end.hash) return;
    stop({input_.chain / archived_name, 0, prefix.end.sequence,
          "expected the archived record " + std::to_string(report_.records) + " and its hash " +
              base::to_hex(hash_) + ", found " + prefix.end.hash});
  }

  void read_chain(const std::vector<SegmentFile>& all) {
    std::vector<SegmentFile> segments;
    for (const SegmentFile& each : all) {
      const bool is_covered = report_.archived && report_.archived->covers(each.first);
      if (!is_covered) {
        segments.push_back(each);
      } else if (const auto left = is_leftover(*report_.archived, each); !left) {
        report_.flaws.push_back(left.error());
      } else if (*left) {
        ++report_.leftovers;
      }
    }
    if (is_stopped_) return;
    if (segments.empty())
      return stop({input_.chain, 0, 0, "expected a chain's segments, found none"});
    report_.segments += segments.size();
    for (const SegmentFile& segment : segments) {
      const auto read =
          read_segment(segment, SegmentReader::open(segment), &segment == &segments.back());
      if (!read) return stop(read.error());
    }
  }

  // Records after a flaw mean nothing.
  void stop(const Flaw& flaw) {
    report_.flaws.push_back(flaw);
    is_stopped_ = true;
  }

  base::Result<void, Flaw> read_segment(const SegmentFile& segment,
                                        base::Result<SegmentReader, Flaw> reader, bool is_last) {
    if (segment.first != report_.records + 1) {
      return Flaw{input_.chain / segment_name(report_.records + 1), 0, report_.records + 1,
                  "the segment is missing; the next one is " + segment.path.filename().string()};
    }
    if (!reader) return reader.error();
    if (reader->last_hash() != hash_) {
      return Flaw{segment.path, segment_header_bytes - hash_.size(), segment.first,
                  "expected a segment that follows the hash " + base::to_hex(hash_) +
                      ", found one that follows " + base::to_hex(reader->last_hash())};
    }
    auto step = reader->next();
    for (; step && *step == ReadProgress::record; step = reader->next()) {
      if (input_.is_stopped && input_.is_stopped())
        return Flaw{segment.path, 0, 0, "the verification was stopped here"};
      note(*reader);
    }
    end_ = {segment.path, reader->end_byte(), report_.records + 1, {}};
    if (!step) return step.error();
    if (*step == ReadProgress::torn && !is_last) {
      end_.what = "expected a whole record, found " + std::to_string(reader->torn_bytes()) +
                  " bytes of one and another segment after them";
      return end_;
    }
    report_.torn_bytes = reader->torn_bytes();
    return {};
  }

  void note(const SegmentReader& reader) {
    if (!has_read_) report_.first_utc_ms = reader.entry().utc_ms;
    has_read_ = true;
    note_statement(reader.entry().record);
    report_.records = reader.last_sequence();
    report_.last_utc_ms = reader.entry().utc_ms;
    hash_ = reader.last_hash();
    for (CheckpointFound& found : report_.checkpoints) compare(found);
    if (report_.noted && report_.noted->sequence == report_.records &&
        report_.noted->hash != base::to_hex(hash_))
      add(head_file(), "expected the hash " + report_.noted->hash + " for record " +
                           std::to_string(report_.records) + ", found " + base::to_hex(hash_) +
                           ": the chain was written anew");
  }

  void note_statement(const Record& record) {
    if (!report_.archived || record.action != chain_archived_action) return;
    const base::JsonObject detail(record.detail);
    if (detail.text("statement") == statement_digest(*report_.archived)) is_on_record_ = true;
  }

  // Who took the key could sign a statement; the chain that goes on does not have its record.
  void judge_prefix() {
    if (!report_.archived || is_stopped_ || is_on_record_) return;
    add(input_.chain / archived_name, std::string("expected a record ") + chain_archived_action +
                                          " of this statement, found none: it is another one");
  }

  // Compares the checkpoint with the last record read.
  void compare(CheckpointFound& found) {
    if (found.state != CheckpointState::not_reached || found.checkpoint.sequence != report_.records)
      return;
    if (found.checkpoint.hash == base::to_hex(hash_)) {
      found.state = CheckpointState::matches;
      return;
    }
    found.state = CheckpointState::wrong;
    add(found.file, "expected the hash " + found.checkpoint.hash + " for record " +
                        std::to_string(report_.records) + ", found " + base::to_hex(hash_) +
                        ": the chain was written anew");
  }

  void judge_checkpoints() {
    for (CheckpointFound& found : report_.checkpoints) {
      if (found.state != CheckpointState::not_reached || is_stopped_) continue;
      found.state = CheckpointState::wrong;
      Flaw flaw = end_;
      flaw.what = "expected records up to " + std::to_string(found.checkpoint.sequence) +
                  ", which the checkpoint " + found.file.string() +
                  " covers, found the end: records were cut off";
      report_.flaws.push_back(flaw);
    }
  }

  void judge_head() {
    if (is_stopped_ || !report_.noted || report_.noted->sequence <= report_.records) return;
    Flaw flaw = end_;
    flaw.what = "expected records up to " + std::to_string(report_.noted->sequence) + ", which " +
                head_file().string() + " notes, found the end: records were cut off";
    report_.flaws.push_back(flaw);
  }

  const VerifyInput& input_;
  VerifyReport report_;
  Hash hash_{};
  Flaw end_;  // where the records end
  bool is_stopped_ = false;
  bool has_read_ = false;      // a record
  bool is_on_record_ = false;  // the statement
};

}  // namespace

// What was archived while it was read looks like missing segments, and is read anew.
VerifyReport verify(const VerifyInput& input) {
  VerifyReport report = Verifier(input).run();
  for (int again = 0; !report.is_whole() && again < rereads_max; ++again) {
    const auto now = read_prefix(input.chain);
    const uint64_t read_behind = report.archived ? report.archived->end.sequence : 0;
    if (!now || !*now || (*now)->end.sequence <= read_behind) break;
    report = Verifier(input).run();
  }
  return report;
}

}  // namespace spark::store
