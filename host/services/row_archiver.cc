#include "services/row_archiver.h"

#include <chrono>
#include <optional>
#include <utility>

#include "base/log.h"

namespace spark::services {

bool RowArchiver::has(const std::string& log, const std::filesystem::path& file,
                      const store::RowDigest* recorded) {
  if (folder_.empty()) return true;
  const bool is_ready =
      archived_.valid() && archived_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  // Another day, which nobody asks for any more: it is archived all the same.
  if (is_ready && under_way_ != file) (void)archived_.get();
  if (!archived_.valid()) {
    under_way_ = file;
    std::optional<store::RowDigest> wanted;
    if (recorded != nullptr) wanted = *recorded;
    archived_ = std::async(std::launch::async, [this, file, to = folder_ / log, wanted] {
      return store::archive_day(file, to, stop_, wanted ? &*wanted : nullptr);
    });
    return false;
  }
  if (!is_ready) return false;
  const base::Result<store::Archived> done = archived_.get();
  std::string trouble;
  if (!done)
    trouble = "record log " + log +
              ": a day is kept beyond its retention, since it cannot be "
              "archived: " +
              done.error().text;
  if (done && *done == store::Archived::before)
    base::log::info("record log {}: {} was archived before, with the same rows", log,
                    file.stem().string());
  const std::lock_guard lock(mutex_);
  if (!trouble.empty() && trouble != trouble_) base::log::warn("{}", trouble);
  trouble_ = std::move(trouble);
  return done.has_value();
}

std::string RowArchiver::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

}  // namespace spark::services
