// packaging/install-deps.sh, with a package manager that only notes what it is asked.
#include <filesystem>
#include <fstream>

#include "support/catch.h"
#include "support/file_text.h"
#include "support/shell.h"
#include "support/temporary_folder.h"

using namespace spark::test;

namespace {

class System {
 public:
  // `installed` and `offered`: what `case` of a shell takes for the names of packages.
  System(const std::string& installed, const std::string& offered, int user = 0) {
    program("dpkg-query", "case $3 in " + installed + ") printf 'install ok installed' ;; esac");
    program("apt-cache", "case $2 in " + offered + ") echo \"$2 | 1\" ;; esac");
    program("apt-get", "echo \"$*\" >>" + asked_file().string());
    program("id", "echo " + std::to_string(user));
    // All that the script needs besides, so that a sudo of this machine is not found.
    std::filesystem::create_symlink("/usr/bin/env", folder_.path() / "env");
    std::filesystem::create_symlink("/usr/bin/tr", folder_.path() / "tr");
  }

  void program(const std::string& name, const std::string& text) const {
    const auto file = folder_.path() / name;
    std::ofstream(file) << "#!/bin/sh\n" << text << '\n';
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }

  [[nodiscard]] Ran install(const std::string& what = "") const {
    return run_shell("PATH=" + folder_.path().string() +
                     " " SPARK_SOURCE_DIR "/packaging/install-deps.sh " + what);
  }
  // What apt-get was asked, a line a time.
  [[nodiscard]] std::string asked() const { return read_file(asked_file()); }

 private:
  [[nodiscard]] std::filesystem::path asked_file() const { return folder_.path() / "asked"; }

  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("install-deps takes the name of a package that the system offers") {
  const System debian_12("none", "libboost*1.83-dev) ;; *");
  const System debian_13("none", "libboost*1.81-dev) ;; *");
  CHECK(debian_12.install().code == 0);
  CHECK(
      contains(debian_12.asked(), " libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev "));
  CHECK_FALSE(contains(debian_12.asked(), "1.83"));
  CHECK(debian_13.install().code == 0);
  CHECK(
      contains(debian_13.asked(), " libboost1.83-dev libboost-json1.83-dev libboost-url1.83-dev "));
  CHECK_FALSE(contains(debian_13.asked(), "1.81"));
}

TEST_CASE("install-deps adds what fuzzing and continuous integration need") {
  const System fuzzing("none", "*");
  const System integration("none", "*");
  CHECK(fuzzing.install("fuzz").code == 0);
  CHECK(contains(fuzzing.asked(), " catch2 clang libclang-rt-dev\n"));
  CHECK(integration.install("ci").code == 0);
  CHECK(contains(integration.asked(), " catch2 clang libclang-rt-dev spin wget "));
}

TEST_CASE("install-deps installs what is missing, and asks nothing where nothing is") {
  const System all("*", "none");
  CHECK(all.install().text.empty());
  CHECK(all.asked().empty());
  const System without_boost("libboost*) ;; *", "*");
  CHECK(without_boost.install().code == 0);
  CHECK(contains(without_boost.asked(),
                 " libboost1.83-dev libboost-json1.83-dev libboost-url1.83-dev\n"));
  CHECK_FALSE(contains(without_boost.asked(), "cmake"));
}

TEST_CASE("install-deps installs other people's clients for continuous integration alone") {
  const char* const clients[] = {"wget",   "python3-requests", "python3-aiohttp",
                                 "nodejs", "nginx-light",      "haproxy"};
  const System person("none", "*");
  const System integration("none", "*");
  CHECK(person.install().code == 0);
  CHECK(integration.install("ci").code == 0);
  for (const std::string client : clients) {
    INFO(client);
    CHECK_FALSE(contains(person.asked(), " " + client));
    CHECK(contains(integration.asked(), " " + client));
  }
}

TEST_CASE("install-deps says which package a system lacks") {
  const Ran ran = System("none", "libboost*) ;; *").install();
  CHECK(ran.code != 0);
  CHECK(contains(ran.text, "apt offers no package libboost1.83-dev|libboost1.81-dev"));
  CHECK(contains(ran.text, "Debian 12 and 13"));
}

TEST_CASE(
    "install-deps names what is missing where it may not install, whatever apt's lists have") {
  constexpr int nobody = 65534;
  const System without_sudo("cmake", "none", nobody);
  const System with_password("cmake", "none", nobody);
  with_password.program("sudo", "exit 1");
  for (const System* system : {&without_sudo, &with_password}) {
    const Ran ran = system->install("bench");
    INFO(ran.text);
    CHECK(ran.code == 1);
    CHECK(contains(ran.text, "  g++ make ninja-build "));
    CHECK(contains(ran.text, " libboost1.83-dev|libboost1.81-dev "));
    CHECK(contains(ran.text, " valgrind\n"));
    CHECK(contains(ran.text, "then try again:  "));
    CHECK(contains(ran.text, "install-deps.sh bench\n"));
    CHECK_FALSE(contains(ran.text, "no package"));
    CHECK(system->asked().empty());
  }
  CHECK(contains(without_sudo.install().text, "there is neither root nor sudo"));
  CHECK(contains(with_password.install().text, "sudo would ask for a password"));
}

TEST_CASE("install-deps refuses a set of packages that it does not know") {
  const Ran ran = System("*", "*").install("gui");
  CHECK(ran.code == 2);
  CHECK(contains(ran.text, "expected nothing, fuzz, bench, ci or try, found 'gui'"));
}
