#include "ctl/append_evidence.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/json_object.h"
#include "base/json_strict.h"
#include "base/json_text.h"
#include "base/names.h"
#include "base/whole_file.h"
#include "ctl/commands.h"
#include "spark/tool/visible.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;
namespace json = tool::json;

namespace {

constexpr std::string_view format = "spark-evidence-1";
constexpr const char* evidence_path = "/admin/v1/evidence";
constexpr size_t record_bytes_max = 64 * 1024;
constexpr size_t file_bytes_max = 128 * 1024;  // with what stands around the record

Error wrong(const std::string& text) {
  return Error{Exit::usage, "evidence append: " + text};
}

Result<std::string> read_record(const std::string& file) {
  if (file.empty() || file == "-") {
    auto text = base::read_until_end(STDIN_FILENO, record_bytes_max + 1);
    if (!text) return wrong("standard input cannot be read");
    if (text->size() > record_bytes_max) return wrong("the record has more than 64 KiB");
    return {boost::system::in_place_value, std::move(*text)};
  }
  auto text = base::read_whole(file, record_bytes_max);
  if (!text) return wrong(text.error().text);
  return {boost::system::in_place_value, std::move(*text)};
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  base::append_json_string(out, name);
  out += ':';
  base::append_json_string(out, value);
  out += ',';
}

Result<int> write_file(const Options& options, const std::string& file, const std::string& text,
                       const std::string& why) {
  if (fs::exists(file)) return wrong(file + " is there already: import it, or name another file");
  if (auto written = base::write_whole(file, text); !written)
    return Error{Exit::failed, written.error().text};
  const std::string place = fs::absolute(file).string();
  const json::object value{{"written", place}, {"why", why}};
  return print(options, value, [&](size_t) {
    return (why.empty() ? "" : tool::visible(why) + "\n") + "written to " + tool::visible(place) +
           "\nput it on record later: sparkctl evidence append --import " + tool::visible(place) +
           "\n";
  });
}

// The host's place for the record.
Result<int> post(const Options& options, Admin& admin, const std::string& text) {
  const Result<JsonResponse> reply = admin.request("POST", evidence_path, text);
  if (!reply) {
    if (reply.error().exit != Exit::failed) return reply.error();
    return Error{Exit::failed,
                 reply.error().text + "; whether it is on record: see sparkctl evidence list"};
  }
  if (!reply->is_ok())
    return Error{Exit::failed, "evidence append: " + refusal(reply->status, reply->body)};
  return print(options, reply->body, [&](size_t) {
    return "on record as number " + tool::text(reply->body, "sequence") + ", hash " +
           tool::text(reply->body, "hash") + "\n";
  });
}

Result<int> import_file(const Options& options, const std::string& file) {
  const auto text = base::read_whole(file, file_bytes_max);
  if (!text) return wrong(text.error().text);
  if (auto checked = check_evidence_text(*text); !checked)
    return Error{Exit::usage, file + ": " + checked.error().text};
  Result<Admin> admin = Admin::open(options);
  if (!admin) return admin.error();
  const Result<int> done = post(options, *admin, *text);
  if (!done) return done;
  // So that a second import does not put it on record twice.
  std::error_code failed;
  fs::rename(file, file + ".imported", failed);
  if (failed)
    return Error{Exit::failed, "it is on record, but " + file + " cannot be renamed to " + file +
                                   ".imported: " + failed.message()};
  return done;
}

Result<int> append(const Options& options, const EvidenceWords& words) {
  if (!words.import.empty()) return import_file(options, words.import);
  if (words.kind.empty()) return wrong("expected --kind, such as train.report, or --import FILE");
  const Result<std::string> record = read_record(words.file);
  if (!record) return record.error();
  const Result<std::string> text = evidence_text(words, *record, "");
  if (!text) return text.error();
  const auto keep = [&](const std::string& why) -> Result<int> {
    const int64_t now_ms = base::utc_ms();
    const Result<std::string> kept = evidence_text(words, *record, base::iso8601_utc(now_ms));
    if (!kept) return kept.error();
    const std::string file = words.out.empty() ? evidence_file_name(words.kind, now_ms) : words.out;
    return write_file(options, file, *kept, why);
  };
  if (!words.out.empty()) return keep("");
  Result<Admin> admin = Admin::open(options);
  const Result<int> done = admin ? post(options, *admin, *text) : Result<int>(admin.error());
  if (done || done.error().exit != Exit::unreachable) return done;
  // The record is not lost; but a host that was named and is not there is a fault.
  const Result<int> kept = keep(done.error().text);
  return kept && is_named(options) ? Result<int>(static_cast<int>(Exit::unreachable)) : kept;
}

}  // namespace

Result<std::string> evidence_text(const EvidenceWords& words, std::string_view record,
                                  const std::string& written) {
  if (!base::is_dotted_name(words.kind, 2))
    return wrong("--kind '" + words.kind +
                 "': expected two or more names joined by dots, such as train.report");
  if (auto checked = base::check_strict_json(record); !checked)
    return wrong("the record: " + checked.error().text);
  std::string text = "{";
  append_member(text, "format", format);
  append_member(text, "kind", words.kind);
  append_member(text, "subject", words.subject);
  if (!written.empty()) append_member(text, "written", written);
  text += "\"record\":";
  return {boost::system::in_place_value, text.append(record).append("}\n")};
}

Result<void> check_evidence_text(std::string_view text) {
  const base::JsonObject read(text);
  if (read.object() == nullptr) return Error{Exit::usage, read.why_not()};
  if (read.text("format") != format || !read.text("written"))
    return Error{Exit::usage,
                 "expected a file that sparkctl evidence append wrote while no host ran"};
  return {};
}

std::string evidence_file_name(const std::string& kind, int64_t utc_ms) {
  return "evidence-" + kind + "-" + std::to_string(utc_ms) + ".json";
}

void declare_append(const AddCommand& add) {
  const auto words = std::make_shared<EvidenceWords>();
  CLI::App* const app =
      add("evidence append", "Puts a tool's record on the chain; without a host, into a file",
          "sparkctl evidence append --kind train.report --subject m-7 --file report.json\n"
          "  train | sparkctl evidence append --kind train.report\n"
          "  sparkctl evidence append --import evidence-train.report-1767225600000.json",
          [words](const Options& options) { return append(options, *words); });
  app->add_option("--kind", words->kind, "What it is: names joined by dots, TOOL.KIND");
  app->add_option("--subject", words->subject, "What it is about, such as a model's name");
  app->add_option("--file", words->file,
                  "The record: one JSON object of at most 64 KiB (else standard input)");
  CLI::Option* const out =
      app->add_option("--out", words->out, "Writes this file for a later import; asks no host");
  app->add_option("--import", words->import, "Puts a file on record that was written so")
      ->excludes(out);
}

}  // namespace spark::ctl
