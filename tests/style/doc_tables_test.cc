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

TEST_CASE("a request passes at most eleven files, numbered, none twice") {
  const auto findings = [](const std::string& text) {
    return check_request_path({"docs/life_of_a_request.md", text}).size();
  };
  const auto rows = [](int count) {
    std::string text = "| | step | file | does | asks |\n|---:|---|---|---|---|\n";
    for (int i = 1; i <= count; ++i) {
      const std::string number = std::to_string(i);
      text += "| " + number + " | s | `host/a/" + number + ".cc` | does. | `host/a/b.h` |\n";
    }
    return text;
  };
  CHECK(findings(rows(11)) == 0);
  CHECK(findings(rows(12)) == 1);
  CHECK(findings(rows(13)) == 1);
  CHECK(findings(replaced(rows(5), "| 4 |", "| 7 |")) == 1);
  CHECK(findings(replaced(rows(5), "`host/a/4.cc`", "`host/a/1.cc`")) == 1);
  CHECK(findings(replaced(rows(5), "`host/a/4.cc`", "`host/a/4.cc`, `host/a/x.cc`")) == 1);
  CHECK(findings("# The life of a request\n\n| stage | file |\n|---|---|\n| `a` | `b` |\n") == 1);
}

TEST_CASE("the pages with the tables must be there") {
  CHECK(check_tables({}).size() == 1);
}

}  // namespace
}  // namespace spark::style
