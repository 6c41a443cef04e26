#include "log_text.h"

#include <boost/json/value.hpp>

namespace recorder {
namespace {

namespace json = boost::json;

void list_keys(const json::value& value, const std::string& path, std::string& keys) {
  if (value.is_array() && !value.as_array().empty())
    return list_keys(value.as_array().front(), path + "[]", keys);
  if (!value.is_object()) {
    keys.append(path).append("\n");
    return;
  }
  // Whose names are data: symbols, values, sources, models.
  const bool is_open = path == "symbols" || path == "inputs" || path == "features" ||
                       path == "sources" || path == "models" || path == "derived";
  for (const auto& [key, member] : value.as_object()) {
    std::string whole = path.empty() ? "" : path + ".";
    list_keys(member, whole.append(is_open ? "*" : std::string(key)), keys);
    if (is_open) return;
  }
}

}  // namespace

std::string text_of(const std::vector<TextRow>& rows) {
  std::string text =
      "at,request_id,sequence,received_ms,dropped,symbol,ts,advances,mid,spread_bp,vol_1m,rsi_14,"
      "spread_estimated,code,source,production_model,candidate_model,fallback_model,features_1,"
      "features_2,features_3,feature_bits";
  for (int i = 0; i < 32; ++i) text.append(i < 10 ? ",f0" : ",f").append(std::to_string(i));
  text.append("\n");
  int64_t sequence = 0;
  for (const TextRow& row : rows) {
    const std::string at = std::to_string(row.at_ms);
    ++sequence;
    text.append(at).append(",id,").append(std::to_string(sequence)).append(",");
    text.append(std::to_string(begin_ms * 2 + sequence)).append(",").append(row.dropped);
    text.append(",").append(row.symbol).append(",");
    if (row.has_time) text.append(row.ts.empty() ? at : row.ts);
    text.append(row.advances ? ",true," : ",false,").append(row.mid).append(",");
    text.append(row.spread).append(",").append(std::to_string(1 + sequence % 7)).append(",");
    text.append(std::to_string(40 + sequence % 9)).append(",false,").append(row.code).append(",");
    text.append(row.source).append(",").append(row.model).append(",,,\"").append(row.features);
    text.append("\",,,").append(row.bits).append(",").append(row.f00).append(",").append(row.f01);
    text.append(30, ',').append("\n");
  }
  return text;
}

std::vector<TextRow> minutes(int count) {
  std::vector<TextRow> rows;
  for (int i = 0; i < count; ++i) {
    TextRow& row = rows.emplace_back();
    row.at_ms = begin_ms + i * a_minute_ms;
    row.mid = std::to_string(60'000 + i % 50);
    row.spread = "1." + std::to_string(i % 3);
    row.f00 = "0." + std::to_string(1 + i % 8);
  }
  return rows;
}

std::string keys_of(const spark::tool::json::value& document) {
  std::string keys;
  list_keys(document, "", keys);
  return keys;
}

std::string read_text(const std::string& text, LogRowReader::Take take) {
  LogRowReader reader("log", std::move(take));
  // In pieces that cut lines and cells.
  for (size_t at = 0; at < text.size(); at += 997)
    if (const auto read = reader.add(std::string_view(text).substr(at, 997)); !read)
      return read.error().text;
  const auto finished = reader.finish();
  return finished ? "" : finished.error().text;
}

}  // namespace recorder
