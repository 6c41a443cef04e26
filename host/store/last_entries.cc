// Reading the last segments of a chain; see last_entries.h.
#include "store/last_entries.h"

#include <deque>
#include <iterator>
#include <optional>

#include "store/archived_prefix.h"
#include "store/segment_archive.h"

namespace spark::store {
namespace {

struct Place {
  uint64_t first = 0;
  SegmentFile live;
  std::optional<ArchivedSegment> archived;
};

// Archived segments, if they are to be read, then those of the chain.
base::Result<std::vector<Place>, Flaw> places_of(const std::filesystem::path& chain,
                                                 const std::filesystem::path& archive) {
  const auto live = live_segments(chain);
  if (!live) return live.error();
  std::vector<Place> places;
  if (!archive.empty()) {
    const auto prefix = read_prefix(chain);
    if (!prefix) return Flaw{chain / archived_name, 0, 0, prefix.error().text};
    if (*prefix)
      for (const ArchivedSegment& each : (*prefix)->segments)
        places.push_back({each.first, {}, each});
  }
  for (const SegmentFile& each : *live)
    if (places.empty() || places.back().first < each.first)
      places.push_back({each.first, each, std::nullopt});
  return places;
}

}  // namespace

base::Result<std::vector<Entry>, Flaw> last_entries(const std::filesystem::path& chain,
                                                    const LastQuery& query) {
  auto places = places_of(chain, query.archive);
  if (!places) return places.error();
  while (query.until > 0 && !places->empty() && places->back().first > query.until)
    places->pop_back();
  // The last segment may have no record yet, so those before it must have enough.
  size_t begin = places->empty() ? 0 : places->size() - 1;
  while (begin > 0 && places->back().first - (*places)[begin].first < query.count) --begin;
  std::deque<Entry> last;
  for (size_t i = begin; i < places->size(); ++i) {
    const Place& place = (*places)[i];
    auto reader = place.archived ? open_archived(query.archive, *place.archived)
                                 : SegmentReader::open(place.live);
    if (!reader && !place.archived && was_archived(place.live)) continue;
    if (!reader) return reader.error();
    auto step = reader->next();
    for (; step && *step == ReadProgress::record; step = reader->next()) {
      if (query.until > 0 && reader->last_sequence() > query.until) break;
      last.push_back(reader->entry());
      if (last.size() > query.count) last.pop_front();
    }
    if (!step) return step.error();
  }
  return std::vector<Entry>(std::make_move_iterator(last.begin()),
                            std::make_move_iterator(last.end()));
}

}  // namespace spark::store
