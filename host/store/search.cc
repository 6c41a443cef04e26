#include "store/search.h"

#include <iterator>
#include <utility>

#include "store/archived_prefix.h"

namespace spark::store {
namespace {

// Calls take(entry) for each whole record of the segment, while it returns true.
template <class Take>
base::Result<void, Flaw> each_of(const SegmentFile& segment, const Take& take) {
  auto reader = SegmentReader::open(segment);
  if (!reader && was_archived(segment)) return {};
  if (!reader) return reader.error();
  auto step = reader->next();
  while (step && *step == ReadProgress::record && take(reader->entry())) step = reader->next();
  if (!step) return step.error();
  return {};
}

}  // namespace

base::Result<void, Flaw> each_after(const std::filesystem::path& chain, uint64_t sequence,
                                    const std::function<void(const Entry&)>& take) {
  const auto segments = live_segments(chain);
  if (!segments) return segments.error();
  for (size_t i = 0; i < segments->size(); ++i) {
    const bool is_before = i + 1 < segments->size() && (*segments)[i + 1].first <= sequence + 1;
    if (is_before) continue;
    const auto read = each_of((*segments)[i], [&](const Entry& entry) {
      if (entry.sequence > sequence) take(entry);
      return true;
    });
    if (!read) return read;
  }
  return {};
}

base::Result<std::vector<Entry>, Flaw> find_last(const std::filesystem::path& chain,
                                                 const Search& search) {
  const auto segments = live_segments(chain);
  if (!segments) return segments.error();
  std::vector<Entry> found;
  bool is_over = false;
  for (size_t i = segments->size(); i > 0 && !is_over && found.size() < search.limit; --i) {
    std::vector<Entry> here;
    bool is_first = true;
    const auto read = each_of((*segments)[i - 1], [&](const Entry& entry) {
      // What is before this segment is older still.
      if (std::exchange(is_first, false)) is_over = entry.utc_ms < search.since_utc_ms;
      const bool is_stopped = search.is_stopped && search.is_stopped();
      if (is_stopped) is_over = true;
      if (entry.utc_ms >= search.since_utc_ms && search.wants(entry)) here.push_back(entry);
      return !is_stopped;
    });
    if (!read) return read.error();
    here.insert(here.end(), std::make_move_iterator(found.begin()),
                std::make_move_iterator(found.end()));
    found = std::move(here);
  }
  if (found.size() > search.limit)
    found.erase(found.begin(), found.end() - static_cast<ptrdiff_t>(search.limit));
  return found;
}

}  // namespace spark::store
