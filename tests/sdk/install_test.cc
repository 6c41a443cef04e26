// What `cmake --install` leaves is a host that serves, and what a plugin's author builds with.
#include <filesystem>
#include <regex>

#include "plugins/elf_file.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/shell.h"
#include "support/shipped.h"
#include "support/temporary_folder.h"

using namespace spark::test;

namespace {

class Installed {
 public:
  Installed() {
    const Ran ran = run_shell("cmake --install " SPARK_BUILD_DIR " --prefix " + prefix());
    INFO(ran.text);
    REQUIRE(ran.code == 0);
  }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::string prefix() const { return (folder_.path() / "spark").string(); }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("an installed host finds its plugins and tools, wherever it is moved") {
  const Installed spark;
  const auto moved = spark.folder() / "elsewhere";
  std::filesystem::rename(spark.prefix(), moved);
  const std::string check = moved.string() + "/bin/sparkd --check-config --config " +
                            moved.string() + "/share/spark/configs/executor.yaml";
  const Ran checked = run_shell(check);
  INFO(checked.text);
  CHECK(checked.code == 0);
  CHECK(contains(checked.text, "executor.yaml: " + shipped_counts()));
  CHECK(run_shell(moved.string() + "/bin/sparkctl replay --help").code == 0);

  const auto plugins = moved / "lib/spark/plugins";
  std::filesystem::remove(plugins / "features.so");
  const Ran refused = run_shell(check);
  CHECK(refused.code != 0);
  CHECK(contains(refused.text, plugins.string()));
}

TEST_CASE("installed pages are all there, and link what is installed") {
  const Installed spark;
  const std::filesystem::path share = std::filesystem::path(spark.prefix()) / "share";
  const auto pages = share / "doc/spark";
  for (const char* name : {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
                           "docs/architecture.md", "docs/decisions/README.md"}) {
    INFO(name);
    CHECK(read_file(pages / name) == read_file(std::filesystem::path(SPARK_SOURCE_DIR) / name));
  }
  CHECK(std::filesystem::exists(share / "spark/example/CMakeLists.txt"));
  const std::regex link("[^\\[]\\]\\(([^)#:]+)(#[^)]*)?\\)");
  size_t links = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(share)) {
    if (entry.path().extension() != ".md") continue;
    const std::string text = read_file(entry.path());
    for (std::sregex_iterator found(text.begin(), text.end(), link), end; found != end; ++found) {
      INFO(entry.path() << ": " << (*found)[1]);
      CHECK(std::filesystem::exists(entry.path().parent_path() / (*found)[1].str()));
      ++links;
    }
  }
  CHECK(links > 50);
}

TEST_CASE("the template builds against an installed Spark, optimised, and is served by it") {
  const Installed spark;
  const auto project = spark.folder() / "up-move";
  std::filesystem::copy(spark.prefix() + "/share/spark/template", project);
  const std::string here = "cd " + project.string() + " && ";
  const Ran built = run_shell(here +
                              "cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON "
                              "-DCMAKE_PREFIX_PATH=" +
                              spark.prefix() + " -DBUILD_TESTING=OFF && cmake --build build");
  INFO(built.text);
  REQUIRE(built.code == 0);

  const std::string compiled = read_file(project / "build/compile_commands.json");
  CHECK(contains(compiled, " -O2 "));
  CHECK(contains(compiled, spark.prefix() + "/include"));
  CHECK_FALSE(contains(compiled, SPARK_SOURCE_DIR "/sdk"));
  CHECK_FALSE(contains(compiled, SPARK_BUILD_DIR));
  const auto symbols = spark::testing::ElfFile(project / "build/up-move.so").exported();
  REQUIRE(symbols.size() == 1);
  CHECK(symbols[0].name == "spark_entry");

  const Ran served =
      run_shell(here + spark.prefix() + "/bin/sparkd --config host.yaml --check-config");
  CHECK(served.code == 0);
  CHECK(contains(served.text, "host.yaml: ok (1 plugins, 1 models"));
}
