// What the values of an answer are taken for.
#include "read.h"
#include "support/catch.h"

namespace spark::config {
namespace {

using testing::read;

std::string text_of(const AnswerNode& node);

struct Printer {  // the value with its type, in one word
  std::string operator()(std::nullptr_t) const { return "null"; }
  std::string operator()(bool value) const { return value ? "bool true" : "bool false"; }
  std::string operator()(double value) const { return "decimal " + std::to_string(value); }
  std::string operator()(int64_t value) const { return "whole " + std::to_string(value); }
  std::string operator()(const std::string& value) const { return "text " + value; }
  std::string operator()(const Reference& value) const { return "reference " + value.name; }
  std::string operator()(const Literal& value) const { return std::visit(*this, value.value); }
  std::string operator()(const FirstOf& first) const {
    std::string out = "first of";
    for (const AnswerNode& option : first.options) out += " [" + text_of(option) + ']';
    return out;
  }
  std::string operator()(const AnswerObject& object) const {
    std::string out = "object";
    for (const AnswerField& field : object.fields) {
      out += ' ' + field.name + (field.nullable ? "?" : "") + "=[" + text_of(field.node) + ']';
    }
    return out;
  }
};

std::string text_of(const AnswerNode& node) {
  return std::visit(Printer{}, node.value);
}

// What `value`, written in an answer, is taken for.
std::string taken_for(const std::string& value) {
  const auto outcome =
      read("listeners: {web: {port: 0}}\npipelines: {a: {route: GET web /a, answer: {x: " + value +
           "}}}\n");
  INFO(outcome.report);
  REQUIRE(outcome.errors.empty());
  return text_of(outcome.config.pipelines.at(0).answer->fields.at(0).node);
}

}  // namespace

TEST_CASE("an answer's plain words are references, numbers and constants, and the rest is text") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"canary.score", "reference canary.score"},
      {"models.candidate.version", "reference models.candidate.version"},
      {"input.snapshot.spreadBp", "reference input.snapshot.spreadBp"},
      {"a-b.c_d", "reference a-b.c_d"},
      {"now", "reference now"},
      {"true", "bool true"},
      {"false", "bool false"},
      {"null", "null"},
      {"~", "null"},
      {"0", "whole 0"},
      {"-12", "whole -12"},
      {"9223372036854775807", "whole 9223372036854775807"},
      {"0.5", "decimal 0.500000"},
      {"1e3", "decimal 1000.000000"},
      {"-2.5", "decimal -2.500000"},
      {"v1.8", "text v1.8"},
      {"1.8.2", "text 1.8.2"},
      {"2024-05-31", "text 2024-05-31"},
      {"ml-engine-standalone", "text ml-engine-standalone"},
      {"a..b", "text a..b"},
      {"two words", "text two words"},
      {"yes", "text yes"},
      {"010x", "text 010x"},
  };
  for (const auto& [written, expected] : table) {
    INFO(written);
    CHECK(taken_for(written) == expected);
  }
}

TEST_CASE("quoted text is always text") {
  for (const std::string written : {"now", "true", "1", "010", "a.b", "null", ".nan", ""}) {
    INFO(written);
    CHECK(taken_for('"' + written + '"') == "text " + written);
    CHECK(taken_for('\'' + written + '\'') == "text " + written);
  }
}

TEST_CASE("a list is the first of its values, and maps nest") {
  CHECK(taken_for("[a.b, c.d, 0.5, null, text]") ==
        "first of [reference a.b] [reference c.d] [decimal 0.500000] [null] [text text]");
  CHECK(taken_for("{a: b.c, d: {e: 1}}") == "object a=[reference b.c] d=[object e=[whole 1]]");
}

TEST_CASE("a key that ends in ? is nullable and loses the mark") {
  CHECK(taken_for("{\"a?\": b.c, d: 1}") == "object a?=[reference b.c] d=[whole 1]");
}

}  // namespace spark::config
