// GET /drift/snapshot.
#include <algorithm>

#include "plugin.h"

namespace drift {

void Drift::add_routes(spark::Http http, const std::string& listener) {
  http.add<&Drift::snapshot>(
      *this, {.listener = listener.c_str(),
              .path = "/drift/snapshot",
              .doc = "Show how far inputs and scores are from their reference; window=1h|24h|7d, "
                     "lineage=NAME"});
}

spark::Reply Drift::snapshot(const spark::Request& request) {
  size_t window = week;
  if (const auto asked = request.parameter("window")) {
    const auto found = std::find_if(window_lengths.begin(), window_lengths.end(),
                                    [&](const WindowLength& each) { return each.name == *asked; });
    if (found == window_lengths.end())
      return spark::Reply::error(400, "window: expected 1h, 24h or 7d");
    window = static_cast<size_t>(found - window_lengths.begin());
  }
  const auto asked = request.parameter("lineage");
  Track* found = nullptr;
  std::string known;
  const std::lock_guard held(tracks_.judging);
  for (Track* each : tracks_.all()) {
    if (asked ? each->name == *asked : each->primary) found = each;
    known.append(known.empty() ? "'" : ", '").append(each->name).append("'");
  }
  if (found == nullptr)
    return spark::Reply::error(
        404, "no such lineage is watched; known: " + (known.empty() ? std::string("none") : known));
  return {200, document(*found, window)};
}

}  // namespace drift
