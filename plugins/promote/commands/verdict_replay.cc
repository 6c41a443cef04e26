// `sparkctl verdict replay`: judges a verdict of the chain again, on any machine, without a host.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "replay_verdict.h"
#include "spark/tool/command.h"
#include "spark/tool/json.h"
#include "spark/tool/state_folders.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using tool::Error;
using tool::Exit;
using tool::Result;

constexpr const char* describe = "recompute a verdict from the records of the chain";
constexpr const char* notes = R"(
SEQ is the number of a record of the kind promote.verdict. Its figures are judged again by the
functions that judged them, and each record that it cites is looked up and compared. No host is
asked: the records are those of `sparkctl evidence list --json`, of this machine's chain, or of
a file. Whether the chain itself is whole, sparkctl evidence verify says.

Examples:
  sparkctl verdict replay 412
  sparkctl verdict replay 412 --records kept.json

Exit codes: 0 equal, and all cited records are the same; 1 not; 2 usage.)";

struct Options {
  uint64_t sequence = 0;
  std::string records;
  bool json = false;
};

// The last records of the chain that sparkctl finds.
Result<std::string> listed() {
  const std::string sparkctl =
      (tool::program_folder() / ".." / ".." / "bin" / "sparkctl").lexically_normal().string();
  const std::string command = "'" + sparkctl + "' evidence list --json --last 10000";
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return Error{Exit::failed, sparkctl + ": cannot be run"};
  std::string text;
  std::array<char, 65'536> part;
  while (const size_t count = std::fread(part.data(), 1, part.size(), pipe))
    text.append(part.data(), count);
  if (::pclose(pipe) != 0) return Error{Exit::failed, "the chain could not be read"};
  return text;
}

Result<std::string> read(const std::string& file) {
  if (file.empty()) return listed();
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{Exit::usage, file + ": cannot be read"};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<int> run(const Options& options) {
  const Result<std::string> text = read(options.records);
  if (!text) return text.error();
  const Result<tool::json::value> list = tool::parse_json(*text, "the list of records");
  if (!list) return list.error();
  const Result<promote::VerdictReplay> replay =
      promote::replay_verdict(promote::records_of(*list), options.sequence);
  if (!replay) return replay.error();
  tool::put(stdout, options.json ? tool::pretty(promote::json_of(*replay))
                                 : promote::text_of(*replay, tool::output_width()));
  return static_cast<int>(replay->is_proved() ? Exit::ok : Exit::failed);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl verdict replay");
  Options options;
  app.add_option("SEQ", options.sequence, "The number of the verdict's record")->required();
  app.add_option("--records", options.records,
                 "A file that sparkctl evidence list --json wrote, instead of the chain");
  app.add_flag("--json", options.json, "JSON instead of a table");
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<int> code = run(options);
  return code ? *code : tool::report("sparkctl verdict replay", code.error());
}
