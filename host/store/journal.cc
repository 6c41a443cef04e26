// Opening, mending and appending to the journal; see journal.h.
#include "store/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/clock.h"
#include "base/json_text.h"
#include "store/folder.h"

namespace spark::store {
namespace {

constexpr std::string_view line_begin = "{\"seq\":";
constexpr std::string_view line_end = "\"}";

struct Tail {
  uint64_t sequence;  // of the last whole line; 0: there is none
  uint64_t bytes;     // up to and with its line feed
};

// The number in `{"seq":7,…"}`.
std::optional<uint64_t> sequence_of(std::string_view line) {
  if (!line.starts_with(line_begin) || !line.ends_with(line_end)) return std::nullopt;
  line.remove_prefix(line_begin.size());
  uint64_t sequence = 0;
  const auto read = std::from_chars(line.data(), line.data() + line.size(), sequence);
  if (read.ec != std::errc() || *read.ptr != ',' || sequence == 0) return std::nullopt;
  return sequence;
}

// Looks at the end of the file only: two lines are enough, one whole and one torn.
base::Result<Tail> find_tail(const File& file, const std::filesystem::path& path, uint64_t size) {
  const uint64_t begin = size - std::min<uint64_t>(size, 2 * line_bytes_max);
  auto text = file.read_at(begin, size - begin);
  if (!text) return text.error();
  const size_t last = text->rfind('\n');
  if (last == std::string::npos) {
    if (begin == 0) return Tail{0, 0};
    return base::Error("open " + path.string() + ": its last line is too long to be an action");
  }
  const size_t before = last == 0 ? std::string::npos : text->rfind('\n', last - 1);
  const size_t first = before == std::string::npos ? 0 : before + 1;
  const auto sequence = sequence_of(std::string_view(*text).substr(first, last - first));
  if (!sequence) {
    return base::Error("open " + path.string() + ": the line that ends at byte " +
                       std::to_string(begin + last) +
                       " is not an action; expected {\"seq\":<number>,…}");
  }
  return Tail{*sequence, begin + last + 1};
}

void append_field(std::string& line, std::string_view name, std::string_view value) {
  line.append(",\"").append(name).append("\":");
  base::append_json_string(line, value.substr(0, action_field_bytes_max));
}

}  // namespace

base::Result<Journal::Opened> Journal::open(const std::filesystem::path& state_dir) {
  if (auto made = make_folder(state_dir); !made) return made.error();
  auto lock = lock_folder(state_dir);
  if (!lock) return lock.error();

  const std::filesystem::path path = state_dir / "actions.jsonl";
  auto file = File::open(path, O_RDWR | O_CREAT | O_APPEND);
  if (!file) return file.error();
  auto size = file->size();
  if (!size) return size.error();
  auto tail = find_tail(*file, path, *size);
  if (!tail) return tail.error();
  if (tail->bytes != *size) {
    if (auto cut = file->truncate(tail->bytes); !cut) return cut.error();
  }
  if (auto synced = file->sync(); !synced) return synced.error();
  // The file's name must survive a crash as well as its content.
  if (auto synced = sync_folder(state_dir); !synced) return synced.error();

  return Opened{Journal(std::move(*lock), std::move(*file), path, tail->sequence, tail->bytes),
                *size - tail->bytes};
}

std::string Journal::line_of(const Action& action) const {
  char utc[24];
  base::iso8601_utc(base::utc_ms(), utc);
  std::string line(line_begin);
  line += std::to_string(sequence_ + 1);
  append_field(line, "utc", {utc, sizeof utc});
  append_field(line, "actor", action.actor);
  append_field(line, "action", action.action);
  append_field(line, "object", action.object);
  append_field(line, "result", action.result);
  append_field(line, "detail", action.detail);
  line += "}\n";
  return line;
}

base::Result<void> Journal::append(const Action& action) {
  if (lost_) {
    return base::Error("append " + path_.string() +
                       ": an earlier failure left its content unknown; open it anew");
  }
  const std::string line = line_of(action);
  if (auto written = file_.append(line); !written) {
    if (auto taken_back = file_.truncate(bytes_); !taken_back) lost_ = true;
    return written.error();
  }
  if (auto synced = file_.sync_data(); !synced) {
    // The kernel may have dropped the pages and would report success next time.
    lost_ = true;
    return synced.error();
  }
  ++sequence_;
  bytes_ += line.size();
  return {};
}

}  // namespace spark::store
