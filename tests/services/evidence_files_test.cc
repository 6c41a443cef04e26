// Files of evidence and their records over kills at each step, and files that somebody changed.
#include <filesystem>
#include <fstream>
#include <string>

#include "services/durable_values.h"
#include "services/evidence_log.h"
#include "store/evidence_files.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/manual_queue.h"
#include "support/temporary_folder.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

enum class Kill { never, before_record, after_record };
struct Killed {};

// A host's life over a state folder.
struct Life {
  explicit Life(const fs::path& state) : folder(state) {
    REQUIRE(log.keep_files_in(state));
    recorder.append = [this](const store::Record& record) {
      if (kill == Kill::before_record) throw Killed();
      auto receipt = chain.append(record);
      if (kill == Kill::after_record) throw Killed();
      return receipt;
    };
  }
  void export_file(const std::string& path, const std::string& bytes) {
    REQUIRE(log.append_with_file({"p", {"plugin p", "p.file", "", {}, "", "{}"}, {}}, path, bytes,
                                 [this](const std::string& failure, const store::Receipt& receipt) {
                                   told += "[" + failure + std::to_string(receipt.sequence) + "]";
                                 }));
    if (kill == Kill::never)
      writer.run_all();
    else
      CHECK_THROWS_AS(writer.run_all(), Killed);
  }
  std::string file(const std::string& path) const {
    return fs::exists(folder / path) ? test::read_file(folder / path) : "none";
  }

  const fs::path folder;
  Kill kill = Kill::never;
  std::string told;
  store::Chain chain = store::Chain::open(folder).value().chain;
  store::Recorder recorder{chain};
  test::ManualQueue writer;
  DurableValues values{&writer};
  EvidenceLog log{writer, recorder, values};
};

size_t files_below(const fs::path& folder) {
  size_t count = 0;
  for (const auto& each : fs::recursive_directory_iterator(folder)) count += !each.is_directory();
  return count;
}

std::string troubles_of(const fs::path& state) {
  std::string text;
  for (const auto& each : store::compare_files(state).value().troubles) text += each.text + "\n";
  return text;
}

}  // namespace

TEST_CASE("a kill at any step of an export leaves the file and its record, or neither") {
  struct {
    Kill kill;
    const char* after;  // what the file says after the next start
    size_t unfinished;
  } const cases[] = {{Kill::before_record, "one", 0}, {Kill::after_record, "two", 1}};
  for (const auto& each : cases) {
    const test::TemporaryFolder state;
    {
      Life life(state.path());
      life.export_file("p/a/file.json", "one");
      life.kill = each.kill;
      life.export_file("p/a/file.json", "two");
      CHECK(life.file("evidence/p/a/file.json") == "one");
    }
    CHECK(troubles_of(state.path()).empty());  // before the next start, too
    CHECK(store::compare_files(state.path())->unfinished == each.unfinished);
    const Life next(state.path());
    CHECK(next.file("evidence/p/a/file.json") == each.after);
    CHECK(next.file("evidence_copies/p/a/file.json") == each.after);
    CHECK(troubles_of(state.path()).empty());
    CHECK(store::compare_files(state.path())->as_recorded.size() == 1);
    CHECK(files_below(state.path() / "evidence") == 1);
    CHECK(files_below(state.path() / "evidence_copies") == 1);
  }
}

TEST_CASE("a kill before the writer runs, while drafts are written, or between two renames") {
  const test::TemporaryFolder state;
  const store::Draft half{"p/new.json", std::string(64, 'a'), 7};
  {
    Life life(state.path());
    life.export_file("p/file.json", "one");
    life.export_file("p/file.json", "two");
    // The copy was not renamed.
    fs::rename(
        state.path() / "evidence_copies/p/file.json",
        state.path() / "evidence_copies/p" /
            store::Draft{"file.json",
                         "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3", 1}
                .name());
    std::ofstream(state.path() / "evidence" / half.name()) << "half";
    REQUIRE(life.log.append_with_file({"p", {"plugin p", "p.file", "", {}, "", "{}"}, {}},
                                      "p/waits.json", "x", {}));
  }
  CHECK(troubles_of(state.path()).empty());
  const Life next(state.path());
  CHECK(next.file("evidence_copies/p/file.json") == "two");
  CHECK(next.file("evidence/p/waits.json") == "none");
  CHECK(files_below(state.path() / "evidence") == 1);
  CHECK(files_below(state.path() / "evidence_copies") == 1);
}

TEST_CASE("what cannot be recorded leaves no file") {
  const test::TemporaryFolder state;
  Life life(state.path());
  life.recorder.append = [](const store::Record&) -> base::Result<store::Receipt> {
    return base::Error("no room");
  };
  life.export_file("p/file.json", "one");
  CHECK_THAT(life.told, ContainsSubstring("could not be recorded"));
  life.writer.is_full = true;
  CHECK(life.log.append_with_file({"p", {}, {}}, "p/file.json", "one", {}).has_error());
  CHECK(files_below(state.path() / "evidence") == 0);
  CHECK(files_below(state.path() / "evidence_copies") == 0);
  CHECK(troubles_of(state.path()).empty());
}

TEST_CASE("a changed or removed file is put back from its copy, and a foreign one stays") {
  const test::TemporaryFolder state;
  Life life(state.path());
  life.export_file("p/edited.json", "one");
  life.export_file("p/removed.json", "two");
  std::ofstream(state.path() / "evidence/p/edited.json", std::ios::app) << "x";
  fs::remove(state.path() / "evidence/p/removed.json");
  std::ofstream(state.path() / "evidence/p/foreign.json") << "y";
  const auto found = store::compare_files(state.path()).value();
  REQUIRE(found.troubles.size() == 3);
  store::Record seen;
  life.recorder.append = [&](const store::Record& record) {
    seen = record;
    return life.chain.append(record);
  };
  life.log.put_back(found.troubles);
  life.writer.run_all();
  CHECK(life.file("evidence/p/edited.json") == "one");
  CHECK(life.file("evidence/p/removed.json") == "two");
  CHECK(seen.actor == "host");
  CHECK(seen.action == "evidence.put_back");
  CHECK_THAT(seen.detail, ContainsSubstring("p/removed.json: expected the file"));
  CHECK(troubles_of(state.path()) ==
        "p/foreign.json: no record names it: it is not the host's; move it away\n");
}

TEST_CASE("a file whose copy was changed, too, stays named") {
  const test::TemporaryFolder state;
  Life life(state.path());
  life.export_file("p/file.json", "one");
  for (const char* root : {"evidence", "evidence_copies"})
    std::ofstream(state.path() / root / "p/file.json") << "other";
  life.log.put_back(store::compare_files(state.path()).value().troubles);
  CHECK(life.writer.is_idle());
  CHECK_THAT(troubles_of(state.path()), ContainsSubstring("p/file.json: expected "));
}
