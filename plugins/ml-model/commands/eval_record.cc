#include "eval_record.h"

#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <fstream>

#include "eval_span.h"
#include "spark/tool/http_client.h"
#include "spark/tool/json.h"
#include "spark/tool/listener.h"
#include "spark/tool/token.h"

namespace eval {
namespace {

namespace fs = std::filesystem;
namespace tool = spark::tool;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* kind = "eval.report";

struct Destination {
  tool::Address address;
  std::string token;
};

// The host that was named, or the one of this machine that sparkctl found.
Result<Destination> destination() {
  const char* named = std::getenv("SPARK_ADMIN");
  const bool is_named = named != nullptr && *named != '\0';
  const std::string found = tool::listener_url("admin", "");
  const std::string usual = found.empty() ? "http://127.0.0.1:4002" : found;
  const Result<tool::Address> address = tool::parse_url(is_named ? named : usual);
  if (!address) return address.error();
  Result<tool::Credential> credential = tool::find_credential("");
  if (!credential) return credential.error();
  // The credential of a host that was found belongs to it, on each of this machine's addresses.
  if (!is_named && !found.empty() && tool::is_own(address->host)) credential->named = true;
  const Result<std::string> token = tool::token_for(*credential, *address);
  if (!token) return token.error();
  return Destination{*address, *token};
}

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
  const Result<Destination> to = destination();
  if (!to) return to.error();
  tool::Client client(to->address, {.token = to->token, .headers = {}});
  const Result<tool::Response> response =
      client.call("POST", "/admin/v1/evidence", record_text(subject, record, ""));
  if (!response) return response.error();
  const Result<tool::json::value> body =
      tool::parse_json(response->body, "the answer of " + to->address.text());
  if (!body) return body.error();
  const std::optional<double> sequence = tool::number(*body, "sequence");
  if (response->status != 200 || !sequence)
    return Error{Exit::failed, to->address.text() + " answers " + std::to_string(response->status) +
                                   ": " + tool::text(*body, "error")};
  RecordPlace place;
  place.sequence = static_cast<uint64_t>(*sequence);
  place.hash = tool::raw(*body, "hash");
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
