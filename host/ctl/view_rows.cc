#include "ctl/view_rows.h"

#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace spark::ctl {

namespace json = tool::json;

namespace {

std::string described(const store::RowColumns& columns) {
  std::string text;
  for (const auto& column : columns) {
    text.append(text.empty() ? "" : ", ").append(column.name).append(" ");
    text.append(store::row_type_name(column.type));
    text.append(column.is_time ? " time" : "").append(column.is_key ? " key" : "");
  }
  return text;
}

}  // namespace

std::vector<uint64_t> records_of(const NamedLog& log, const store::RecordedDays& recorded) {
  std::vector<uint64_t> records;
  for (const auto& day : log.info.days) {
    const auto found = recorded.find(store::day_object(log.name, day.day));
    const store::DaySeal* const seal = found == recorded.end() ? nullptr : found->second.seal();
    records.push_back(seal == nullptr || found->second.is_open ? 0 : seal->sequence);
  }
  return records;
}

json::value json_of_log(const NamedLog& log, const std::vector<uint64_t>& records) {
  json::array columns;
  for (const auto& column : log.info.columns)
    columns.push_back({{"name", column.name},
                       {"type", store::row_type_name(column.type)},
                       {"time", column.is_time},
                       {"key", column.is_key}});
  json::array days;
  for (size_t i = 0; i < records.size(); ++i)
    days.push_back({{"day", log.info.days[i].day},
                    {"bytes", log.info.days[i].bytes},
                    {"record", records[i] > 0 ? json::value(records[i]) : json::value()}});
  return {{"name", log.name},
          {"rows", log.info.rows},
          {"bytes", log.info.bytes},
          {"days_max", log.info.retention.days_max},
          {"bytes_max", log.info.retention.bytes_max},
          {"days", days},
          {"columns", columns},
          {"unreadable", json::array(log.info.unreadable.begin(), log.info.unreadable.end())}};
}

std::string view_logs(const std::vector<NamedLog>& logs, size_t width) {
  if (logs.empty()) return "no record logs\n";
  using tool::Align;
  tool::Table table({{"log", Align::left, true},
                     {"rows", Align::right},
                     {"bytes", Align::right},
                     {"days", Align::right},
                     {"on record", Align::right},
                     {"from"},
                     {"to"},
                     {"kept"},
                     {"columns"}});
  std::string remarks;
  for (const NamedLog& log : logs) {
    table.row({log.name, tool::grouped(log.info.rows), tool::grouped(log.info.bytes),
               std::to_string(log.info.days.size()), std::to_string(log.recorded),
               log.info.days.empty() ? "" : log.info.days.front().day,
               log.info.days.empty() ? "" : log.info.days.back().day,
               std::to_string(log.info.retention.days_max) + " d", described(log.info.columns)});
    for (const std::string& day : log.info.unreadable)
      remarks.append("cannot be read: " + day + "\n");
  }
  return table.render(width) + remarks;
}

}  // namespace spark::ctl
