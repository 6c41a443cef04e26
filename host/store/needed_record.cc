#include "store/needed_record.h"

#include "store/evidence_files.h"
#include "store/record_log.h"
#include "store/row_reader.h"
#include "store/row_records.h"

namespace fs = std::filesystem;

namespace spark::store {

base::Result<std::optional<Needed>> needed_record(const fs::path& state_dir) {
  const auto file = oldest_needed(state_dir);
  if (!file) return base::Error(file.error().text());
  std::optional<Needed> needed;
  if (*file)
    needed = Needed{(*file)->sequence, "evidence/" + (*file)->path + " needs record " +
                                           std::to_string((*file)->sequence) +
                                           ": it goes first, with sparkctl evidence archive"};
  const auto days = recorded_days(state_dir / "chain");
  if (!days) return days.error();
  for (const auto& [object, day] : *days) {
    const auto name = log_day_of(object);
    if (!name || !day.closed || (needed && needed->sequence <= day.closed->sequence)) continue;
    if (!fs::exists(day_file(log_folder(state_dir, name->log), name->day))) continue;
    needed = Needed{day.closed->sequence, object + " needs record " +
                                              std::to_string(day.closed->sequence) +
                                              ": it goes first, by its log's retention"};
  }
  return needed;
}

}  // namespace spark::store
