// A table of a page that says something else than the code is found.
#include "style/doc_tables.h"

#include "style/layers.h"
#include "support/catch.h"

namespace spark::style {
namespace {

std::string layer_page() {
  std::string text = "| layer | holds | may include |\n|---|---|---|\n";
  for (const std::string& layer : layer_names()) {
    text += "| `" + layer + "` | something | nothing else";
    for (const std::string& other : layer_names())
      if (other != layer && other != "base" && may_include(layer, other))
        text += ", `" + other + "` (why)";
    if (may_include(layer, "sdk")) text += ", `sdk` (why)";
    text += " |\n";
  }
  return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

size_t layer_findings(const std::string& text) {
  return check_layer_table({"docs/architecture.md", text}).size();
}

size_t noun_findings(const std::string& text) {
  return check_nouns({"docs/glossary.md", text}).size();
}

TEST_CASE("a table of layers that says what the code says is right") {
  CHECK(layer_findings(layer_page()) == 0);
}

TEST_CASE("a table of layers with an edge too many or too few, or a row, is found") {
  const std::string page = layer_page();
  const std::string oip = "| `oip` | something | nothing else, `frame` (why) |\n";
  CHECK(layer_findings(replaced(page, oip, "| `oip` | something | nothing else |\n")) == 1);
  CHECK(layer_findings(replaced(page, "nothing else, `frame` (why) |", "`frame`, `http` |")) == 1);
  CHECK(layer_findings(replaced(page, oip, "")) == 1);
  CHECK(layer_findings(page + "| `attic` | nothing | nothing else |\n") >= 1);
}

TEST_CASE("nouns are at most forty, in order, each once and with a meaning") {
  const std::string head = "# Glossary\n\n| noun | meaning |\n|---|---|\n";
  CHECK(noun_findings(head + "| a | b |\n| c | d |\n\n| b | of another table |\n") == 0);
  CHECK(noun_findings(head + "| c | d |\n| a | b |\n") == 1);
  CHECK(noun_findings(head + "| a | b |\n| a | c |\n") == 1);
  CHECK(noun_findings(head + "| a |\n") == 1);
  CHECK(noun_findings("# Glossary\n") == 1);
  std::string many = head;
  for (int i = 0; i < 41; ++i)
    many += "| " + std::string(1, static_cast<char>('a' + i / 26)) +
            std::string(1, static_cast<char>('a' + i % 26)) + " | b |\n";
  CHECK(noun_findings(many) == 1);
}

TEST_CASE("the pages with the tables must be there") {
  CHECK(check_tables({}).size() == 1);
}

}  // namespace
}  // namespace spark::style
