// Swapping for a long time costs nothing that is not given back; what cannot be given back, the
// code of libraries, is bounded.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr uint32_t models = 5;
constexpr size_t spare_objects_max = 17;  // that the store keeps besides what is in use

struct Used {
  double resident_mib = 0;
  size_t descriptors = 0;
  size_t threads = 0;
};

size_t entries(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator all(folder);
  return static_cast<size_t>(std::distance(begin(all), end(all)));
}

Used used_by(const Sparkd& host) {
  const auto process = std::filesystem::path("/proc") / std::to_string(host.pid());
  std::ifstream status(process / "status");
  Used used{0, entries(process / "fd"), entries(process / "task")};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:"))
      used.resident_mib = std::strtod(line.c_str() + std::string("VmRSS:").size(), nullptr) / 1024;
  }
  return used;
}

json::array residents(const Sparkd& host) {
  return host.json("admin", "GET", "/admin/v1/generations").at("residents").as_array();
}

// A library like any other, by its digest: what follows an ELF file's sections is never read.
std::filesystem::path another_library(const std::filesystem::path& folder, uint32_t number) {
  const auto made = folder / ("stateful-" + std::to_string(number) + ".so");
  std::filesystem::copy(museum("stateful"), made);
  std::ofstream(made, std::ios::binary | std::ios::app) << static_cast<char>(number);
  return made;
}

}  // namespace

TEST_CASE("thousands of swaps cost no memory, no descriptors and no threads") {
  const uint32_t warm_up = 200;
  const uint32_t swaps = is_full_soak() ? 10'000 : 1'000;
  const TemporaryFolder folder;
  const Sparkd host;
  std::vector<std::filesystem::path> artefacts;
  for (uint32_t n = 0; n < models; ++n) artefacts.push_back(make_artefact(folder.path(), n));
  Used before;
  const auto residents_before = residents(host);
  for (uint32_t i = 0; i < warm_up + swaps; ++i) {
    if (i == warm_up) before = used_by(host);
    swap_candidate(host, artefacts[i % models]);
    if (i % 10 != 0) continue;
    const Answered answered = ask(host);
    REQUIRE(answered.version == "m-" + std::to_string(i % models));
    REQUIRE(answered.score == constant_score(i % models));
  }
  const Used after = used_by(host);
  const double grown_mib = after.resident_mib - before.resident_mib;
  const size_t objects = entries(host.state_dir() / "objects");
  char text[256];
  std::snprintf(text, sizeof text,
                "swap memory: %u swaps after %u: %.1f MiB resident, %+.2f MiB; descriptors %zu "
                "(%zu before), threads %zu (%zu), objects %zu\n",
                swaps, warm_up, after.resident_mib, grown_mib, after.descriptors,
                before.descriptors, after.threads, before.threads, objects);
  report_figures("swap-memory", text);
#ifdef SPARK_SANITIZED
  WARN("a sanitizer keeps what was freed, so the resident memory is not looked at");
#else
  CHECK(grown_mib <= 20);
#endif
  // But for the connections that ask, of which the host may still hold the last.
  CHECK(after.descriptors <= before.descriptors + 2);
  // The two threads of jobs begin with the first job.
  CHECK(after.threads <= before.threads + 2);
  CHECK(objects <= models + residents_before.size() + 1 + spare_objects_max);
  CHECK(residents(host) == residents_before);
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("generation").as_int64() ==
        1 + warm_up + swaps);
}

TEST_CASE("the sixty-fifth library is refused by a sentence that says so, and nothing changes") {
  const TemporaryFolder folder;
  const Sparkd host({"plugins.stateful.library=" + museum("stateful").string(),
                     "pipelines.rows={route: POST executor /rows, stages: {rows: "
                     "{plugin: stateful}}, answer: {ok: true}}"});
  const auto max = static_cast<size_t>(
      host.json("admin", "GET", "/admin/v1/generations").at("residents_max").as_int64());
  CHECK(max == 64);
  const size_t at_first = residents(host).size();
  uint32_t number = 0;
  for (; at_first + number < max; ++number) {
    const auto answer = upgrade(host, "stateful", another_library(folder.path(), number));
    CHECK(change_of(answer, "plugin", "stateful")->at("state").as_string() == "carried");
    host.json("executor", "POST", "/rows", "{}");
  }
  CHECK(residents(host).size() == max);

  const json::value status = host.json("admin", "GET", "/admin/v1/status");
  for (int i = 0; i < 2; ++i) {
    const auto refused = upgrade(host, "stateful", another_library(folder.path(), number + i), 422);
    INFO(refused);
    const std::string error = text_of(refused.at("error"));
    CHECK(error.find("plugins.stateful") != std::string::npos);
    CHECK(error.find("64") != std::string::npos);
    CHECK(error.find("restart") != std::string::npos);
    CHECK(refused.at("generation").as_int64() == 1 + number);
  }
  CHECK(residents(host).size() == max);
  host.json("executor", "POST", "/rows", "{}");
  CHECK(host.json("admin", "GET", "/x/stateful/count").at("rows").as_int64() == number + 1);
  // What is resident already may still be changed to and fro, and models may be changed.
  upgrade(host, "stateful", museum("stateful"));
  post_admin(host, "/admin/v1/plugins/stateful/rollback");
  swap_candidate(host, make_artefact(folder.path(), 7));
  CHECK(ask(host).version == "m-7");
  CHECK(host.json("admin", "GET", "/x/stateful/count").at("rows").as_int64() == number + 1);
}
