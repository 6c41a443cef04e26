// Configurations that only the whole host can judge: each file of wrong/ says in its first lines
// what must be said about it, and nothing else. {plugins} and {source} stand for those folders.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "end_to_end/harness.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::test;

namespace {

constexpr std::string_view marker = "# expect: ";

std::vector<std::filesystem::path> wrong_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(source("tests/end_to_end/wrong"))) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void replace(std::string& text, std::string_view name, const std::string& by) {
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + by.size()))
    text.replace(at, name.size(), by);
}

std::string expected_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string out;
  size_t mistakes = 0;
  for (std::string line; std::getline(stream, line) && line.starts_with(marker); ++mistakes) {
    out += file.string() + ':' + line.substr(marker.size()) + '\n';
  }
  replace(out, "{plugins}", (binary("").parent_path() / "../lib/spark/plugins").lexically_normal());
  replace(out, "{source}/", source("").string());
  return out + "sparkd: " + std::to_string(mistakes) + (mistakes == 1 ? " mistake" : " mistakes") +
         " in " + file.string() + "; nothing was started\n";
}

std::string museum(std::string_view name) {
  return (binary("").parent_path() / "../lib/spark/museum" / (std::string(name) + ".so"))
      .lexically_normal()
      .string();
}

// What plugins note while they are tried begins with the time: 2026-11-28T04:42:26.603Z info.
std::string without_log(const std::string& output) {
  std::istringstream in(output);
  std::string kept;
  for (std::string line; std::getline(in, line);)
    if (line.find("Z info ") != 23) kept.append(line).append("\n");
  return kept;
}

}  // namespace

TEST_CASE("every mistake of every wrong file is reported, and nothing is started") {
  const auto files = wrong_files();
  // The yardstick of this run: what the shipped configuration takes, which is right and larger.
  constexpr double rights = 3;
  double right_ms = 0;
  for (int i = 0; i < rights; ++i) {
    const Ended right = run({binary("sparkd").string(), "--config",
                             source("configs/executor.yaml").string(), "--check-config"});
    CHECK(right.exit_code == 0);
    right_ms += right.cpu_ms;
  }
  size_t passed = 0;
  double wrong_ms = 0;
  double slowest_ms = 0;
  for (const auto& file : files) {
    INFO(file);
    const TemporaryFolder folder;
    const auto state = folder.path() / "state";
    const Ended ended = run({binary("sparkd").string(), "--config", file.string(), "--set",
                             "state_dir=" + state.string()});
    const std::string expected = expected_of(file);
    CHECK(ended.exit_code == 2);
    const std::string said = without_log(ended.output);
    CHECK(said == expected);
    CHECK_FALSE(std::filesystem::exists(state / "run.json"));
    slowest_ms = std::max(slowest_ms, ended.cpu_ms);
    wrong_ms += ended.cpu_ms;
    if (ended.exit_code == 2 && said == expected) ++passed;
  }
  char note[128];
  std::snprintf(note, sizeof note,
                "configurations that only the whole host can judge; the slowest takes %.0f ms",
                slowest_ms);
  report_cases("start", passed, files.size(), note);
  // On the average, so that one that the machine held up decides nothing.
  CHECK(wrong_ms / static_cast<double>(files.size()) < 4 * right_ms / rights);
}

TEST_CASE("a library that is no plugin for this host is refused with what it is") {
  const std::vector<std::pair<const char*, const char*>> table = {
      {"wrong_major", "ABI 2."},
      {"minor_too_new", "ABI 1."},
      {"no_note", "note"},
      {"no_entry", "spark_entry"},
      {"undefined_symbol", "undefined symbol"},
      {"create_throws", "threw"},
      {"create_fails", "plugin 'specimen'"},
  };
  for (const auto& [name, expected] : table) {
    INFO(name);
    const Ended ended =
        run({binary("sparkd").string(), "--config", source("configs/executor.yaml").string(),
             "--check-config", "--set", "plugins.specimen={library: " + museum(name) + "}"});
    INFO(ended.output);
    CHECK(ended.exit_code == 2);
    CHECK(ended.output.find("plugins.specimen") != std::string::npos);
    CHECK(ended.output.find(expected) != std::string::npos);
    CHECK(ended.output.find("sparkd: 1 mistake in") != std::string::npos);
  }
}

TEST_CASE("an artefact's folder may end in a slash, also where its model cannot be loaded") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "broken");
  std::ofstream(folder.path() / "broken/model.json") << "{}";
  const auto check = [&](const std::string& artefact) {
    const std::string model = "models.candidate={plugin: ml-model, artefact: " + artefact + "}";
    return run({"/usr/bin/timeout", "--foreground", "20", binary("sparkd").string(), "--config",
                source("configs/executor.yaml").string(), "--check-config", "--set", model});
  };
  const std::string broken = (folder.path() / "broken").string();
  const Ended with_slash = check(broken + "/");
  INFO(with_slash.output);
  CHECK(with_slash.exit_code == 2);
  CHECK(with_slash.output.find("model 'candidate': artefact broken: ") != std::string::npos);
  CHECK(with_slash.output == check(broken).output);
  CHECK(check(source("configs/models/v1.8-b0").string() + "/").exit_code == 0);
}

TEST_CASE("a plugin gets no route that the host, another plugin or a pipeline has") {
  const std::vector<std::pair<const char*, const char*>> table = {
      {"/admin/v1/mine",
       "plugins.specimen: it asks for the route /admin/v1/mine, which belongs to "
       "the host"},
      {"/admin/v1/safe",
       "plugins.specimen: it asks for the route /admin/v1/safe, which belongs to "
       "the host"},
      {"/shadow/disable",
       "plugins.specimen: route POST executor /shadow/disable of plugin "
       "'specimen' is already that of plugin 'shadow'"},
      {"/predict-with-shadow",
       "pipelines.predict-with-shadow.route: plugin 'specimen' has this "
       "route already"},
      {"/x/../admin", "the path is not of the form /name/name"},
  };
  const auto start = [](const std::string& path) {
    return run({binary("sparkd").string(), "--config", source("configs/executor.yaml").string(),
                "--check-config", "--set",
                "plugins.specimen={library: " + museum("route_anywhere") +
                    ", with: {path: " + path + "}, may: {routes: [/]}}"});
  };
  for (const auto& [path, expected] : table) {
    INFO(path);
    const Ended ended = start(path);
    INFO(ended.output);
    CHECK(ended.exit_code == 2);
    CHECK(ended.output.find(expected) != std::string::npos);
    CHECK(ended.output.find("sparkd: 1 mistake in") != std::string::npos);
  }
  CHECK(start("/nobody/has/this").exit_code == 0);
}

TEST_CASE(
    "the schema for editors is the one that is committed, and knows the shipped file's keys") {
  const Ended ended = run({binary("sparkd").string(), "--config-schema"});
  REQUIRE(ended.exit_code == 0);
  INFO("renew it with: sparkd --config-schema > configs/executor.schema.json");
  CHECK(ended.output == read_file(source("configs/executor.schema.json")));
  const auto schema = boost::json::parse(ended.output);
  const auto& properties = schema.at("properties").as_object();
  CHECK(properties.contains("pipelines"));
  CHECK(schema.at_pointer("/properties/plugins/properties/shadow/properties/with/properties")
            .as_object()
            .contains("match_threshold"));
}
