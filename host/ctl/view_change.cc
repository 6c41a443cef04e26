// The effect that a change had on the host, or would have.
#include "ctl/view_parts.h"
#include "ctl/views.h"
#include "spark/tool/format.h"

namespace spark::ctl {

namespace json = tool::json;
using tool::items;
using tool::text;

namespace {

// "v1.8.1 0123456789ab"; "-" if it did not exist or has no version, such as a pipeline.
std::string identity(const json::value& change, const std::string& side) {
  if (tool::find(change, side + ".sha256") == nullptr) return text(change, side + ".version");
  const std::string digest = short_digest(change, side + ".sha256");
  if (tool::find(change, side + ".version") == nullptr) return digest;
  return text(change, side + ".version") + " " + digest;
}

std::string headline(const json::value& answer) {
  const std::string from = text(answer, "generation.from");
  const std::string to = text(answer, "generation.to");
  if (items(answer, "changes").empty() && (from == to || to == "-"))
    return "generation " + from + " stays: nothing differs\n";
  if (!is_true(answer, "dry_run")) return "generation " + from + " -> " + to + "\n";
  return "dry run: generation " + from + " would become " + (to == "-" ? "another" : to) +
         "; nothing is changed\n";
}

std::string steps_line(const json::value& answer) {
  std::string line;
  for (const json::value& one : items(answer, "steps")) {
    line += (line.empty() ? "\nsteps: " : ", ") + text(one, "step") + " " +
            tool::fixed(tool::number(one, "ms").value_or(0), 1) + " ms";
  }
  if (line.empty()) return "";
  const std::optional<double> total_ms = tool::number(answer, "total_ms");
  return line + (total_ms ? "; " + tool::fixed(*total_ms, 1) + " ms in all" : "") + "\n";
}

// Libraries and artefacts whose files differ from the host's copies.
std::string changed_files(const json::value& answer, size_t width) {
  tool::Table table({{"changed in place"}, {"running"}, {"found"}, {"path"}});
  for (const json::value& one : items(answer, "files_changed")) {
    const bool readable = tool::find(one, "error") == nullptr;
    table.row({text(one, "what"), short_digest(one, "running"),
               readable ? short_digest(one, "found") : text(one, "error"), text(one, "path")});
  }
  if (table.empty()) return "";
  return section(table, width) +
         (is_true(answer, "files_taken")
              ? ""
              : "\nwarning: these files are not taken; --files takes them\n");
}

}  // namespace

std::string view_change(const json::value& answer, size_t width) {
  tool::Table changes({{"kind"}, {"name", tool::Align::left, true}, {"from"}, {"to"}, {"state"}});
  for (const json::value& one : items(answer, "changes")) {
    changes.row({text(one, "kind"), text(one, "name"), identity(one, "from"), identity(one, "to"),
                 text(one, "state")});
  }
  std::string out = headline(answer) + section(changes, width);
  for (const json::value& warning : items(answer, "warnings"))
    out += "\nwarning: " + text(warning) + "\n";
  if (!items(answer, "restart_needed").empty()) {
    out += "\nwarning: not in force before a restart of sparkd: " + text(answer, "restart_needed") +
           "\n";
  }
  const std::pair<const char*, const char*> coming[] = {{"series.added", "series that would come"},
                                                        {"routes.added", "routes that would come"},
                                                        {"routes.removed", "routes that would go"}};
  for (const auto& [path, title] : coming) {
    if (items(answer, path).empty()) continue;
    out += "\n" + std::string(title) + ":\n";
    for (const json::value& one : items(answer, path)) out += "  " + text(one) + "\n";
  }
  return out + changed_files(answer, width) + steps_line(answer);
}

std::string view_quarantine(const json::value& quarantine, size_t width) {
  // The digest in full: `clear` takes it.
  tool::Table table({{"what"}, {"since"}, {"reason"}, {"sha256", tool::Align::left, true}});
  for (const json::value& one : items(quarantine, "quarantined")) {
    table.row({text(one, "what"), text(one, "since"), text(one, "reason"), text(one, "sha256")});
  }
  return table.empty() ? "Nothing is in quarantine.\n" : table.render(width);
}

}  // namespace spark::ctl
