// Bundles and archives: the same files give the same bytes, and what was changed is found.
#include "archives.h"

#include <boost/json.hpp>
#include <filesystem>

#include "bundle_files.h"
#include "retention.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/temporary_folder.h"

using namespace report;
namespace json = boost::json;
namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using spark::test::TemporaryFolder;

namespace {

constexpr int64_t made_s = 1'717'200'000;

Files made() {
  return {{"docs/a.md", "# A\n"}, {"configs/b.yaml", std::string(5'000, 'b')}, {"empty", ""}};
}

BundleWords words() {
  return {"1.0.0", std::string(40, 'a'), made_s, "linux-x86_64"};
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

// So many days before made_s.
void age(const fs::path& file, int64_t days) {
  const auto now = fs::file_time_type::clock::now();
  fs::last_write_time(file, now - std::chrono::hours(24 * days + 1));
}

int64_t now_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

TEST_CASE("the same files give the same bytes, and are read back, in both forms") {
  for (const Form form : {Form::tar_gz, Form::zip}) {
    const std::string first = pack(form, made(), made_s).value();
    setenv("TZ", "Asia/Tokyo", 1);
    CHECK(pack(form, made(), made_s).value() == first);
    CHECK(unpack(first).value() == made());
  }
}

TEST_CASE("two bundles of one commit are identical, and say whether promotion is blocked") {
  const Files evidence = {
      {"evidence/promote/gates_9.json", R"({"rows":[{"id":"psi","status":"PASS"}]})"},
      {"evidence/promote/gates_10.json",
       R"({"rows":[{"id":"psi","status":"PASS"},{"id":"shadowDelta","status":"BLOCKED"}]})"}};
  const Files bundle = bundle_of(words(), made(), evidence);
  CHECK(bundle == bundle_of(words(), made(), evidence));
  CHECK(pack(Form::zip, bundle, made_s).value() == pack(Form::zip, bundle, made_s).value());
  CHECK(check_sums(bundle).has_value());
  const auto manifest = json::parse(bundle.at("MANIFEST.json")).as_object();
  for (const char* key :
       {"version", "created", "git_commit", "platform", "component", "status", "promote_blocked",
        "promote_blocker", "gates", "evidence_files", "documentation_files", "scripts"})
    CHECK(manifest.contains(key));
  CHECK(manifest.at("promote_blocked").as_bool());
  CHECK(manifest.at("promote_blocker").as_string() == "shadowDelta");
  CHECK(manifest.at("gates").at("total").as_int64() == 2);
  CHECK(manifest.at("gates").at("blocking").at(0).as_string() == "shadowDelta");
  CHECK(manifest.at("evidence_files").as_int64() == 2);

  const auto without = json::parse(bundle_of(words(), made(), {}).at("MANIFEST.json")).as_object();
  CHECK(without.at("promote_blocked").as_bool());
  CHECK(without.at("gates").at("passed").is_null());  // not judged, which is not 0
}

TEST_CASE("any byte of a bundle that was changed is found") {
  const std::string whole = pack(Form::tar_gz, bundle_of(words(), made(), {}), made_s).value();
  const Files files = bundle_of(words(), made(), {});
  size_t unnoticed = 0;
  const auto look = [&](const std::string& changed) {
    const auto found = unpack(changed);
    if (!found || !check_sums(*found)) return;
    CHECK(*found == files);  // else something was changed unnoticed
    ++unnoticed;
  };
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    look(changed);
  }
  for (size_t size = 0; size < whole.size(); ++size) look(whole.substr(0, size));
  // What says nothing of any file (gzip's head and end, and tar's padding): .sha256 covers that.
  INFO(unnoticed << " of " << whole.size());
  CHECK(unnoticed < whole.size() / 10);
}

TEST_CASE("sums name the file that is not as they say") {
  const Files whole = bundle_of(words(), made(), {});
  Files changed = whole;
  changed["docs/a.md"] = "# B\n";
  CHECK_THAT(check_sums(changed).error().text, ContainsSubstring("docs/a.md"));
  changed = whole;
  changed["foreign"] = "";
  CHECK_THAT(check_sums(changed).error().text, ContainsSubstring("foreign"));
  changed = whole;
  changed.erase("empty");
  CHECK_THAT(check_sums(changed).error().text, ContainsSubstring("empty"));
  CHECK_FALSE(check_sums(made()).has_value());
}

TEST_CASE("files are kept as long as their kind") {
  struct {
    const char* path;
    int64_t days;
  } const cases[] = {
      {"promote/gates_17.json", 90},      {"canary/canary_run_2024.json", 90},
      {"drift/psi_snapshot.json", 90},    {"offline_report.json", 90},
      {"promote/promote_log.txt", 7},     {"promote/promote_requests.jsonl", 7},
      {"report/daily/report_x.json", 30}, {"canary/canary_preflight_metrics.txt", 30},
  };
  for (const auto& each : cases) CHECK(days_kept(each.path) == each.days);
}

TEST_CASE("files past their time are archived, compared, put on record, and then removed") {
  const TemporaryFolder folder;
  const fs::path evidence = folder.path() / "evidence";
  for (const auto& [name, days] : {std::pair("p/gates_1.json", 91), std::pair("p/gates_2.json", 89),
                                   std::pair("p/a_log.txt", 8), std::pair("p/b.json", 29)}) {
    write(evidence / name, name);
    age(evidence / name, days);
  }
  const fs::path copies = folder.path() / "evidence_copies";
  write(copies / "p/gates_1.json", "p/gates_1.json");
  write(copies / "p/a_log.txt", "as it was before somebody changed it");
  const auto aged = past_their_time(evidence, now_s(), {});
  REQUIRE(aged.size() == 2);
  CHECK(past_their_time(evidence, now_s(), 29).size() == 3);
  CHECK(past_their_time(evidence, now_s(), {}, 90).size() == 1);  // as a host's profile asks
  CHECK(past_their_time(evidence, now_s(), 1, 92).empty());

  const auto refused = archive_files(evidence, aged, folder.path() / "none", now_s(), [](auto&) {
    return spark::tool::Result<void>(spark::tool::Error{{}, "no host"});
  });
  CHECK_FALSE(refused.has_value());
  CHECK(fs::exists(evidence / "p/gates_1.json"));  // not on record: not removed

  std::string record;
  const auto written =
      archive_files(evidence, aged, folder.path() / "kept", now_s(), [&](const auto& text) {
        CHECK(fs::exists(evidence / "p/gates_1.json"));  // the record goes first
        record = text;
        return spark::tool::Result<void>();
      });
  REQUIRE(written.has_value());
  CHECK_FALSE(fs::exists(evidence / "p/gates_1.json"));
  CHECK_FALSE(fs::exists(evidence / "p/a_log.txt"));
  CHECK(fs::exists(evidence / "p/gates_2.json"));
  CHECK_FALSE(fs::exists(copies / "p/gates_1.json"));
  CHECK(fs::exists(copies / "p/a_log.txt"));
  const Files kept = unpack(spark::test::read_file(written->front())).value();
  CHECK(check_sums(kept).has_value());
  CHECK(kept.at("p/gates_1.json") == "p/gates_1.json");
  CHECK(json::parse(record).at("files").as_array().size() == 2);
}

TEST_CASE("an archive that leads out of its folder is refused") {
  for (const char* path : {"../a", "/etc/a", "a/../../b"}) {
    const auto files = unpack(pack(Form::tar_gz, {{path, "x"}}, made_s).value());
    INFO(path);
    CHECK_FALSE(files.has_value());
  }
}
