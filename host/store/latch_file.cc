// Slots of latches, read and written in place.
#include "store/latch_file.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/file.h"
#include "base/json_object.h"
#include "base/json_text.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "base/whole_file.h"

namespace spark::store {
namespace {

constexpr size_t line_bytes_max = latch_slot_bytes - 1;  // before the newline
constexpr size_t flag_bytes_max = 96;
constexpr size_t by_bytes_max = 128;
constexpr size_t check_digits = 16;

// The line fits into a slot: only a name full of control characters, which JSON escapes, could make
// it too long, and no flag has such a name.
std::string line_of(const LatchSlot& latch) {
  std::string line = "{\"flag\":";
  base::append_json_string(line, latch.flag);
  line += ",\"by\":";
  base::append_json_string(line, base::whole_characters(latch.by, by_bytes_max));
  line += fmt::format(",\"utc_ms\":{},\"keyless\":{},\"sequence\":{}", latch.utc_ms, latch.keyless,
                      latch.sequence);
  const std::string check = base::sha256_hex(line + "}").substr(0, check_digits);
  return line + ",\"check\":\"" + check + "\"}";
}

std::string slot_of(const std::string& line) {
  std::string slot = line;
  slot.resize(line_bytes_max, ' ');
  return slot + '\n';
}

// The line of a slot, without the padding.
std::string line_in(std::string_view slot) {
  const size_t end = slot.find_last_not_of(" \n");
  return std::string(end == std::string_view::npos ? "" : slot.substr(0, end + 1));
}

std::optional<LatchSlot> latch_in(const std::string& line) {
  const base::JsonObject object(line);
  const LatchSlot latch{object.text("flag").value_or(""), object.text("by").value_or(""),
                        object.whole("utc_ms").value_or(-1), object.is_true("keyless"),
                        static_cast<uint64_t>(object.whole("sequence").value_or(-1))};
  // Written again, the latch must give the same line, its check included.
  if (latch.flag.empty() || line_of(latch) != line) return std::nullopt;
  return latch;
}

}  // namespace

base::Result<LatchFile::Opened> LatchFile::open(const std::filesystem::path& state_dir) {
  const std::filesystem::path path = state_dir / "latches";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    std::string empty;
    for (size_t i = 0; i < latch_slots; ++i) empty += slot_of("");
    if (auto made = base::write_whole(path, empty, base::owner_only); !made) return made.error();
  }
  auto file = base::File::open(path, O_RDWR | O_NOFOLLOW, base::owner_only);
  if (!file) return file.error();
  auto text = file->read_some_at(0, latch_slots * latch_slot_bytes);
  if (!text) return text.error();
  Opened opened{LatchFile(base::File(), path, {}), {}, 0};
  std::vector<std::string> lines(latch_slots);
  for (size_t i = 0; i < latch_slots; ++i) {
    const std::string_view all = *text;
    const size_t at = i * latch_slot_bytes;
    const std::string_view slot =
        at < all.size() ? all.substr(at, latch_slot_bytes) : std::string_view();
    lines[i] = line_in(slot);
    if (slot.size() != latch_slot_bytes || slot.back() != '\n') {
      lines[i] = "damaged";
      ++opened.damaged;
    } else if (!lines[i].empty()) {
      if (auto latch = latch_in(lines[i])) {
        opened.latches.push_back(std::move(*latch));
      } else {
        ++opened.damaged;
      }
    }
  }
  opened.file = LatchFile(std::move(*file), path, std::move(lines));
  return opened;
}

base::Result<void> LatchFile::write(std::span<const LatchSlot> latches) {
  std::set<std::string> missing;
  for (const LatchSlot& latch : latches) {
    if (latch.flag.size() > flag_bytes_max)
      return base::Error(path_.string() + ": the flag's name is too long: " + latch.flag);
    missing.insert(line_of(latch));
  }
  // Slots with a wanted latch stay; other slots take a missing latch or become empty. Latches are
  // added before others are removed, so that a kill in between leaves more latches, not fewer.
  std::vector<size_t> others;
  for (size_t i = 0; i < lines_.size(); ++i)
    if (missing.erase(lines_[i]) == 0) others.push_back(i);
  std::stable_partition(others.begin(), others.end(), [&](size_t i) { return lines_[i].empty(); });
  if (missing.size() > others.size())
    return base::Error(path_.string() + ": there are more than " + std::to_string(latch_slots) +
                       " latches; move back those of flags that are gone");
  const auto put = [&](size_t slot, const std::string& line) {
    auto written = file_.write_at(slot * latch_slot_bytes, slot_of(line));
    lines_[slot] = written ? line : "damaged";
    return written;
  };
  auto next = others.begin();
  for (const std::string& line : missing) {
    if (auto written = put(*next, line); !written) return written;
    ++next;
  }
  for (; next != others.end(); ++next) {
    if (lines_[*next].empty()) continue;
    if (auto written = put(*next, ""); !written) return written;
  }
  return {};
}

base::Result<void> LatchFile::sync() {
  return file_.sync_data();
}

}  // namespace spark::store
