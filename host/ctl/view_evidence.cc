#include "ctl/view_evidence.h"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "base/clock.h"
#include "base/hex.h"
#include "base/json_text.h"
#include "spark/tool/format.h"
#include "spark/tool/table.h"
#include "spark/tool/visible.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::Align;
using tool::Table;

namespace {

constexpr size_t digest_shown = 12;
constexpr size_t field_bytes_shown = 60;

std::string utc(int64_t utc_ms) {
  char text[24];
  base::iso8601_utc(utc_ms, text);
  return {text, sizeof text};
}

// Records hold texts that clients sent; a long field is cut to leave room for the others.
std::string shown(const std::string& text) {
  return tool::shortened(tool::visible(text), field_bytes_shown);
}

// Bytes that are not UTF-8 do not get into the JSON.
json::value text_of(const std::string& text) {
  std::string quoted;
  base::append_json_string(quoted, text);
  return json::parse(quoted);
}

std::string summary(const store::CheckpointFound& found) {
  using State = store::CheckpointState;
  const std::string what = "record " + tool::grouped(found.checkpoint.sequence) + ", signed " +
                           found.checkpoint.utc + " by " +
                           found.checkpoint.public_key.substr(0, digest_shown);
  switch (found.state) {
    case State::none:
      return "none: if the last records were cut off, nothing here would show it";
    case State::matches:
      return what + ": matches";
    case State::wrong:
      return "WRONG, see below";
    case State::not_reached:
      return what + ": not reached";
    case State::archived:
      return what + ": is archived; --archive FOLDER compares it";
  }
  return "";
}

// Hashes show edits; that nothing is missing at the end, a signature alone shows.
std::string proved(const store::VerifyReport& report) {
  const uint64_t until = proved_until(report);
  if (until == 0) return "nothing: no signed checkpoint matches";
  return "until checkpoint " + tool::grouped(until) +
         (until < report.records ? "; later records are whole, but others may have followed them"
                                 : "");
}

json::value digests_of(const store::Record& record) {
  json::array digests;
  for (const store::Digest& digest : record.digests)
    digests.push_back(json::object{{"name", text_of(digest.name)}, {"sha256", digest.sha256}});
  return digests;
}

}  // namespace

uint64_t proved_until(const store::VerifyReport& report) {
  uint64_t until = report.archived && report.is_whole() ? report.archived->end.sequence : 0;
  for (const store::CheckpointFound& found : report.checkpoints)
    if (found.state == store::CheckpointState::matches)
      until = std::max(until, found.checkpoint.sequence);
  return until;
}

std::string view_report(const std::filesystem::path& chain, const store::VerifyReport& report,
                        const BesideTheChain& beside, size_t width) {
  const store::EvidenceFiles& files = beside.files;
  Table table({{""}, {""}});
  table.row({"chain", chain.string()});
  table.row({"records", tool::grouped(report.records) + " in " + tool::grouped(report.segments) +
                            (report.segments == 1 ? " segment" : " segments")});
  if (report.records > 0)
    table.row({"times", utc(report.first_utc_ms) + " to " + utc(report.last_utc_ms)});
  table.row({"last hash", report.last_hash});
  if (report.archived) {
    const store::Checkpoint& end = report.archived->end;
    table.row({"archived", "records 1 to " + tool::grouped(end.sequence) + ", signed " + end.utc +
                               " by " + end.public_key.substr(0, digest_shown)});
  }
  if (report.leftovers > 0)
    table.row({"", tool::grouped(report.leftovers) +
                       " archived segments are to be removed: sparkctl evidence archive-chain"});
  for (const store::CheckpointFound& found : report.checkpoints) {
    table.row({"checkpoint", summary(found)});
    table.row({"", found.file.string()});
  }
  if (report.is_key_alone) table.row({"warning", std::string(store::key_alone)});
  if (report.noted)
    table.row({"noted", "record " + tool::grouped(report.noted->sequence) + ", beside the chain"});
  if (report.torn_bytes > 0) {
    table.row({"torn", tool::grouped(report.torn_bytes) +
                           " bytes behind the last record: a crash left them, or the host is "
                           "writing; no record was lost that was acknowledged"});
  }
  if (report.is_whole())
    table.row({"files", tool::grouped(files.as_recorded.size()) + " as recorded, " +
                            tool::grouped(files.archived) + " archived, " +
                            tool::grouped(files.unfinished) + " to be finished by the host, " +
                            tool::grouped(files.troubles.size()) + " not as recorded"});
  if (report.is_whole() && beside.closed_days > 0)
    table.row({"rows", tool::grouped(beside.closed_days) +
                           " closed days on record; sparkctl rows verify compares them"});
  table.row({"proved", proved(report)});
  std::string text = table.render(width);
  if (!files.troubles.empty()) {
    text += "\nFILES ARE NOT AS RECORDED:\n";
    for (const store::FileTrouble& each : files.troubles)
      text += "  " + tool::visible(each.text) + "\n";
  }
  if (report.is_whole()) return text + "\nThe chain is whole.\n";
  text += "\nTHE CHAIN IS NOT WHOLE:\n";
  for (const store::Flaw& flaw : report.flaws) text += "  " + tool::visible(flaw.text()) + "\n";
  return text;
}

json::value json_of(const std::filesystem::path& chain, const store::VerifyReport& report,
                    const BesideTheChain& beside) {
  const store::EvidenceFiles& files = beside.files;
  json::array checkpoints;
  for (const store::CheckpointFound& found : report.checkpoints) {
    json::object one{{"file", text_of(found.file.string())}, {"state", name_of(found.state)}};
    if (!found.checkpoint.hash.empty()) {
      one["seq"] = found.checkpoint.sequence;
      one["hash"] = found.checkpoint.hash;
      one["utc"] = found.checkpoint.utc;
      one["public_key"] = found.checkpoint.public_key;
    }
    checkpoints.push_back(std::move(one));
  }
  json::array flaws;
  for (const store::Flaw& flaw : report.flaws) {
    flaws.push_back(json::object{{"file", text_of(flaw.file.string())},
                                 {"byte", flaw.byte},
                                 {"seq", flaw.sequence},
                                 {"what", text_of(flaw.what)}});
  }
  json::array troubles;
  for (const store::FileTrouble& each : files.troubles) troubles.push_back(text_of(each.text));
  json::object out{{"whole", report.is_whole()},
                   {"proved_until", proved_until(report)},
                   {"files", json::object{{"as_recorded", files.as_recorded.size()},
                                          {"archived", files.archived},
                                          {"unfinished", files.unfinished},
                                          {"troubles", std::move(troubles)}}},
                   {"closed_days", beside.closed_days},
                   {"chain", text_of(chain.string())},
                   {"records", report.records},
                   {"segments", report.segments}};
  out["first_utc"] = report.records > 0 ? json::value(utc(report.first_utc_ms)) : nullptr;
  out["last_utc"] = report.records > 0 ? json::value(utc(report.last_utc_ms)) : nullptr;
  out["last_hash"] = report.last_hash;
  out["archived_until"] = report.archived ? report.archived->end.sequence : 0;
  out["leftovers"] = report.leftovers;
  out["torn_bytes"] = report.torn_bytes;
  out["checkpoints"] = std::move(checkpoints);
  out["is_key_alone"] = report.is_key_alone;
  out["noted"] = report.noted ? json::value(report.noted->sequence) : json::value();
  out["flaws"] = std::move(flaws);
  return out;
}

std::string view_entries(const std::vector<store::Entry>& entries, size_t width) {
  Table table({{"seq", Align::right},
               {"time", Align::left, true},
               {"actor"},
               {"action"},
               {"object"},
               {"result"},
               {"detail"},
               {"hash"}});
  for (const store::Entry& entry : entries) {
    const store::Record& record = entry.record;
    table.row({std::to_string(entry.sequence), utc(entry.utc_ms), shown(record.actor),
               shown(record.action), shown(record.object), shown(record.result),
               shown(record.detail), base::to_hex(entry.hash).substr(0, digest_shown)});
  }
  return table.empty() ? "No records.\n" : table.render(width);
}

json::value json_of(const std::vector<store::Entry>& entries) {
  json::array records;
  for (const store::Entry& entry : entries) {
    const store::Record& record = entry.record;
    records.push_back(json::object{{"seq", entry.sequence},
                                   {"utc", utc(entry.utc_ms)},
                                   {"steady_ns", entry.steady_ns},
                                   {"boot", text_of(entry.boot)},
                                   {"actor", text_of(record.actor)},
                                   {"action", text_of(record.action)},
                                   {"object", text_of(record.object)},
                                   {"digests", digests_of(record)},
                                   {"result", text_of(record.result)},
                                   {"detail", text_of(record.detail)},
                                   {"previous", base::to_hex(entry.previous)},
                                   {"hash", base::to_hex(entry.hash)}});
  }
  return json::object{{"records", std::move(records)}};
}

}  // namespace spark::ctl
