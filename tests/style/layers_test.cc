// The table of layers and the edges that break it.
#include "style/layers.h"

#include <string>

#include "support/catch.h"

namespace spark::style {
namespace {

Source including(const std::string& path, const std::string& include) {
  return {path, "// A.\n#include " + include + "\n"};
}

TEST_CASE("includes are read with their lines, quotes and odd blanks") {
  const Source source{"a.cc", "#include <a>\n  #  include \"b/c.h\"\n// #include <d>\n#define E\n"};
  const auto includes = includes_of(source);
  REQUIRE(includes.size() == 2);
  CHECK(includes[0].name == "a");
  CHECK_FALSE(includes[0].quoted);
  CHECK(includes[1].name == "b/c.h");
  CHECK(includes[1].quoted);
  CHECK(includes[1].line == 2);
}

TEST_CASE("arrows point one way") {
  CHECK(may_include("frame", "base"));
  CHECK(may_include("frame", "frame"));
  CHECK(may_include("ctl", "sdk"));
  CHECK(may_include("ctl", "store"));
  CHECK(may_include("daemon", "services"));
  CHECK_FALSE(may_include("frame", "sdk"));
  CHECK_FALSE(may_include("base", "frame"));
  CHECK_FALSE(may_include("http", "metrics"));
  CHECK_FALSE(may_include("ctl", "http"));
  CHECK_FALSE(may_include("daemon", "ctl"));
  CHECK_FALSE(may_include("unknown", "base"));
}

TEST_CASE("an include against the arrows is found, those along them are not") {
  struct Case {
    const char* path;
    const char* include;
    bool found;
  };
  const Case cases[] = {
      {"host/base/a.cc", "\"frame/value.h\"", true},
      {"host/frame/a.cc", "\"spark/abi.h\"", true},
      {"host/http/a.cc", "<spark/abi.h>", true},
      {"host/http/a.cc", "\"limits.h\"", true},         // not written from host/
      {"host/http/a.cc", "\"../base/error.h\"", true},  // nor this
      {"host/unknown/a.cc", "\"base/error.h\"", true},
      {"host/frame/a.cc", "\"base/error.h\"", false},
      {"host/frame/a.cc", "\"frame/value.h\"", false},
      {"host/frame/a.cc", "<base/of/something>", false},
      {"host/plugin/a.cc", "\"spark/abi.h\"", false},
      {"host/ctl/a.cc", "\"spark/tool/http_client.h\"", false},
      {"tests/frame/a.cc", "\"http/server.h\"", false},
  };
  for (const Case& c : cases) {
    INFO(c.path << " " << c.include);
    const auto findings = host_edges(including(c.path, c.include));
    REQUIRE(findings.size() == (c.found ? 1 : 0));
    if (c.found) CHECK(findings[0].line == 2);
  }
}

TEST_CASE("a plugin includes its own files and the sdk only") {
  const std::set<std::string> paths = {"plugins/a/a.h", "plugins/a/commands/c.h", "plugins/b/b.h",
                                       "host/base/error.h", "sdk/include/spark/abi.h"};
  struct Case {
    const char* path;
    const char* include;
    bool found;
  };
  const Case cases[] = {
      {"plugins/a/x.cc", "\"b.h\"", true},
      {"plugins/a/x.cc", "\"../b/b.h\"", true},
      {"plugins/a/x.cc", "\"base/error.h\"", true},
      {"plugins/a/x.cc", "\"../../host/base/error.h\"", true},
      {"sdk/cpp/spark/x.h", "\"base/error.h\"", true},
      {"plugins/a/x.cc", "\"a.h\"", false},
      {"plugins/a/commands/x.cc", "\"../a.h\"", false},
      {"plugins/a/commands/x.cc", "\"a.h\"", false},  // from the plugin's folder
      {"plugins/a/x.cc", "\"spark/plugin.h\"", false},
      {"plugins/a/x.cc", "<vector>", false},
      {"sdk/include/spark/ext/x.h", "\"../abi.h\"", false},
  };
  for (const Case& c : cases) {
    INFO(c.path << " " << c.include);
    CHECK(outer_edges(including(c.path, c.include), paths).size() == (c.found ? 1 : 0));
  }
}

TEST_CASE("a library stays with the layer that keeps it") {
  struct Case {
    const char* include;
    const char* keeper;
    const char* stranger;
  };
  const Case cases[] = {
      {"<yaml-cpp/yaml.h>", "host/config/a.cc", "host/pipeline/a.cc"},
      {"<spdlog/spdlog.h>", "host/base/a.cc", "plugins/x/a.cc"},
      {"<sqlite3.h>", "host/store/a.cc", "host/services/a.cc"},
      {"<boost/dll.hpp>", "host/plugin/a.cc", "host/services/a.cc"},
      {"<boost/dll/shared_library.hpp>", "host/plugin/a.cc", "host/daemon/a.cc"},
      {"<boost/asio.hpp>", "host/http/a.cc", "host/daemon/a.cc"},
      {"<boost/asio/ip/tcp.hpp>", "sdk/tool/spark/tool/a.cc", "sdk/cpp/spark/a.h"},
      {"<boost/beast.hpp>", "host/ctl/a.cc", "host/http/a.cc"},
      {"\"spark/market/limits.h\"", "plugins/x/a.cc", "host/ctl/a.cc"},
      {"<zip.h>", "sdk/market/spark/market/a.cc", "sdk/tool/spark/tool/a.cc"},
  };
  for (const Case& c : cases) {
    INFO(c.include);
    CHECK(library_edges(including(c.keeper, c.include)).empty());
    CHECK(library_edges(including(c.stranger, c.include)).size() == 1);
    CHECK(library_edges(including("tests/x/a.cc", c.include)).empty());
  }
}

TEST_CASE("a layer links what it includes, and nothing that the table forbids") {
  const auto linking = [](const std::string& text) {
    return Source{"host/oip/CMakeLists.txt", text};
  };
  const std::vector<Source> sources = {including("host/oip/a.cc", "\"frame/value.h\""),
                                       including("host/oip/b.cc", "\"base/error.h\""),
                                       including("host/http/c.cc", "\"metrics/registry.h\"")};
  CHECK(linked_layers(linking("spark_layer(oip SOURCES a.cc LAYERS base frame)"), sources).empty());
  CHECK(linked_layers(linking("spark_layer(oip SOURCES a.cc LAYERS base)"), sources).size() == 1);
  CHECK(linked_layers(linking("#\nspark_layer(oip\n  LAYERS base frame http\n  LIBS x)"), sources)
            .size() == 1);
  CHECK(
      linked_layers(linking("spark_layer(oip LAYERS base frame LIBS spark-sdk)"), sources).size() ==
      1);
  CHECK(linked_layers(linking("add_executable(x)"), sources).empty());

  const std::vector<Source> tool_user = {including("host/ctl/a.cc", "\"spark/tool/table.h\"")};
  const Source links_nothing{"host/ctl/CMakeLists.txt", "spark_layer(ctl LAYERS base)"};
  const Source links_tool{"host/ctl/CMakeLists.txt",
                          "spark_layer(ctl LAYERS base LIBS spark-tool)"};
  CHECK(linked_layers(links_nothing, tool_user).size() == 1);
  CHECK(linked_layers(links_tool, tool_user).empty());
  CHECK(linked_layers({"host/CMakeLists.txt", "spark_layer(oip LAYERS http)"}, sources).empty());
}

}  // namespace
}  // namespace spark::style
