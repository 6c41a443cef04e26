// Which texts are names, kind by kind.
#include "base/names.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace spark::base;

namespace {

struct Kind {
  const char* what;
  bool (*is)(std::string_view);
  size_t bytes_max;
  std::vector<std::string> right;
  std::vector<std::string> wrong;
};

const std::vector<Kind> kinds = {
    {"name",
     is_name,
     name_bytes_max,
     {"a", "ml-model", "v1_8", "z9"},
     {"A", "aB", "1a", "_a", "-a", "a.b", "a b", "ä", "a\n"}},
    {"field name",
     is_field_name,
     name_bytes_max,
     {"a", "spreadBp", "RSI_14", "x-1"},
     {"1a", "_a", "a.b", "a b", "é", "a:"}},
    {"plugin id",
     is_plugin_id,
     plugin_id_bytes_max,
     {"a", "ml-model", "x9"},
     {"A", "a_b", "9x", "-a", "a.b"}},
    {"identifier",
     [](std::string_view text) { return is_identifier(text); },
     identifier_bytes_max,
     {"a", "_", "rsi_14", "RSI"},
     {"1a", "a-b", "a.b", "a b", "ä"}},
    {"identifier with marks",
     [](std::string_view text) { return is_identifier(text, ".-"); },
     identifier_bytes_max,
     {"a", "input.mid-x", "a.", "a-"},
     {".a", "-a", "1a", "a/b"}},
    {"metric name",
     is_metric_name,
     metric_name_bytes_max,
     {"ml_x", "_a", "A9"},
     {"9a", "a-b", "a:b", "a.b", ":a"}},
    {"metric prefix",
     is_metric_prefix,
     metric_prefix_bytes_max,
     {"ml_", "a:b", "_"},
     {":a", "9", "a-"}},
    {"flag name",
     is_flag_name,
     flag_name_bytes_max,
     {"shadow.on", "9", "-", "A_b"},
     {"a b", "a/b", "ä", "a:"}},
};

}  // namespace

TEST_CASE("each kind of name has its characters and its length") {
  for (const Kind& kind : kinds) {
    INFO(kind.what);
    for (const std::string& text : kind.right) {
      INFO(text);
      CHECK(kind.is(text));
    }
    for (const std::string& text : kind.wrong) {
      INFO(text);
      CHECK_FALSE(kind.is(text));
    }
    CHECK_FALSE(kind.is(""));
    CHECK_FALSE(kind.is(std::string_view("a\0", 2)));
    CHECK(kind.is(std::string(kind.bytes_max, 'a')));
    CHECK_FALSE(kind.is(std::string(kind.bytes_max + 1, 'a')));
  }
}

TEST_CASE("a dotted name is field names between dots") {
  CHECK(is_dotted_name("input.mid", 2));
  CHECK(is_dotted_name("input", 1));
  CHECK_FALSE(is_dotted_name("input", 2));
  for (const char* wrong : {"", ".", "a.", ".a", "a..b", "a.1", "a.b c"})
    CHECK_FALSE(is_dotted_name(wrong, 1));
  std::string longest(63, 'a');
  for (int i = 0; i < 3; ++i) longest += "." + std::string(63, 'a');
  CHECK(longest.size() == dotted_name_bytes_max);
  CHECK(is_dotted_name(longest, 4));
  CHECK_FALSE(is_dotted_name(longest + ".a", 4));
}
