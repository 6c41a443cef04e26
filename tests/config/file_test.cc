// Files that are missing, unreadable, endless or somewhere else.
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/paths.h"
#include "read.h"
#include "support/catch.h"

namespace spark::config {
namespace {

std::string report_of(const std::filesystem::path& file) {
  Errors errors;
  (void)load(file, {}, {}, errors);
  return errors.render();
}

class Folder {  // of one test's own, gone with it
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "spark-config-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("a missing file is named with the reason") {
  CHECK(report_of("/nowhere/x.yaml") ==
        "/nowhere/x.yaml: cannot be read: No such file or directory\n");
}

TEST_CASE("a folder is not a file") {
  const Folder folder;
  CHECK(report_of(folder.path()) ==
        folder.path().string() + ": expected a file, found a directory\n");
}

TEST_CASE("a pipe is refused at once, rather than waited for") {
  const Folder folder;
  const auto file = folder.path() / "x.yaml";
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  CHECK(report_of(file) == file.string() + ": expected a file, found a pipe\n");
}

TEST_CASE("a file that opens but cannot be read is named with the reason") {
  // Opening one's own memory works for every user, root too; its first page is never mapped.
  CHECK(report_of("/proc/self/mem") == "/proc/self/mem: cannot be read: Input/output error\n");
}

TEST_CASE("a file that may not be opened is named with the reason") {
  const Folder folder;
  const auto link =
      folder.path() / "x.yaml";  // permissions do not bind root, a link to itself does
  std::filesystem::create_symlink(link, link);
  CHECK(testing::contains(report_of(link), "cannot be read: Too many levels of symbolic links"));
}

TEST_CASE("a file without an end is read to the limit only") {
  CHECK(testing::contains(report_of("/dev/zero"), "at most 131072 bytes"));
}

TEST_CASE("a file of ten megabytes is refused") {
  const Folder folder;
  const auto file = folder.write("x.yaml", std::string(10'000'000, '\n'));
  CHECK(testing::contains(report_of(file), "at most 131072 bytes"));
}

TEST_CASE("a path has one spelling, without a slash at its end") {
  const std::pair<const char*, const char*> table[] = {
      {"models/v1", "/etc/spark/models/v1"},
      {"models/v1/", "/etc/spark/models/v1"},
      {"models/v1//", "/etc/spark/models/v1"},
      {"models/v1/.", "/etc/spark/models/v1"},
      {"/models/v1/", "/models/v1"},
      {"../v1/", "/etc/v1"},
      {"..", "/etc"},
      {"./", "/etc/spark"},
      {"/", "/"},

  };
  for (const auto& [given, path] : table) {
    INFO(given);
    CHECK(from_folder("/etc/spark", given).string() == path);
  }
}

TEST_CASE("relative paths start at the file, wherever the process stands") {
  const Folder folder;
  const auto file =
      folder.write("x.yaml", "listeners: {web: {port: 0, access: admin, token_file: t/../k}}\n");
  Errors errors;
  const Config config = load(std::filesystem::relative(file), {}, {}, errors);
  REQUIRE(errors.empty());
  CHECK(config.listeners[0].token_file == folder.path() / "k");
  CHECK(config.state_dir == folder.path().parent_path() / "var");
  // Where the paths in plugins' settings start from as well.
  CHECK(config.folder.lexically_normal() == folder.path());
  CHECK(config.text.starts_with("listeners: {web:"));
}

}  // namespace spark::config
