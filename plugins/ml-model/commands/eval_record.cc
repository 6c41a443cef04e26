#include "eval_record.h"

#include <fstream>

#include "eval_span.h"

namespace eval {
namespace {

namespace fs = std::filesystem;
namespace tool = spark::tool;
using tool::Error;
using tool::Exit;
using tool::Result;

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

Result<RecordPlace> keep_record(const fs::path& folder, const std::string& subject,
                                const std::string& record, int64_t written_ms) {
  const fs::path file =
      folder / ("evidence-" + std::string(kind) + "-" + std::to_string(written_ms) + ".json");
  const Result<void> written =
      write_whole(file, tool::record_text(kind, subject, record, time_text(written_ms)));
  if (!written) return written.error();
  RecordPlace place;
  place.file = file.string();
  return place;
}

}  // namespace eval
