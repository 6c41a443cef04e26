// RecordLogs, as far as rows are read again.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <utility>

#include "services/record_logs.h"

namespace spark::services {

base::Result<void> RecordLogs::flush(const std::shared_ptr<RecordLog>& log) {
  const auto open = all_open();
  const auto found = open.find(log->name());
  if (writer_ == nullptr || found == open.end()) return {};
  const auto failure = std::make_shared<std::promise<std::string>>();
  auto told = failure->get_future();
  const bool is_posted = writer_->post_first([this, each = found->second, failure] {
    write(each);
    failure->set_value(each.writer->failure());
  });
  const auto refuse = [&](const std::string& why) {
    return base::Error("rows: log " + log->name() + ": its last rows are not written: " + why);
  };
  if (!is_posted) return refuse("the host ends");
  if (told.wait_for(std::chrono::milliseconds(row_flush_ms_max)) != std::future_status::ready)
    return refuse("the disk has not taken them within 5 s");
  if (const std::string why = told.get(); !why.empty()) return refuse(why);
  return {};
}

base::Result<void> RecordLogs::query(const spark_rows& rows, store::RowQuery query,
                                     const store::TakeRow& take) {
  if (auto written = flush(rows.log); !written) return written;
  query.columns = rows.layout->columns;
  return store::read_rows(store::log_folder(state_dir_, rows.log->name()), query, take);
}

base::Result<std::filesystem::path> RecordLogs::files_of(const std::filesystem::path& state_dir,
                                                         const std::string& log) {
  const auto& folder_of_all = state_dir.empty() ? state_dir_ : state_dir;
  if (state_dir.empty()) {
    const auto open = all_open();
    if (const auto found = open.find(log); found != open.end())
      if (auto written = flush(found->second.log); !written) return written.error();
  }
  const auto logs = store::list_logs(folder_of_all);
  if (!logs) return logs.error();
  if (std::find(logs->begin(), logs->end(), log) != logs->end())
    return {boost::system::in_place_value, store::log_folder(folder_of_all, log)};
  std::string all;
  for (const std::string& each : *logs) all.append(all.empty() ? "" : ", ").append(each);
  return base::Error(fmt::format("rows: {} has no log {}; it has {}", folder_of_all.string(), log,
                                 all.empty() ? "none" : all));
}

base::Result<void> RecordLogs::read(const std::filesystem::path& state_dir, const std::string& log,
                                    const store::RowQuery& query, const store::TakeRow& take) {
  const auto folder = files_of(state_dir, log);
  return folder ? store::read_rows(*folder, query, take) : folder.error();
}

base::Result<int64_t> RecordLogs::newest(const std::filesystem::path& state_dir,
                                         const std::string& log, int64_t before_utc_ms) {
  const auto folder = files_of(state_dir, log);
  return folder ? store::newest_row(*folder, before_utc_ms) : folder.error();
}

}  // namespace spark::services
