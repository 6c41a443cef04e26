#include "eval_record.h"

#include <boost/json/serialize.hpp>
#include <fstream>

#include "eval_span.h"
#include "spark/tool/json.h"
#include "spark/tool/on_record.h"

namespace eval {
namespace {

namespace fs = std::filesystem;
namespace tool = spark::tool;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* kind = "eval.report";

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(tool::json::serialize(tool::json::value(name))).append(":");
  out.append(tool::json::serialize(tool::json::value(value))).append(",");
}

}  // namespace

Result<void> write_whole(const fs::path& file, const std::string& text) {
  std::error_code code;
  if (!file.parent_path().empty()) fs::create_directories(file.parent_path(), code);
  const fs::path draft = file.string() + ".part";
  std::ofstream out(draft, std::ios::binary);
  out << text;
  out.close();
  if (out) fs::rename(draft, file, code);
  if (!out || code) return Error{Exit::usage, file.string() + ": cannot be written"};
  return {};
}

std::string record_text(const std::string& subject, const std::string& record,
                        const std::string& written) {
  std::string text = "{";
  append_member(text, "format", "spark-evidence-1");
  append_member(text, "kind", kind);
  append_member(text, "subject", subject);
  if (!written.empty()) append_member(text, "written", written);
  return text.append("\"record\":").append(record).append("}\n");
}

Result<RecordPlace> put_on_record(const std::string& subject, const std::string& record) {
  const Result<tool::OnRecord> found = tool::put_on_record(kind, subject, record);
  if (!found) return found.error();
  RecordPlace place;
  place.sequence = found->sequence;
  place.hash = found->hash;
  return place;
}

Result<RecordPlace> keep_record(const fs::path& folder, const std::string& subject,
                                const std::string& record, int64_t written_ms) {
  const fs::path file =
      folder / ("evidence-" + std::string(kind) + "-" + std::to_string(written_ms) + ".json");
  const Result<void> written =
      write_whole(file, record_text(subject, record, time_text(written_ms)));
  if (!written) return written.error();
  RecordPlace place;
  place.file = file.string();
  return place;
}

}  // namespace eval
