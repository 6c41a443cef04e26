#include "ctl/paths.h"

#include <filesystem>

#include "scratch.h"
#include "spark/tool/address.h"
#include "support/catch.h"
#include "support/working_directory.h"

using namespace spark;
using ctl::FileKind;
using test::Scratch;
using test::WorkingDirectory;
namespace fs = std::filesystem;

namespace {

// The path, or the error's text. `beside`: the folder of the host's configuration.
std::string path(const std::string& given, FileKind kind = FileKind::folder, bool here = true,
                 const std::string& beside = "") {
  const auto made = ctl::host_path("--artefact", given, kind, {here, [&] { return beside; }});
  if (made) return *made;
  CHECK(made.error().exit == tool::Exit::usage);
  return made.error().text;
}

}  // namespace

TEST_CASE("a path is absolute, whether the host is here or elsewhere") {
  const std::string here = fs::current_path().string();
  CHECK(path(".") == here);
  CHECK(path("./") == here);
  CHECK(path("../" + fs::path(here).filename().string()) == here);
  for (const bool is_here : {true, false}) {
    CHECK(path("/", FileKind::folder, is_here) == "/");
    CHECK(path("/usr/.//bin/", FileKind::folder, is_here) == "/usr/bin");
  }
}

TEST_CASE("a relative path is taken from the working directory, else from the configuration's") {
  const Scratch scratch;
  for (const char* folder : {"work/both", "work/model", "config/both", "config/beside"})
    fs::create_directories(scratch.path(folder));
  scratch.write("work/kind", "");
  fs::create_directories(scratch.path("config/kind"));
  const WorkingDirectory working(scratch.path("work"));
  const std::string config = scratch.path("config");
  const auto found = [&](const std::string& given) {
    return path(given, FileKind::folder, true, config);
  };
  CHECK(found("both") == scratch.path("work/both"));
  CHECK(found("model/") == scratch.path("work/model"));
  CHECK(found("beside") == scratch.path("config/beside"));
  CHECK(found("kind") == scratch.path("config/kind"));
  CHECK(found("none") == "--artefact: expected a folder, found nothing at " +
                             scratch.path("work/none") + " (from the working directory) and " +
                             "nothing at " + scratch.path("config/none") +
                             " (from the configuration's folder)");
  CHECK(found("/none") == "--artefact: expected a folder, found nothing at /none");
  CHECK(path("none") == "--artefact: expected a folder, found nothing at " +
                            scratch.path("work/none"));  // the host does not say
}

TEST_CASE("where sparkctl may not look, the host judges") {
  const Scratch scratch;
  const std::string loop = scratch.path("loop");  // not even root can look
  fs::create_symlink("loop", loop);
  CHECK(path(loop) == loop);
  CHECK(path("loop", FileKind::folder, true, scratch.path()) == loop);
}

TEST_CASE("a relative path of a host elsewhere is one of its configuration's folder") {
  CHECK(path("models/./a/", FileKind::folder, false, "/etc/spark") == "/etc/spark/models/a");
  CHECK(path("models/a", FileKind::folder, false) ==
        "--artefact: the host is on another machine and does not say where its configuration lies: "
        "expected an absolute path there, found models/a");
}

TEST_CASE("above a link is above what it points to") {
  const Scratch scratch;
  fs::create_directories(scratch.path("real/inner"));
  fs::create_directories(scratch.path("real/model"));
  fs::create_directory_symlink(scratch.path("real/inner"), scratch.path("link"));
  CHECK(path(scratch.path("link/../model")) == scratch.path("real/model"));
  CHECK(path(scratch.path("link")) == scratch.path("link"));  // a name of its own stays
}

TEST_CASE("what is not there, or of the wrong kind, is said with what was expected") {
  const Scratch scratch;
  const std::string file = scratch.write("file", "");
  const std::string none = scratch.path("none");
  CHECK(path(file, FileKind::file) == file);
  CHECK(path(none) == "--artefact: expected a folder, found nothing at " + none);
  CHECK(path(file) == "--artefact: expected a folder, found a file at " + file);
  CHECK(path("/usr", FileKind::file) == "--artefact: expected a file, found a folder at /usr");
  CHECK(path("/dev/null", FileKind::file) ==
        "--artefact: expected a file, found what is neither file nor folder at /dev/null");
  CHECK(path("") == "--artefact: expected a folder, found \"\"");
  CHECK(path("", FileKind::folder, false) == "--artefact: expected a folder, found \"\"");
}

TEST_CASE("only a host on this machine sees this machine's files") {
  for (const std::string here : {"127.0.0.1", "127.0.1.1", "localhost", "::1", "::ffff:127.0.0.1"})
    CHECK(tool::is_loopback({here, 1}));
  for (const std::string there :
       {"10.0.0.1", "spark", "::2", "localhost.example", "127.example", "127.0.0.1.example", ""})
    CHECK(!tool::is_loopback({there, 1}));
}
