// The commands of docs/models.md, run as its reader would, on a model that libxgboost trained.
#include <cmath>
#include <fstream>

#include "support/catch.h"
#include "support/file_text.h"
#include "support/shell.h"
#include "support/temporary_folder.h"
#include "trees/trained.h"

namespace {

// The lines of the ```sh blocks below a heading, up to the next heading.
std::vector<std::string> commands_below(const std::string& heading) {
  const std::string page = spark::test::read_file(SPARK_SOURCE_DIR "/docs/models.md");
  const size_t begin = page.find(heading + "\n");
  REQUIRE(begin != std::string::npos);
  std::istringstream section(
      page.substr(begin + heading.size(), page.find("\n## ", begin + 1) - begin - heading.size()));
  std::vector<std::string> commands;
  bool is_inside = false;
  for (std::string line; std::getline(section, line);) {
    if (line.starts_with("```")) {
      is_inside = line == "```sh";
    } else if (is_inside && !line.empty()) {
      commands.push_back(line);
    }
  }
  return commands;
}

}  // namespace

TEST_CASE("the page's commands make an artefact of what another tool saved, and show it") {
  if (!spark::test::has_xgboost()) {
    WARN("skipped: no libxgboost");
    return;
  }
  const spark::test::Shape shape{6, 20, 4, "binary:logistic"};
  const spark::test::Trained trained(shape);
  const spark::test::TemporaryFolder home;
  const auto file = [&](const char* name) { return std::ofstream(home.path() / name); };
  file("model.ubj") << trained.saved("ubj");
  file("names.txt") << "a\nb\nc\nd\ne\nf";
  const auto rows = spark::test::training_rows(shape, 200, 4);
  const float* const scores = trained.predict(rows.data(), 200, false);
  auto row_file = file("rows.csv"), score_file = file("scores.csv");
  row_file.precision(18);
  score_file.precision(18);
  for (size_t i = 0; i < 200; ++i) {
    for (size_t j = 0; j < 6; ++j)
      row_file << std::scientific << (j == 0 ? "" : ",") << rows[6 * i + j];
    row_file << "\n";
    score_file << std::scientific << scores[i] << "\n";
  }
  row_file.close();
  score_file.close();

  const auto commands = commands_below("## Bring your own model");
  REQUIRE(commands.size() == 3);
  std::string shown;
  for (const std::string& command : commands) {
    CAPTURE(command);
    const spark::test::Ran ran = spark::test::run_shell(
        "cd " + home.path().string() + " && PATH=" SPARK_BUILD_DIR "/bin:$PATH " + command);
    CAPTURE(ran.text);
    CHECK(ran.code == 0);
    shown += ran.text;
  }
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(shown, ContainsSubstring("v3: xgboost, 20 trees, 6 features, 200 probes\n"
                                      "scores: 200 rows agree; largest difference ") &&
                        ContainsSubstring("up-move in 5min against mid\n") &&
                        ContainsSubstring("compared with those that came with the model") &&
                        ContainsSubstring("\"verifies\": true"));
}
