// Opening, mending and appending to the chain; see chain.h.
#include "store/chain.h"

#include <fcntl.h>

#include <algorithm>
#include <optional>

#include "base/clock.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/private_folder.h"
#include "base/whole_file.h"
#include "store/archived_prefix.h"
#include "store/folder.h"
#include "store/segment.h"
#include "store/signing_key.h"

namespace spark::store {
namespace {

constexpr size_t boot_bytes_max = 64;

std::string utc_text(int64_t utc_ms) {
  char text[24];
  base::iso8601_utc(utc_ms, text);
  return {text, sizeof text};
}

// The last checkpoint, if one was made.
base::Result<std::optional<Checkpoint>> last_checkpoint(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::optional<Checkpoint>();
  auto read = read_checkpoint(file);
  if (!read) return read.error();
  return std::optional<Checkpoint>(std::move(*read));
}

}  // namespace

std::string kernel_boot_id() {
  const auto text = base::read_whole("/proc/sys/kernel/random/boot_id", 256);
  if (!text) return "unknown";
  std::string id = text->substr(0, std::min(text->find_first_of(" \r\n"), boot_bytes_max));
  return id.empty() ? "unknown" : id;
}

base::Result<Chain::Opened> Chain::open(const std::filesystem::path& state_dir,
                                        const ChainOptions& options) {
  const std::filesystem::path folder = state_dir / "chain";
  for (const auto& each : {state_dir, folder})
    if (auto made = base::make_private_folder(each); !made) return made.error();
  auto lock = lock_folder(state_dir);
  if (!lock) return lock.error();
  Chain chain(std::move(*lock), folder, options);
  if (chain.options_.boot.empty()) chain.options_.boot = kernel_boot_id();
  const auto cut_bytes = chain.find_tail();
  if (!cut_bytes) return cut_bytes.error();
  // Names must survive a crash as well as content.
  if (auto synced = base::sync_folder(state_dir); !synced) return synced.error();
  auto doubts = chain.compare_with_notes(state_dir);
  return Opened{std::move(chain), *cut_bytes, std::move(doubts)};
}

std::vector<std::string> Chain::compare_with_notes(const std::filesystem::path& state_dir) {
  std::vector<std::string> doubts;
  const std::filesystem::path file = state_dir / head_name;
  if (const auto noted = read_head(file); !noted) {
    doubts.push_back(noted.error().text);
  } else if (*noted) {
    if (auto text = doubt(folder_, head(), **noted, file.string()); !text.empty())
      doubts.push_back(std::move(text));
  }
  if (auto text = doubt_of_beginning(folder_); !text.empty()) doubts.push_back(std::move(text));
  if (is_key_alone(folder_)) doubts.push_back(folder_.string() + ": " + std::string(key_alone));
  // A full or failing disk must not keep the host from answering.
  if (auto opened = HeadFile::open(file)) {
    head_file_ = std::move(*opened);
    note_head();
  } else {
    doubts.push_back("where the chain comes to cannot be noted: " + opened.error().text);
  }
  return doubts;
}

void Chain::note_head() {
  if (!head_file_) return;
  const auto written = head_file_->write(head());
  if (!written && is_noted_)
    base::log::warn("where the chain comes to is not noted: {}", written.error().text);
  is_noted_ = written.has_value();
}

// Reads the last segment, or makes the first one, and leaves it ready for append().
base::Result<uint64_t> Chain::find_tail() {
  const auto known = last_checkpoint(folder_ / checkpoint_name);
  if (!known) return known.error();
  const uint64_t covered = *known ? (*known)->sequence : 0;
  const auto segments = list_segments(folder_);
  if (!segments) return base::Error(segments.error().text());
  if (segments->empty()) {
    if (covered > 0) return contradiction("there is no segment", covered);
    if (auto begun = begin_segment(); !begun) return begun.error();
    return 0;
  }

  const std::filesystem::path& last = segments->back().path;
  auto reader = SegmentReader::open(segments->back());
  if (!reader) return base::Error(reader.error().text());
  auto step = reader->next();
  for (; step && *step == ReadProgress::record; step = reader->next()) {
    if (reader->last_sequence() == covered && base::to_hex(reader->last_hash()) != (*known)->hash)
      return contradiction(last.string() + " has another hash there", covered);
  }
  if (!step) return base::Error(step.error().text());
  if (reader->last_sequence() < covered) {
    return contradiction(last.string() + " ends at byte " + std::to_string(reader->end_byte()) +
                             " with record " + std::to_string(reader->last_sequence()),
                         covered);
  }

  auto segment = base::File::open(last, O_RDWR | O_APPEND);
  if (!segment) return segment.error();
  segment_ = std::move(*segment);
  tail_ = {reader->last_sequence(), reader->last_hash(), reader->end_byte(),
           reader->end_byte() == segment_header_bytes};
  if (auto settled = settle(); !settled) return settled.error();
  return reader->torn_bytes();
}

base::Error Chain::contradiction(const std::string& found, uint64_t covered) const {
  return base::Error((folder_ / checkpoint_name).string() + " covers record " +
                     std::to_string(covered) + ", but " + found +
                     ": records were removed, or the checkpoint is another chain's. `sparkctl "
                     "evidence verify` tells more; to begin a new chain, move " +
                     folder_.string() + " aside");
}

// On failure the segment before goes on. If only syncing the new segment's name failed, the new one
// goes on, but settle() must succeed first.
base::Result<void> Chain::begin_segment() {
  auto draft = base::File::open(folder_ / "segment.new", O_RDWR | O_CREAT | O_TRUNC | O_APPEND);
  if (!draft) return draft.error();
  if (auto written = draft->append(segment_header(tail_.sequence + 1, tail_.hash)); !written)
    return written;
  if (auto synced = draft->sync(); !synced) return synced;
  if (auto named = draft->rename_to(folder_ / segment_name(tail_.sequence + 1)); !named)
    return named;
  segment_ = std::move(*draft);
  tail_.bytes = segment_header_bytes;
  tail_.is_empty = true;
  return settle();
}

// Takes the segment back to the last record that is known to be on the disk.
base::Result<void> Chain::settle() {
  is_settled_ = false;
  if (auto cut = segment_.truncate(tail_.bytes); !cut) return cut;
  if (auto synced = segment_.sync(); !synced) return synced;
  if (auto synced = base::sync_folder(folder_); !synced) return synced;
  is_settled_ = true;
  return {};
}

base::Result<void> Chain::write(std::string_view bytes) {
  if (!is_settled_) {
    if (auto settled = settle(); !settled) {
      return base::Error(
          "an earlier failure left the chain's end unknown, and it cannot be mended: " +
          settled.error().text);
    }
  }
  if (!tail_.is_empty && tail_.bytes + bytes.size() > options_.segment_bytes_max) {
    if (auto begun = begin_segment(); !begun) return begun;
  }
  auto written = segment_.append(bytes);
  if (written) written = segment_.sync_data();
  // Bytes of a failed append must not count as recorded later. If settle() fails as well, the next
  // append tries it again.
  if (!written) (void)settle();
  return written;
}

base::Result<std::vector<Receipt>> Chain::append(std::span<const Record> records) {
  std::string bytes;
  std::vector<Receipt> receipts;
  Entry entry;
  entry.sequence = tail_.sequence;
  entry.hash = tail_.hash;
  for (const Record& record : records) {
    if (auto right = check(record); !right) return right.error();
    entry = {entry.sequence + 1,
             base::utc_ms(),
             base::steady_ns(),
             options_.boot,
             record,
             entry.hash,
             {}};
    bytes += encode(entry);
    receipts.push_back({entry.sequence, base::to_hex(entry.hash)});
  }
  if (bytes.empty()) return receipts;
  if (auto written = write(bytes); !written) return written.error();
  tail_ = {entry.sequence, entry.hash, tail_.bytes + bytes.size(), false};
  note_head();
  return receipts;
}

base::Result<Receipt> Chain::append(const Record& record) {
  auto receipts = append(std::span(&record, 1));
  if (!receipts) return receipts.error();
  return std::move(receipts->front());
}

base::Result<Checkpoint> Chain::checkpoint() {
  const auto key = SigningKey::open_or_make(folder_);
  if (!key) return key.error();
  Checkpoint checkpoint{tail_.sequence,    hash(), utc_text(base::utc_ms()), options_.boot,
                        key->public_key(), {}};
  auto signature = key->sign(signed_text(checkpoint));
  if (!signature) return signature.error();
  checkpoint.signature = std::move(*signature);
  if (auto written = base::write_whole(folder_ / checkpoint_name, checkpoint_json(checkpoint));
      !written)
    return written.error();
  if (head_file_) (void)head_file_->sync();  // a copy; the checkpoint is on the disk
  return checkpoint;
}

}  // namespace spark::store
