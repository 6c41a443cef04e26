// `sparkctl bundle create` and `sparkctl bundle verify`.
#include <sys/utsname.h>
#include <CLI/CLI.hpp>

#include <cstdlib>

#include "bundle_files.h"
#include "spark/offline/sums.h"
#include "spark/tool/command.h"
#include "spark/tool/format.h"
#include "spark/tool/terminal.h"

namespace {

using namespace spark;
using report::Files;
using tool::Error;
using tool::Exit;
using tool::Result;
namespace fs = std::filesystem;

constexpr const char* describe = "make a release bundle, and verify one";
constexpr const char* notes = R"(
A bundle holds pages, configurations, rules, wrappers and the host's evidence, with COMMIT.txt,
MANIFEST.json and SHA256SUMS.txt, as .zip and .tar.gz, each with a .sha256 beside it. The same
commit and the same evidence give the same bytes. MANIFEST.json says whether the newest verdict of
the gates lets the candidate be promoted; without a verdict it is blocked.

Examples:
  make bundle                                   # the commit and its time from git
  sparkctl bundle create --source . --version 1.0.0 --commit $(git rev-parse HEAD) \
      --created $(git log -1 --format=%ct) --out dist
  sparkctl bundle verify dist/spark-1.0.0.tar.gz

Exit codes: 0 done or as it should be, 1 not, 2 usage.)";

struct Options {
  std::string source = ".";
  std::string out = "dist";
  std::string state_dir;
  std::string archive;
  report::BundleWords words;
};

std::string platform() {
  utsname name{};
  uname(&name);
  return std::string("linux-") + name.machine;
}

Result<int> create(const Options& options) {
  const auto& commit = options.words.commit;
  if (commit.size() != 40 || commit.find_first_not_of("0123456789abcdef") != std::string::npos)
    return Error{Exit::usage, "--commit: expected 40 hex digits"};
  if (options.words.version.empty() || options.words.version.find('/') != std::string::npos)
    return Error{Exit::usage, "--version: expected a version such as 1.0.0"};
  const Result<Files> release = report::release_files(options.source);
  if (!release) return release.error();
  Files evidence;
  if (const fs::path folder = fs::path(options.state_dir) / "evidence";
      !options.state_dir.empty() && fs::is_directory(folder)) {
    Result<Files> below = report::files_below(folder, "evidence/");
    if (!below) return below.error();
    evidence = std::move(*below);
  }
  report::BundleWords words = options.words;
  words.platform = platform();
  const Files all = report::bundle_of(words, *release, evidence);
  for (const auto& [form, end] :
       {std::pair(report::Form::tar_gz, ".tar.gz"), std::pair(report::Form::zip, ".zip")}) {
    const Result<std::string> packed = report::pack(form, all, words.created_s);
    if (!packed) return packed.error();
    const std::string name = "spark-" + words.version + end;
    const fs::path file = fs::path(options.out) / name;
    if (const auto written = report::write_whole(file, *packed); !written) return written.error();
    const std::string sum = offline::sha256_hex(*packed) + "  " + name + "\n";
    if (const auto written = report::write_whole(file.string() + ".sha256", sum); !written)
      return written.error();
    tool::put(stdout, sum.substr(0, 64) + "  " + file.string() + "\n");
  }
  const auto gates = report::gates_in(evidence);
  tool::put(stdout, std::to_string(all.size()) + " files, " + std::to_string(evidence.size()) +
                        " of evidence; gates: " +
                        (gates ? std::to_string(gates->passed) + " of " +
                                     std::to_string(gates->total) + " passed"
                               : "not judged") +
                        "\n");
  return static_cast<int>(Exit::ok);
}

Result<int> verify(const Options& options) {
  const Result<std::string> bytes = report::read_whole(options.archive);
  if (!bytes) return Error{Exit::usage, bytes.error().text};
  const Result<std::string> beside = report::read_whole(options.archive + ".sha256");
  const std::string name = fs::path(options.archive).filename().string();
  if (beside && *beside != offline::sha256_hex(*bytes) + "  " + name + "\n")
    return Error{Exit::failed, options.archive + ".sha256: is of other bytes"};
  const Result<Files> files = report::unpack(*bytes);
  if (!files) return files.error();
  if (const auto checked = report::check_sums(*files); !checked) return checked.error();
  for (const char* each : {"COMMIT.txt", "MANIFEST.json"})
    if (!files->contains(each))
      return Error{Exit::failed, std::string(each) + ": expected it in the archive"};
  tool::put(stdout,
            std::to_string(files->size()) + " files, all as SHA256SUMS.txt says; " +
                (beside ? "the archive is as its .sha256 says" : "there is no .sha256 beside it") +
                "\n");
  return static_cast<int>(Exit::ok);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(describe, "sparkctl bundle");
  Options options;
  if (const char* folder = std::getenv("SPARK_STATE_DIR")) options.state_dir = folder;
  CLI::App* make = app.add_subcommand("create", "Make a bundle");
  make->add_option("--source", options.source, "The checkout")->capture_default_str();
  make->add_option("--out", options.out, "The folder for the archives")->capture_default_str();
  make->add_option("--state-dir", options.state_dir, "The state folder whose evidence it holds");
  make->add_option("--version", options.words.version, "Its version")->required();
  make->add_option("--commit", options.words.commit, "The commit: 40 hex digits")->required();
  make->add_option("--created", options.words.created_s, "The commit's time: seconds since 1970")
      ->required();
  CLI::App* check = app.add_subcommand("verify", "Compare a bundle with its sums");
  check->add_option("archive", options.archive, "A .zip or .tar.gz")->required();
  app.require_subcommand(1);
  app.footer(notes);
  if (const std::optional<int> done = tool::parse_command(app, argc, argv)) return *done;
  const Result<int> code = make->parsed() ? create(options) : verify(options);
  return code ? *code : tool::report("sparkctl bundle", code.error());
}
