// The dashboard as Grafana reads it: members, kinds and words of its published schema.
#include <cctype>
#include <functional>
#include <set>
#include <sstream>

#include "end_to_end/artefacts.h"
#include "end_to_end/harness.h"
#include "end_to_end/panel_schema.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

json::object shipped_board() {
  return json::parse(read_file(source("configs/grafana/ml-dashboard.json"))).as_object();
}

// Calls change(value) for each leaf, with the object that has it and its key.
using Change = std::function<void(json::object& owner, const std::string& key)>;
void each_member(json::value& value, const Change& change) {
  if (value.is_array())
    for (json::value& each : value.get_array()) each_member(each, change);
  if (!value.is_object()) return;
  std::vector<std::string> keys;
  for (const auto& [key, member] : value.get_object()) keys.emplace_back(key);
  for (const std::string& key : keys) {
    each_member(value.get_object().at(key), change);
    change(value.get_object(), key);
  }
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& each : lines) text += each + "\n";
  return text;
}

std::string anchor_of(std::string title) {
  for (char& each : title)
    each = each == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  return title;
}

std::set<std::string> sections_of_operating() {
  std::set<std::string> sections;
  std::istringstream page(read_file(source("docs/operating.md")));
  for (std::string line; std::getline(page, line);)
    if (line.starts_with("## ") || line.starts_with("### "))
      sections.insert(anchor_of(line.substr(line.find(' ') + 1)));
  return sections;
}

}  // namespace

TEST_CASE("every panel has the members that Grafana's schema has for its type, and no others") {
  const json::object board = shipped_board();
  CHECK(joined(board_flaws(board)) == "");
  for (const json::value& panel : board.at("panels").as_array()) {
    INFO(panel.at("title").as_string().c_str());
    CHECK(joined(panel_flaws(panel.as_object())) == "");
  }
}

TEST_CASE("a member of the dashboard that is misspelt, or of another kind, is found") {
  const json::object board = shipped_board();
  size_t changes = 0;
  for (const json::value& panel : board.at("panels").as_array()) {
    json::value copy = panel;
    each_member(copy, [&](json::object& owner, const std::string& key) {
      const json::value had = owner.at(key);
      INFO(panel.at("title").as_string().c_str() << ": " << key);
      owner.erase(key);
      owner[key + "x"] = had;
      const bool is_mapped = key.find_first_not_of("-0123456789") == std::string::npos;
      CHECK((is_mapped || !panel_flaws(copy.as_object()).empty()));
      owner.erase(key + "x");
      owner[key] = json::object{{"no", "such"}};
      CHECK((is_mapped || !panel_flaws(copy.as_object()).empty()));
      owner[key] = had;
      changes += 2;
    });
    CHECK(panel_flaws(copy.as_object()).empty());
  }
  CHECK(changes > 500);
  json::object misspelt = board.at("panels").as_array()[0].as_object();
  misspelt["type"] = "graph";  // gone since Grafana 11
  CHECK_FALSE(panel_flaws(misspelt).empty());
  misspelt = board.at("panels").as_array()[0].as_object();
  misspelt["fieldConfig"].at("defaults").as_object()["unit"] = "millis";
  CHECK(joined(panel_flaws(misspelt)).find("found \"millis\"") != std::string::npos);
}

TEST_CASE("the dashboard has eleven panels, ten seconds, its variables, and runbooks that exist") {
  const json::object board = shipped_board();
  CHECK(board.at("refresh").as_string() == "10s");
  CHECK(board.at("schemaVersion").to_number<int>() >= 36);
  std::set<std::string> variables;
  for (const json::value& each : board.at("templating").at("list").as_array())
    variables.emplace(each.at("name").as_string());
  CHECK(variables == std::set<std::string>{"datasource", "lineage", "runbooks"});
  const std::set<std::string> sections = sections_of_operating();
  const auto& panels = board.at("panels").as_array();
  CHECK(panels.size() == 11);
  std::set<int> ids;
  for (const json::value& panel : panels) {
    INFO(panel.at("title").as_string().c_str());
    CHECK(ids.insert(panel.at("id").to_number<int>()).second);
    CHECK(panel.at("datasource").at("uid").as_string() == "${datasource}");
    CHECK_FALSE(panel.at("description").as_string().empty());
    const auto& steps =
        panel.at("fieldConfig").at("defaults").at("thresholds").at("steps").as_array();
    REQUIRE_FALSE(steps.empty());
    CHECK(steps.front().at("value").is_null());
    for (size_t i = 2; i < steps.size(); ++i)
      CHECK(steps[i].at("value").to_number<double>() >
            steps[i - 1].at("value").to_number<double>());
    REQUIRE_FALSE(panel.at("links").as_array().empty());
    for (const json::value& link : panel.at("links").as_array()) {
      const std::string url(link.at("url").as_string());
      const std::string page = "${runbooks}#";
      REQUIRE(url.starts_with(page));
      CHECK(sections.contains(url.substr(page.size())));
    }
    std::set<std::string> letters;
    for (const json::value& target : panel.at("targets").as_array()) {
      CHECK(letters.emplace(target.at("refId").as_string()).second);
      CHECK(target.at("datasource").at("uid").as_string() == "${datasource}");
      CHECK(std::string(target.at("expr").as_string()).find("$lineage") != std::string::npos);
    }
    CHECK_FALSE(letters.empty());
  }
}
