#include "skew.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace recorder {
namespace {

constexpr const char* key = "skew";
constexpr size_t values_max = 96;  // three models of as many features as a row has room for
constexpr std::string_view expected =
    "expected found: \"FROM_MS TO_MS ROWS DROPPED equal|differs|inconclusive SHA256 feature=n …\", "
    "as sparkctl features skew --record sends it";

std::string_view next_word(std::string_view& text) {
  const size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

template <class Number>
bool read(std::string_view word, Number& number) {
  const char* const end = word.data() + word.size();
  const auto done = std::from_chars(word.data(), end, number);
  return !word.empty() && done.ec == std::errc() && done.ptr == end;
}

bool is_feature_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 127; });
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

spark::Json json_of(const Found& found) {
  spark::Json values;
  for (const auto& [feature, differing] : found.values) values.add(feature, differing);
  return spark::Json()
      .add("from_utc_ms", found.from_utc_ms)
      .add("to_utc_ms", found.to_utc_ms)
      .add("rows", found.rows)
      .add("dropped", found.dropped)
      .add("verdict", found.verdict)
      .add("library", found.library)
      .add("values", values);
}

}  // namespace

std::string text_of(const Found& found) {
  std::string text;
  for (const int64_t number : {found.from_utc_ms, found.to_utc_ms})
    text.append(std::to_string(number)).append(" ");
  for (const uint64_t number : {found.rows, found.dropped})
    text.append(std::to_string(number)).append(" ");
  text.append(found.verdict).append(" ").append(found.library);
  for (const auto& [feature, differing] : found.values)
    text.append(" ").append(feature).append("=").append(std::to_string(differing));
  return text;
}

std::optional<Found> found_of(std::string_view text) {
  Found found;
  if (!read(next_word(text), found.from_utc_ms) || !read(next_word(text), found.to_utc_ms) ||
      !read(next_word(text), found.rows) || !read(next_word(text), found.dropped))
    return std::nullopt;
  found.verdict = next_word(text);
  found.library = next_word(text);
  uint64_t differing = 0;
  while (!text.empty()) {
    const std::string_view word = next_word(text);
    const size_t equals = std::min(word.rfind('='), word.size());
    auto& [feature, count] = found.values.emplace_back(word.substr(0, equals), 0);
    if (!is_feature_name(feature) || found.values.size() > values_max ||
        !read(word.substr(std::min(equals + 1, word.size())), count))
      return std::nullopt;
    differing += count;
  }
  // A verdict that its own numbers deny is none.
  const bool is_equal = found.verdict == "equal";
  if (!is_equal && found.verdict != "differs" && found.verdict != "inconclusive")
    return std::nullopt;
  if (is_equal && (differing > 0 || found.rows == 0 || found.dropped > 0)) return std::nullopt;
  if (found.from_utc_ms >= found.to_utc_ms || !is_digest(found.library)) return std::nullopt;
  return found;
}

Skew::Skew(spark::Host host, const std::string& listener)
    : metrics_(host),
      durable_(host),
      evidence_(host),
      facts_(host),
      rows_(metrics_.gauge({.name = "ml_feature_skew_rows",
                            .help = "Recorded rows that the newest recomputation compared"})),
      dropped_(metrics_.gauge(
          {.name = "ml_feature_skew_dropped_rows",
           .help = "Rows that the newest recomputation needed and that no file has"})),
      until_(metrics_.gauge(
          {.name = "ml_feature_skew_until_seconds",
           .help = "End of the time whose rows were recomputed last, as Unix time"})) {
  const spark::Http http(host);
  http.add<&Skew::newest>(*this, {.listener = listener.c_str(),
                                  .path = "/recorder/skew",
                                  .doc = "Show the newest recomputation of recorded features"});
  http.add<&Skew::take>(*this, {.listener = listener.c_str(),
                                .method = "POST",
                                .path = "/recorder/record-skew",
                                .access = spark::Access::admin,
                                .doc = "Put a recomputation of recorded features on record"});
}

void Skew::act() {
  newest_.reset();
  const auto kept = durable_.get(key, schema);
  if (!kept || !evidence_.agrees(key, schema)) return;
  if (const auto found = found_of(*kept)) show(*found);
}

spark::Reply Skew::newest(const spark::Request&) const {
  if (!newest_) return spark::Reply::error(404, "no recomputation is on record");
  return {200, json_of(*newest_).text()};
}

// The caller is answered when the record is on the disk; series and facts change then, too.
void Skew::take(const spark::Request& request, spark::Later later) {
  if (waiting_) return later.send(spark::Reply::error(409, "another one is being recorded"));
  const auto found = found_of(request.parameter("found").value_or(""));
  if (!found) return later.send(spark::Reply::error(400, expected));
  request.commit();
  const std::string json = json_of(*found).text();
  evidence_.append<&Skew::recorded>(
      *this, {.kind = "skew", .json = json, .values = {{key, schema, text_of(*found)}}});
  asked_ = *found;
  waiting_ = later;
}

void Skew::recorded(const spark::Recorded& how) {
  const bool is_recorded = how.code == SPARK_OK;
  if (is_recorded) show(asked_);
  if (waiting_) {
    waiting_->send(
        is_recorded
            ? spark::Reply{200,
                           spark::Json().add("sequence", how.sequence).add("hash", how.hash).text()}
            : spark::Reply::error(503, how.text));
  }
  waiting_.reset();
}

void Skew::show(const Found& found) {
  // A feature that was not looked at has no figure.
  for (auto& [feature, gauge] : gauges_) gauge.set(std::numeric_limits<double>::quiet_NaN());
  uint64_t differing = 0;
  for (const auto& [feature, count] : found.values) {
    differing += count;
    auto gauge = gauges_.find(feature);
    if (gauge == gauges_.end()) {
      gauge = gauges_
                  .emplace(feature,
                           metrics_.gauge({.name = "ml_feature_skew_values",
                                           .help = "Recorded values that the newest recomputation "
                                                   "did not give to the bit",
                                           .labels = {{"feature", feature.c_str()}}}))
                  .first;
    }
    gauge->second.set(static_cast<double>(count));
  }
  rows_.set(static_cast<double>(found.rows));
  dropped_.set(static_cast<double>(found.dropped));
  until_.set(static_cast<double>(found.to_utc_ms) / 1e3);
  facts_.publish({.name = "skew.values",
                  .value = static_cast<double>(differing),
                  .samples = found.rows,
                  .from_utc_ms = found.from_utc_ms,
                  .to_utc_ms = found.to_utc_ms});
  newest_ = found;
}

}  // namespace recorder
