// Artefacts whose files are links: what is taken, and that nothing from outside is.
#include <atomic>
#include <functional>
#include <thread>

#include "base/sha256.h"
#include "bench.h"
#include "objects/links.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::objects;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

// As the kubelet writes a volume: files in a folder of their version, and links to them.
void write_version(const fs::path& volume, const std::string& version, const std::string& model) {
  write_file(volume / version / "model.json", model);
  write_file(volume / version / "trees/0.bin", "leaf");
  fs::create_symlink(version, volume / "..data_tmp");
  fs::rename(volume / "..data_tmp", volume / "..data");
}

fs::path volume_in(const Bench& bench) {
  const fs::path volume = bench.path("volume");
  write_version(volume, "..2026_11_27_10_00_00.1", "{}");
  fs::create_symlink("..data/model.json", volume / "model.json");
  fs::create_symlink("..data/trees", volume / "trees");
  return volume;
}

// As huggingface_hub lays out what it has downloaded.
fs::path snapshot_in(const Bench& bench) {
  const fs::path cache = bench.path("hub/models--org--name");
  write_file(cache / "blobs/aa", "{}");
  write_file(cache / "blobs/bb", "leaf");
  const fs::path snapshot = cache / "snapshots/0123abcd";
  fs::create_directories(snapshot / "trees");
  fs::create_symlink("../../blobs/aa", snapshot / "model.json");
  fs::create_symlink("../../../blobs/bb", snapshot / "trees/0.bin");
  return snapshot;
}

// The digest of the same files, plainly.
std::string plain_digest() {
  return base::sha256_hex(print_sums(
      {{"model.json", base::sha256_hex("{}")}, {"trees/0.bin", base::sha256_hex("leaf")}}));
}

void check_plain_copy(const Bench& bench, const base::Result<Object, ObjectError>& added) {
  REQUIRE(refusal_of(added).empty());
  CHECK(added->sha256 == plain_digest());
  CHECK(fs::is_regular_file(fs::symlink_status(added->path / "model.json")));
  CHECK(fs::is_directory(fs::symlink_status(added->path / "trees")));
  CHECK(read_file(added->path / "trees/0.bin") == "leaf");
  CHECK(std::distance(fs::directory_iterator(added->path), {}) == 2);
  CHECK(refusal_of(bench.objects.find_artefact(added->sha256)).empty());
}

}  // namespace

TEST_CASE("a volume of Kubernetes is the artefact whose files its links lead to") {
  Bench bench;
  const fs::path volume = volume_in(bench);
  check_plain_copy(bench, bench.objects.add_artefact(volume));
  CHECK(Rooted::open(volume)->path() == fs::canonical(volume / "..data"));

  write_version(volume, "..2026_11_27_11_00_00.2", "{ }");
  const auto next = digest_artefact(volume);
  REQUIRE(next.has_value());
  CHECK(*next != plain_digest());
}

TEST_CASE("a snapshot of the Hugging Face cache is the artefact of the blobs that it leads to") {
  Bench bench;
  const fs::path snapshot = snapshot_in(bench);
  check_plain_copy(bench, bench.objects.add_artefact(snapshot));
  CHECK(digest_artefact(snapshot / "trees").has_value());  // and a folder within one
  fs::create_symlink(snapshot, bench.path("current"));
  CHECK(*digest_artefact(bench.path("current")) == plain_digest());
}

TEST_CASE("a link within an artefact is the file that it leads to, under its own name") {
  Bench bench;
  const fs::path artefact = bench.path("artefact");
  write_file(artefact / "files/7", "{}");
  fs::create_symlink("files/7", artefact / "model.json");
  const auto added = bench.objects.add_artefact(artefact);
  REQUIRE(refusal_of(added).empty());
  CHECK(added->sha256 == base::sha256_hex(print_sums({{"files/7", base::sha256_hex("{}")},
                                                      {"model.json", base::sha256_hex("{}")}})));
}

TEST_CASE("a link that leads out of its root is refused by name, and so is one to nothing") {
  struct Case {
    const char* why;
    std::function<fs::path(const Bench&)> make;  // the artefact
  };
  const auto plain = [](const fs::path& target) {
    return [=](const Bench& bench) {
      write_file(bench.path("secret"), "secret");
      write_file(bench.path("artefact/x"), "x");
      fs::create_symlink(target, bench.path("artefact/link"));
      return bench.path("artefact");
    };
  };
  const Case cases[] = {
      {"link: it is a link that leads out of ", plain("../secret")},
      {"link: it is a link that leads out of ", plain("/etc/passwd")},
      {"link: it is a link that leads out of ", plain("..")},
      {"link: it is a link that leads out of ", plain("/proc/self/cwd")},
      {"link: it is a link to what is not there", plain("nothing")},
      {"link: it is a link that cannot be followed: Too many", plain("link")},
      {"folders within an artefact are at most 4 deep", plain(".")},
      {"only relative links within are followed",
       [](const Bench& bench) {
         write_file(bench.path("artefact/x"), "x");
         fs::create_symlink(bench.path("artefact/x"), bench.path("artefact/link"));
         return bench.path("artefact");
       }},
      {"model.json: it is a link that leads out of ",
       [](const Bench& bench) {
         const fs::path snapshot = snapshot_in(bench);
         write_file(bench.path("hub/models--other/blobs/aa"), "{}");
         fs::remove(snapshot / "model.json");
         fs::create_symlink("../../../models--other/blobs/aa", snapshot / "model.json");
         return snapshot;
       }},
      {"..data: it is a link that leads out of ",
       [](const Bench& bench) {
         const fs::path volume = volume_in(bench);
         write_file(bench.path("elsewhere/model.json"), "{}");
         fs::remove(volume / "..data");
         fs::create_symlink("../elsewhere", volume / "..data");
         return volume;
       }},
      {"mine.json: it stands beside ..data",
       [](const Bench& bench) {
         write_file(volume_in(bench) / "mine.json", "{}");
         return bench.path("volume");
       }},
  };
  for (const Case& each : cases) {
    Bench bench;
    const auto refused = bench.objects.add_artefact(each.make(bench));
    INFO(each.why);
    CHECK_THAT(refusal_of(refused), ContainsSubstring(each.why));
    CHECK((refused.has_error() && !refused.error().storage));
    CHECK(bench.stored().empty());
  }
}

TEST_CASE("a link that is exchanged while it is followed never brings what lies outside") {
  Bench bench;
  write_file(bench.path("secret"), "secret");
  const fs::path artefact = bench.path("artefact");
  write_file(artefact / "inner/x", "mine");
  fs::create_symlink("inner/x", artefact / "link");
  std::atomic<bool> enough = false;
  std::thread exchanging([&] {
    for (bool out = true; !enough; out = !out) {
      fs::create_symlink(out ? "../secret" : "inner/x", bench.path("next"));
      fs::rename(bench.path("next"), artefact / "link");
    }
  });
  const std::string mine = base::sha256_hex(
      print_sums({{"inner/x", base::sha256_hex("mine")}, {"link", base::sha256_hex("mine")}}));
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    const auto digest = digest_artefact(artefact);
    if (digest) CHECK(*digest == mine);
    refused += digest ? 0 : 1;
  }
  enough = true;
  exchanging.join();
  CHECK(refused < 300);
}
