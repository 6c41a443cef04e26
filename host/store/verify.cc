// Reading a chain from its first record to its last; see verify.h.
#include "store/verify.h"

#include <system_error>

#include "base/hex.h"
#include "store/signing_key.h"

namespace spark::store {
namespace {

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

class Verifier {
 public:
  explicit Verifier(const VerifyInput& input) : input_(input) {}

  // Reads checkpoints first: the chain then holds all records that they cover, even while a host
  // appends.
  VerifyReport run() {
    find_head();
    find_checkpoints();
    find_key();
    for (CheckpointFound& found : report_.checkpoints)
      compare(found);  // of a chain without records
    read_chain();
    judge_checkpoints();
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

  // Reads the key that must have signed all checkpoints; a checkpoint of another key is wrong.
  void find_key() {
    const auto own = input_.chain / public_key_name;
    const auto& file = input_.key.empty() ? own : input_.key;
    bool is_needed = !input_.key.empty();
    for (const CheckpointFound& found : report_.checkpoints)
      is_needed = is_needed || found.state == CheckpointState::not_reached;
    if (!is_needed) return;
    const auto key = read_public_key(file);
    if (!key) return add_error(file, key.error().text);
    for (CheckpointFound& found : report_.checkpoints) {
      if (found.state != CheckpointState::not_reached || found.checkpoint.public_key == *key)
        continue;
      found.state = CheckpointState::wrong;
      add(found.file, "expected a checkpoint signed by the key " + *key + " (" + file.string() +
                          "), found one of the key " + found.checkpoint.public_key);
    }
  }

  void read_chain() {
    const auto segments = list_segments(input_.chain);
    if (!segments) return stop(segments.error());
    if (segments->empty())
      return stop({input_.chain, 0, 0, "expected a chain's segments, found none"});
    report_.segments = segments->size();
    for (const SegmentFile& segment : *segments) {
      const auto read = read_segment(segment, &segment == &segments->back());
      if (!read) return stop(read.error());
    }
  }

  // Records after a flaw mean nothing.
  void stop(const Flaw& flaw) {
    report_.flaws.push_back(flaw);
    is_stopped_ = true;
  }

  base::Result<void, Flaw> read_segment(const SegmentFile& segment, bool is_last) {
    if (segment.first != report_.records + 1) {
      return Flaw{input_.chain / segment_name(report_.records + 1), 0, report_.records + 1,
                  "the segment is missing; the next one is " + segment.path.filename().string()};
    }
    auto reader = SegmentReader::open(segment);
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
    if (report_.records == 0) report_.first_utc_ms = reader.entry().utc_ms;
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
};

}  // namespace

std::string_view name_of(CheckpointState state) {
  switch (state) {
    case CheckpointState::none:
      return "none";
    case CheckpointState::matches:
      return "matches";
    case CheckpointState::wrong:
      return "wrong";
    case CheckpointState::not_reached:
      return "not reached";
  }
  return "";
}

VerifyReport verify(const VerifyInput& input) {
  return Verifier(input).run();
}

}  // namespace spark::store
