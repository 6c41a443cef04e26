// What durable values and the chain know of one another.
//
// A value that was put with a record has a note beside it in the values' file: the record's
// sequence. The record has the value's name and digest. A record goes first, so a crash may leave
// it without its value; a start compares both, and the note then says that they differ until
// another record brings a value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "store/record.h"

namespace spark::services {

struct DurableName;

struct RecordNote {
  uint64_t sequence = 0;  // of the record that the value belongs to; 0: none has been put
  bool differs = false;   // the chain has a later record that names the value, or has lost this one

  friend bool operator==(const RecordNote&, const RecordNote&) = default;
};

// "17", or "17 differs".
[[nodiscard]] std::string to_text(const RecordNote& note);
// Nothing for a text that to_text() does not write.
[[nodiscard]] std::optional<RecordNote> note_of(std::string_view text);

// Where the note stands in the file, below the plugin's name as the value does.
[[nodiscard]] std::string note_name_in_file(const DurableName& name);
// The name in the file of the value that the note is beside.
[[nodiscard]] std::string value_name_in_file(std::string_view note_name_in_file);
// Whether a name in the file is a note's, or another one of the host's own in a plugin's name.
[[nodiscard]] bool is_note(std::string_view name_in_file);
[[nodiscard]] bool is_hosts_own(std::string_view name_in_file);

// The digest by which a record names a value; no value: it is taken away.
[[nodiscard]] store::Digest digest_of(const DurableName& name,
                                      const std::optional<std::string>& value);

// The notes' names in the file, and the last record that names the value of each.
using LastRecords = std::map<std::string, uint64_t>;

// From the records of the chain in `folder` after that sequence. [slow]
[[nodiscard]] base::Result<LastRecords> last_records(const std::filesystem::path& folder,
                                                     uint64_t after);

// The notes that must change after a start, by their names in the file. `notes`: those of the
// values' file; `head`: the chain's last sequence. Pure.
[[nodiscard]] std::map<std::string, RecordNote> corrections(
    const std::map<std::string, RecordNote>& notes, const LastRecords& last, uint64_t head);
// The same where the chain cannot be read.
[[nodiscard]] std::map<std::string, RecordNote> all_differ(
    const std::map<std::string, RecordNote>& notes);

}  // namespace spark::services
