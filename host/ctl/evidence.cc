#include "ctl/evidence.h"

#include <algorithm>
#include <memory>

#include "base/whole_file.h"
#include "ctl/append_evidence.h"
#include "ctl/archive_chain.h"
#include "ctl/commands.h"
#include "ctl/state_dir.h"
#include "ctl/view_evidence.h"
#include "spark/tool/json.h"
#include "spark/tool/terminal.h"
#include "spark/tool/visible.h"
#include "store/checkpoint.h"
#include "store/evidence_files.h"
#include "store/last_entries.h"
#include "store/row_records.h"
#include "store/verify.h"

namespace spark::ctl {

using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;

namespace {

// The values of a command line; they live as long as the commands.
struct EvidenceArguments {
  std::string checkpoint;
  std::string key;
  std::string out;
  std::string archive;
  size_t last = 20;
  uint64_t until = 0;
};
using EvidenceArgumentsPtr = std::shared_ptr<EvidenceArguments>;

Result<fs::path> find_chain(const Options& options) {
  const Result<fs::path> state_dir = find_state_dir(options.state_dir);
  if (!state_dir) return state_dir.error();
  return *state_dir / "chain";
}

Result<int> verify(const Options& options, const EvidenceArguments& asked) {
  const Result<fs::path> chain = find_chain(options);
  if (!chain) return chain.error();
  const store::VerifyReport report =
      store::verify({*chain, asked.checkpoint, asked.key, asked.archive});
  // Where the chain is flawed, its records say nothing of files and rows.
  BesideTheChain beside;
  if (report.is_whole()) {
    const auto compared = store::compare_files(chain->parent_path());
    if (!compared) return Error{Exit::failed, compared.error().text()};
    beside.files = *compared;
    const auto days = store::recorded_days(*chain);
    if (!days) return Error{Exit::failed, days.error().text};
    beside.closed_days = static_cast<size_t>(std::count_if(
        days->begin(), days->end(), [](const auto& day) { return day.second.closed.has_value(); }));
  }
  print(options, json_of(*chain, report, beside),
        [&](size_t width) { return view_report(*chain, report, beside, width); });
  const bool is_whole = report.is_whole() && beside.files.troubles.empty();
  return static_cast<int>(is_whole ? Exit::ok : Exit::failed);
}

// For scripts that copy what is the host's: what it named as foreign, or as changed, is left out.
Result<int> list_files(const Options& options) {
  const Result<fs::path> chain = find_chain(options);
  if (!chain) return chain.error();
  if (!store::verify({*chain, {}, {}}).is_whole())
    return Error{Exit::failed, chain->string() +
                                   ": the chain is not whole, so its records say "
                                   "nothing of files; see sparkctl evidence verify"};
  const auto files = store::compare_files(chain->parent_path());
  if (!files) return Error{Exit::failed, files.error().text()};
  tool::json::array paths;
  std::string text;
  for (const std::string& each : files->as_recorded) {
    paths.emplace_back(each);
    text += tool::visible(each) + "\n";
  }
  return print(options, paths, [&](size_t) { return text; });
}

Result<int> export_checkpoint(const Options& options, const EvidenceArguments& asked) {
  const Result<fs::path> chain = find_chain(options);
  if (!chain) return chain.error();
  const fs::path file = *chain / store::checkpoint_name;
  const auto checkpoint = store::read_checkpoint(file);
  if (!checkpoint) {
    return Error{Exit::failed, checkpoint.error().text +
                                   "; the host makes one every 256 records, every hour, and when "
                                   "it stops"};
  }
  if (!store::is_signed(*checkpoint))
    return Error{Exit::failed, file.string() + ": the signature is not of what it says"};
  const std::string text = store::checkpoint_json(*checkpoint);
  if (asked.out.empty()) {
    tool::put(stdout, text);
    return static_cast<int>(Exit::ok);
  }
  if (auto written = base::write_whole(asked.out, text); !written)
    return Error{Exit::failed, written.error().text};
  return static_cast<int>(Exit::ok);
}

Result<int> list(const Options& options, const EvidenceArguments& asked) {
  const Result<fs::path> chain = find_chain(options);
  if (!chain) return chain.error();
  const auto entries = store::last_entries(*chain, {asked.last, asked.until, asked.archive});
  if (!entries) return Error{Exit::failed, entries.error().text()};
  return print(options, json_of(*entries),
               [&](size_t width) { return view_entries(*entries, width); });
}

}  // namespace

void declare_evidence(const AddCommand& add) {
  const auto asked = std::make_shared<EvidenceArguments>();
  add("evidence", "The chain of what was done: verify it, show it, add to it, export checkpoints",
      "sparkctl evidence verify", [](const Options&) -> Result<int> {
        return Error{
            Exit::usage,
            "evidence: expected verify, files, checkpoint, list, archive-chain or append; see "
            "sparkctl "
            "evidence --help"};
      });

  CLI::App* app =
      add("evidence verify",
          "Whether the chain, and the files beside it, are what the host wrote (0: whole, 1: not)",
          "sparkctl evidence verify --checkpoint kept.json --key kept.pem",
          [asked](const Options& options) { return verify(options, *asked); });
  app->add_option("--checkpoint", asked->checkpoint, "A checkpoint that was kept elsewhere")
      ->check(CLI::ExistingFile);
  app->add_option("--key", asked->key, "The public key to trust, as PEM (else the chain's own)")
      ->check(CLI::ExistingFile);
  const auto add_archive = [&] {
    app->add_option("--archive", asked->archive, "The folder with archived records, read as well")
        ->check(CLI::ExistingDirectory);
  };
  add_archive();

  add("evidence files",
      "The files that are as their records say: paths below evidence/, one a line",
      "sparkctl evidence files", [](const Options& options) { return list_files(options); });

  app = add("evidence checkpoint", "The last signed checkpoint, to be kept elsewhere",
            "sparkctl evidence checkpoint --out kept.json",
            [asked](const Options& options) { return export_checkpoint(options, *asked); });
  app->add_option("--out", asked->out, "Where to write it (else standard output)");

  app = add("evidence list", "The last records", "sparkctl evidence list --last 50 --json",
            [asked](const Options& options) { return list(options, *asked); });
  app->add_option("--last", asked->last, "How many")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app->add_option("--until", asked->until, "None behind this record");
  add_archive();
  declare_archive_chain(add);
  declare_append(add);
}

}  // namespace spark::ctl
