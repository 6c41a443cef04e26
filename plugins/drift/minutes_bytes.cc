// Minutes as bytes, for the disk and for a successor, and back.
//
// A pack is a symbol's minutes from one on: which layout wrote each of them, then the values of one
// group of columns, and in group 0 the scores.
#include <algorithm>
#include <string>

#include "minutes.h"
#include "spark/bytes.h"

namespace drift {
namespace {

constexpr uint64_t features_max = 1'024;  // as a model may have

spark::Error mistake(const std::string& text) {
  return spark::Error("minutes: " + text, SPARK_E_INVALID);
}

void write(spark::ByteWriter& out, const Subject& subject) {
  out.bytes(subject.lineage);
  out.bytes(subject.production);
  out.bytes(subject.model);
  out.bytes(subject.version);
  out.u64(subject.features.size());
  for (const std::string& name : subject.features) out.bytes(name);
}

Subject read_subject(spark::ByteReader& in) {
  Subject subject;
  for (std::string* text :
       {&subject.lineage, &subject.production, &subject.model, &subject.version})
    *text = in.bytes();
  const uint64_t count = in.u64();
  if (count > features_max) throw mistake("a model of " + std::to_string(count) + " features");
  for (uint64_t i = 0; i < count; ++i) subject.features.emplace_back(in.bytes());
  return subject;
}

}  // namespace

// What a pack says, read whole before any of it is taken over.
struct Minutes::Packed {
  std::string symbol;
  int64_t last_ms = 0;
  int64_t from = 0;
  uint64_t group = 0;
  std::vector<Subject> subjects;
  std::vector<uint8_t> marks;  // for each minute: 0, or the number of its subject from 1
  struct Values {
    std::string name;        // "" for the scores
    std::vector<double> of;  // each minute; unknown() where there is none
  };
  std::vector<Values> values;
  // Of the subjects and values above, once the Minutes are known.
  std::vector<const Layout*> layouts;
  std::vector<std::atomic<uint64_t>*> words;
};

uint32_t Minutes::groups() const {
  const std::lock_guard held(making_);
  return std::max<uint32_t>(
      1, static_cast<uint32_t>((columns_.size() + group_columns - 1) / group_columns));
}

std::string Minutes::pack(const Symbol& symbol, int64_t from, int64_t minutes,
                          uint32_t group) const {
  std::vector<uint16_t> used;  // numbers of layouts
  std::string marks(static_cast<size_t>(minutes), '\0');
  for (int64_t i = 0; i < minutes; ++i) {
    const Held one = held(place(symbol.number, from + i));
    if (one.layout == 0 || one.minute != from + i) continue;
    auto at = std::find(used.begin(), used.end(), one.layout);
    if (at == used.end()) {
      if (used.size() == UINT8_MAX) continue;  // so many swaps in so short a time: the rest is lost
      at = used.insert(used.end(), one.layout);
    }
    marks[static_cast<size_t>(i)] = static_cast<char>(at - used.begin() + 1);
  }
  if (used.empty()) return {};
  spark::ByteWriter out;
  out.bytes(symbol.name);
  out.i64(symbol.last_ms);
  out.i64(from);
  out.u64(group);
  out.u64(used.size());
  for (const uint16_t number : used) write(out, layout(number)->subject);
  out.bytes(marks);

  std::vector<std::pair<std::string, const std::atomic<uint64_t>*>> columns;
  if (group == 0) columns.emplace_back("", scores_.get());
  {
    const std::lock_guard held(making_);
    const size_t end = std::min(columns_.size(), (size_t{group} + 1) * group_columns);
    for (size_t i = size_t{group} * group_columns; i < end; ++i)
      columns.emplace_back(columns_[i].name, columns_[i].words.get());
  }
  out.u64(columns.size());
  for (const auto& [name, words] : columns) {
    out.bytes(name);
    std::vector<bool> knows;
    for (const uint16_t number : used) {
      const auto& own = layout(number)->columns;
      knows.push_back(name.empty() || std::count(own.begin(), own.end(), words) > 0);
    }
    for (size_t i = 0; i < marks.size(); ++i) {
      const auto mark = static_cast<uint8_t>(marks[i]);
      if (mark == 0 || !knows[mark - 1u]) continue;
      out.u64(words[place(symbol.number, from + static_cast<int64_t>(i))].load(
          std::memory_order_acquire));
    }
  }
  return out.text();
}

void Minutes::unpack(std::string_view bytes) {
  spark::ByteReader in(bytes);
  Packed packed;
  packed.symbol = in.bytes();
  packed.last_ms = in.i64();
  packed.from = in.i64();
  packed.group = in.u64();
  const uint64_t subjects = in.u64();
  if (subjects > UINT8_MAX || packed.from < 0) throw mistake("these bytes are none");
  for (uint64_t i = 0; i < subjects; ++i) packed.subjects.push_back(read_subject(in));
  for (const char mark : in.bytes()) {
    if (static_cast<uint8_t>(mark) > subjects) throw mistake("a minute is nobody's");
    packed.marks.push_back(static_cast<uint8_t>(mark));
  }
  if (packed.marks.size() > static_cast<size_t>(kept_minutes)) throw mistake("too many minutes");
  const uint64_t columns = in.u64();
  if (columns > group_columns + 1) throw mistake("too many columns");
  for (uint64_t i = 0; i < columns; ++i) {
    Packed::Values& values = packed.values.emplace_back();
    values.name = in.bytes();
    for (const uint8_t mark : packed.marks) {
      const auto has = [&](const Subject& subject) {
        return values.name.empty() ||
               std::count(subject.features.begin(), subject.features.end(), values.name) > 0;
      };
      values.of.push_back(mark != 0 && has(packed.subjects[mark - 1u]) ? in.f64() : unknown());
    }
  }
  in.end();

  for (const Subject& subject : packed.subjects) packed.layouts.push_back(&layout(subject));
  for (const Packed::Values& values : packed.values) {
    const std::lock_guard held(making_);
    packed.words.push_back(values.name.empty() ? scores_.get() : column(values.name));
  }
  for (size_t i = 0; i < packed.marks.size(); ++i)
    symbols_.update(packed.symbol, [&](Last& last) {
      if (last.number == 0) last.number = numbers_.fetch_add(1, std::memory_order_relaxed) + 1;
      if (last.ts_ms < packed.last_ms) last.ts_ms = packed.last_ms;
      if (packed.marks[i] != 0) put(packed, last, i);
    });
  ++rewrites_;
}

// The symbol's lock is held.
void Minutes::put(const Packed& packed, Last& last, size_t row) {
  const int64_t minute = packed.from + static_cast<int64_t>(row);
  if (minute <= minute_of(last.ts_ms) - kept_minutes || minute > minute_of(last.ts_ms)) return;
  const Layout& layout = *packed.layouts[packed.marks[row] - 1u];
  const size_t at = place(last.number, minute);
  const Held there = held(at);
  const bool is_there = there.layout != 0 && there.minute >= minute;
  // A later group adds its columns to a minute that group 0 brought.
  if (packed.group == 0 ? is_there : there.minute != minute || there.layout != layout.number)
    return;
  const uint64_t tag = uint64_t{layout.number} << 48u | static_cast<uint64_t>(minute);
  tags_[at].store(0, std::memory_order_relaxed);
  if (packed.group == 0)
    for (std::atomic<uint64_t>* column : layout.columns)
      if (column != nullptr) column[at].store(unknown_bits, std::memory_order_release);
  for (size_t i = 0; i < packed.values.size(); ++i) {
    const double value = packed.values[i].of[row];
    if (packed.words[i] != nullptr && !is_unknown(value))
      packed.words[i][at].store(std::bit_cast<uint64_t>(value), std::memory_order_release);
  }
  tags_[at].store(tag, std::memory_order_release);
}

}  // namespace drift
