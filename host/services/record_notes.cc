#include "services/record_notes.h"

#include <charconv>

#include "base/sha256.h"
#include "services/durable_name.h"
#include "store/search.h"

namespace spark::services {
namespace {

constexpr std::string_view note_mark = ":record:";
constexpr std::string_view differs_mark = " differs";
constexpr std::string_view value_mark = "value ";
constexpr std::string_view erased_mark = "no value ";

// The part of a name in the file behind the plugin's.
std::string_view behind_plugin(std::string_view name_in_file) {
  const size_t slash = name_in_file.find('/');
  return slash == std::string_view::npos ? std::string_view() : name_in_file.substr(slash + 1);
}

// The note's name of the value that the digest names; "" if it names none.
std::string note_named(const store::Digest& digest) {
  std::string_view name = digest.name;
  const std::string_view mark = name.starts_with(value_mark) ? value_mark : erased_mark;
  if (!name.starts_with(mark)) return "";
  name.remove_prefix(mark.size());
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos) return "";
  return std::string(name.substr(0, slash + 1)).append(note_mark).append(name.substr(slash + 1));
}

}  // namespace

std::string to_text(const RecordNote& note) {
  return std::to_string(note.sequence).append(note.differs ? differs_mark : "");
}

std::optional<RecordNote> note_of(std::string_view text) {
  RecordNote note;
  note.differs = text.ends_with(differs_mark);
  if (note.differs) text.remove_suffix(differs_mark.size());
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, note.sequence);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return note;
}

std::string note_name_in_file(const DurableName& name) {
  return DurableName{name.plugin, std::string(note_mark).append(name.key), name.schema}.in_file();
}

std::string value_name_in_file(std::string_view note_name_in_file) {
  std::string name(note_name_in_file);
  return name.erase(name.find('/') + 1, note_mark.size());
}

bool is_note(std::string_view name_in_file) {
  return behind_plugin(name_in_file).starts_with(note_mark);
}

bool is_hosts_own(std::string_view name_in_file) {
  return behind_plugin(name_in_file).starts_with(':');
}

store::Digest digest_of(const DurableName& name, const std::optional<std::string>& value) {
  return {std::string(value ? value_mark : erased_mark).append(name.in_file()),
          base::sha256_hex(value.value_or(""))};
}

base::Result<LastRecords> last_records(const std::filesystem::path& folder, uint64_t after) {
  LastRecords last;
  const auto read = store::each_after(folder, after, [&last](const store::Entry& entry) {
    for (const auto& digest : entry.record.digests)
      if (std::string name = note_named(digest); !name.empty())
        last[std::move(name)] = entry.sequence;
  });
  if (!read) return base::Error(read.error().text());
  return last;
}

std::map<std::string, RecordNote> corrections(const std::map<std::string, RecordNote>& notes,
                                              const LastRecords& last, uint64_t head) {
  std::map<std::string, RecordNote> changed;
  for (const auto& [name, note] : notes)
    if (note.sequence > head && !note.differs) changed[name] = {note.sequence, true};
  for (const auto& [name, sequence] : last) {
    const auto found = notes.find(name);
    const RecordNote note = found == notes.end() ? RecordNote() : found->second;
    if (note.sequence < sequence && !note.differs) changed[name] = {note.sequence, true};
  }
  return changed;
}

std::map<std::string, RecordNote> all_differ(const std::map<std::string, RecordNote>& notes) {
  std::map<std::string, RecordNote> changed;
  for (const auto& [name, note] : notes)
    if (!note.differs) changed[name] = {note.sequence, true};
  return changed;
}

}  // namespace spark::services
