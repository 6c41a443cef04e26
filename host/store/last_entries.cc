// Reading the last segments of a chain; see last_entries.h.
#include "store/last_entries.h"

#include <deque>
#include <iterator>

namespace spark::store {

base::Result<std::vector<Entry>, Flaw> last_entries(const std::filesystem::path& chain,
                                                    size_t count) {
  const auto segments = list_segments(chain);
  if (!segments) return segments.error();
  // The last segment may have no record yet, so those before it must have enough.
  size_t begin = segments->empty() ? 0 : segments->size() - 1;
  while (begin > 0 && segments->back().first - (*segments)[begin].first < count) --begin;
  std::deque<Entry> last;
  for (size_t i = begin; i < segments->size(); ++i) {
    auto reader = SegmentReader::open((*segments)[i]);
    if (!reader) return reader.error();
    auto step = reader->next();
    for (; step && *step == ReadProgress::record; step = reader->next()) {
      last.push_back(reader->entry());
      if (last.size() > count) last.pop_front();
    }
    if (!step) return step.error();
  }
  return std::vector<Entry>(std::make_move_iterator(last.begin()),
                            std::make_move_iterator(last.end()));
}

}  // namespace spark::store
