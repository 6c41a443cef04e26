// `sparkctl verdict replay`: judges a verdict of the chain again, on any machine, without a host.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "replay_verdict.h"
#include "spark/recorded/sparkctl.h"
#include "spark/recorded/url.h"
#include "spark/tool/command.h"
#include "spark/tool/json.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "recompute a verdict from the records of the chain";
constexpr const char* notes = R"(
SEQ is the number of a record of the kind promote.verdict. Its figures are judged again by the
functions that judged them, those of pairs are computed again from the counts and histograms that
the record has, and each record that it cites is looked up and compared. Where rows of the window
are there, live or archived, they are counted again and set against the counts. No host is asked:
the records are those of `sparkctl evidence list --json`, of this machine's chain, or of a file;
with a file, rows are looked at only where --state-dir or --archive is given. Whether the chain
itself is whole, sparkctl evidence verify says.

Examples:
  sparkctl verdict replay 412
  sparkctl verdict replay 412 --archive /srv/spark-rows
  sparkctl verdict replay 412 --records kept.json

Exit codes: 0 equal, all cited records are the same, and no row that is there contradicts; 1 not;
2 usage. Rows that are gone, and a record that is older than counts, are said and are no fault.)";

struct Options {
  uint64_t sequence = 0;
  std::string records;
  promote::RowsAsked rows;
  bool has_state_dir = false;  // was named here
  bool without_rows = false;
  bool json = false;
};

// The last records of the chain that sparkctl finds.
Result<std::string> listed(const std::string& state_dir) {
  std::string text;
  const Result<void> done = recorded::run_sparkctl(
      state_dir, {"evidence", "list", "--json", "--last", "10000"}, [&text](std::string_view part) {
        text += part;
        return Result<void>();
      });
  if (!done) return done.error();
  return text;
}

// A file of records is of some machine: rows that happen to be on this one may be others.
bool are_rows_asked(const Options& options) {
  const bool is_named = options.has_state_dir || !options.rows.archive.empty();
  return !options.without_rows && (options.records.empty() || is_named);
}

Result<std::string> read(const Options& options) {
  const std::string& file = options.records;
  if (file.empty()) return listed(options.rows.state_dir);
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{Exit::usage, file + ": cannot be read"};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<int> run(const Options& options) {
  const Result<std::string> text = read(options);
  if (!text) return text.error();
  const Result<tool::json::value> list = tool::parse_json(*text, "the list of records");
  if (!list) return list.error();
  Result<promote::VerdictReplay> replay =
      promote::replay_verdict(promote::records_of(*list), options.sequence);
  if (!replay) return replay.error();
  const promote::Inputs& inputs = replay->recorded.inputs;
  if (inputs.pairs.basis && are_rows_asked(options)) {
    auto rows = promote::recount_rows(inputs.pairs, inputs.alerts.starts_ms, options.rows);
    if (!rows) return rows.error();
    replay->rows = std::move(*rows);
  }
  tool::put(stdout, options.json ? tool::pretty(promote::json_of(*replay))
                                 : promote::text_of(*replay, tool::output_width()));
  return static_cast<int>(replay->is_proved() ? Exit::ok : Exit::failed);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl verdict replay");
  Options options;
  if (const char* found = std::getenv("SPARK_STATE_DIR")) options.rows.state_dir = found;
  app.add_option("SEQ", options.sequence, "The number of the verdict's record")->required();
  app.add_option("--records", options.records,
                 "A file that sparkctl evidence list --json wrote, instead of the chain");
  CLI::Option* const state_dir = app.add_option("--state-dir", options.rows.state_dir,
                                                "The host's state folder (else the one found)");
  app.add_option("--archive", options.rows.archive, "The folder of archived days, read as well");
  app.add_option("--log", options.rows.log,
                 "The recorder's log of the two models, such as predict (else all are read)");
  app.add_flag("--no-rows", options.without_rows, "Counts no rows again");
  app.add_flag("--json", options.json, "JSON instead of a table");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  options.has_state_dir = state_dir->count() > 0;
  if (!options.rows.log.empty()) options.rows.log = recorded::full_name(options.rows.log);
  const Result<int> code = run(options);
  return code ? *code : tool::report("sparkctl verdict replay", code.error());
}
