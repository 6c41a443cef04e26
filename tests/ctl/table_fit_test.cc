// Tables that are wider than the terminal.
#include "spark/tool/table_fit.h"

#include "ctl/commands.h"
#include "ctl/views.h"
#include "spark/tool/table.h"
#include "spark/tool/terminal.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::tool;

namespace {

using Widths = std::vector<size_t>;

constexpr ColumnNeed key(size_t width) {
  return {width, true};
}
constexpr ColumnNeed text(size_t width) {
  return {width, false};
}

size_t widest_line(const std::string& text) {
  size_t widest = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    widest = std::max(widest, columns_of(text.substr(at, end - at)));
    at = end + 1;
  }
  return widest;
}

json::value models() {
  return *parse_json(R"({"models": [{"name": "a-model-with-a-long-name", "plugin": "ml-model",
    "version": "v1.8-b0", "type": "logistic", "kind": "probability", "dimension": 6,
    "target": {"event": "up-move", "horizon": "1min"}, "artefact": "/srv/spark/models/v1.8-b0",
    "sha256": "c8844ca63f959de99de45339e16e59b758acda0edb3606cab98fa35b2a5cbb0d"}]})",
                     "models");
}

}  // namespace

TEST_CASE("columns of a table that is too wide are cut, then left out, and never the key") {
  struct Case {
    const char* what;
    std::vector<ColumnNeed> columns;
    size_t width;
    Widths widths;
  };
  for (const Case& c : {
           Case{"fits", {key(5), text(10)}, 17, {5, 10}},
           Case{"no terminal", {key(500), text(900)}, any_width, {500, 900}},
           Case{"only the widest", {key(5), text(30), text(14)}, 45, {5, 22, 14}},
           Case{"the widest alike", {key(5), text(30), text(40)}, 49, {5, 20, 20}},
           Case{"as far as useful", {key(5), text(64), text(64)}, 33, {5, 12, 12}},
           Case{"the last is left out", {key(5), text(64), text(64)}, 32, {5, 22, left_out}},
           Case{"a short one as well", {key(5), text(64), text(3)}, 22, {5, 12, left_out}},
           Case{
               "no room but for the key", {key(5), text(64), text(64)}, 9, {5, left_out, left_out}},
           Case{"numbers and names stay", {key(5), text(64), key(20)}, 35, {5, left_out, 20}},
           Case{"wider than the terminal", {key(50), text(64)}, 20, {50, left_out}},
           Case{"an empty column", {key(5), text(0), text(4)}, 13, {5, 0, 4}},
           Case{"no column", {}, 5, {}},
       }) {
    INFO(c.what);
    CHECK(fit_columns(c.columns, c.width) == c.widths);
  }
}

TEST_CASE("what is cut has an ellipsis, and a path keeps its end") {
  struct Case {
    const char* text;
    size_t width;
    const char* cut;
  };
  for (const Case& c : {Case{"heuristic", 9, "heuristic"}, Case{"heuristic", 8, "heurist…"},
                        Case{"/srv/models/v1.8", 8, "…ls/v1.8"}, Case{"größe", 4, "grö…"},
                        Case{"/x/größe", 5, "…röße"}, Case{"ab", 1, "…"}, Case{"ab", 0, "…"},
                        Case{"", 0, ""}, Case{"e\u0301e\u0301x", 3, "e\u0301e\u0301x"}}) {
    INFO(c.text);
    CHECK(cut_to(c.text, c.width) == c.cut);
  }
}

TEST_CASE("a table as wide as the terminal has its key and marks what it leaves out") {
  for (const size_t width : {60, 80, 100, 120, 200}) {
    const std::string view = ctl::view_models(models(), width);
    INFO(view);
    CHECK(widest_line(view) <= width);
    CHECK(view.find("a-model-with-a-long-name") != std::string::npos);
  }
  CHECK(ctl::view_models(models(), 80).find("features  …\n") != std::string::npos);
  CHECK(ctl::view_models(models()).find("/srv/spark/models/v1.8-b0  c8844ca63f959de99de45339e1") !=
        std::string::npos);
}

TEST_CASE("a table without titles is broken at blanks and loses nothing") {
  Table table({{""}, {""}});
  table.row({"degraded", "the disk is full, and a token is open"});
  table.row({"state", "/a/path/that/is/longer/than/all"});
  CHECK(table.render(32) ==
        "degraded  the disk is full, and\n"
        "          a token is open\n"
        "state     /a/path/that/is/longer/than/all\n");
  CHECK(widest_line(table.render()) > 40);
}

TEST_CASE("a view that is cut says how to see all of it") {
  const ctl::View view = [](size_t width) { return ctl::view_models(models(), width); };
  CHECK(ctl::fitted(view, 80).ends_with("\n(cut to 80 columns; --wide shows all)\n"));
  CHECK(ctl::fitted(view, 400) == view(any_width));
  CHECK(ctl::fitted(view, any_width) == view(any_width));
}

TEST_CASE("the width is the terminal's or COLUMNS', and there is none for a file or a pipe") {
  CHECK(output_width_of(true, nullptr, 80) == 80);
  CHECK(output_width_of(true, "60", 80) == 60);
  for (const char* none : {"", "0", "-5", "80x", "wide"})
    CHECK(output_width_of(true, none, 80) == 80);
  CHECK(output_width_of(true, nullptr, 0) == any_width);
  CHECK(output_width_of(false, "60", 80) == any_width);
}
