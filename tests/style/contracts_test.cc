// Each promise of the headers is shown what breaks it and what keeps it.
#include "style/contracts.h"

#include <string>

#include "support/catch.h"

namespace spark::style {
namespace {

const std::string header = "sdk/include/spark/a.h";

// The names that findings begin with, one after the other.
std::string untagged(const std::string& text) {
  std::string names;
  for (const Finding& finding : thread_tags({header, text}))
    names += finding.text.substr(0, finding.text.find(' ')) + ";";
  return names;
}

std::string repeated(const std::string& line, size_t times) {
  std::string text;
  for (size_t i = 0; i < times; ++i) text += line;
  return text;
}

TEST_CASE("a function of the C interface without a thread tag is found") {
  CHECK(untagged("struct a {\n  /* Does it. */\n  void (*run)(void);\n};\n") == "run;");
  CHECK(untagged("struct a {\n  void (*run)(void);\n};\n") == "run;");
  CHECK(untagged("/* Does it. */\nstatic inline void* take(int a) {\n  f();\n}\n") == "take;");
  CHECK(untagged("/* Does it. */\nint take(int a);\n") == "take;");
  CHECK(untagged("/* Called back. */\ntypedef void (*call)(int a);\n") == "call;");
}

TEST_CASE("a tag counts only at the end of the comment right above, spelt as one of the six") {
  const auto tagged = [](const std::string& comment) {
    return untagged("struct a {\n" + comment + "\n  void (*run)(void);\n};\n");
  };
  CHECK(tagged("/* Does it. [worker] */").empty());
  CHECK(tagged("/* Does it.\n   * [builder,\n   * control] */").empty());
  CHECK(tagged("/* [worker] does it. */") == "run;");
  CHECK(tagged("/* Does it. [workers] */") == "run;");
  CHECK(tagged("/* Does it. [worker, main] */") == "run;");
  CHECK(tagged("/* Does it. [] */") == "run;");
  CHECK(tagged("/* Is one. [worker] */\n  int a;") == "run;");
  CHECK(tagged("  int a; /* Is one. [worker] */") == "run;");
}

TEST_CASE("each of several functions has a tag of its own") {
  CHECK(untagged("extern \"C\" {\nstruct a {\n  /* Does it. [any] */\n  void (*run)(void);\n"
                 "  void (*stop)(void);\n};\n}\n") == "stop;");
}

TEST_CASE("a function pointer among the parameters is told of by its call") {
  const auto with = [](const std::string& comment) {
    return untagged("struct a {\n  /* " + comment +
                    " [any] */\n  void (*on)(void (*call)(void* x), void* x);\n};\n");
  };
  CHECK(with("Calls call(x) [jobs] later.").empty());
  CHECK(with("Calls call(x) later.") == "call;");
  CHECK(with("Calls recall(x) [jobs] later.") == "call;");
  CHECK(with("Calls call(x) [sometimes] later.") == "call;");
}

TEST_CASE("bodies, macros and other folders need no tags") {
  CHECK(untagged("#define A(b) \\\n  void (*run)(void) = f(b)\n").empty());
  CHECK(untagged("/* Does it. [any] */\nint f(void) {\n  void (*run)(void) = g;\n}\n").empty());
  CHECK(thread_tags({"sdk/cpp/spark/a.h", "void f();\n"}).empty());
}

TEST_CASE("a thread by any other name is found, wherever code is") {
  const auto spelt = [](const std::string& comment) {
    return tag_spellings({"host/a.h", "int a;\n// " + comment + "\n"}).size();
  };
  CHECK(spelt("Does it. [any thread]") == 1);
  CHECK(spelt("Does it. [any thread but\n// workers]") == 1);
  CHECK(spelt("Does it. [builder-thread]") == 1);
  CHECK(spelt("Does it. [main]") == 1);
  CHECK(spelt("Does it. [control, job]") == 1);
  CHECK(spelt("Does it. [one thread at a time; slow]") == 1);
  CHECK(spelt("Does it. [builder, control]") == 0);
  CHECK(spelt("Does it. [any]") == 0);
  CHECK(spelt("Those of workers_[worker] and of a[main].") == 0);
  CHECK(spelt("Of the form [a-z][a-z0-9-]*. [holding the lock]") == 0);
  CHECK(tag_spellings({"host/a.h", "int a[main];\n"}).empty());
  CHECK(tag_spellings({"docs/a.md", "[main]\n"}).empty());
}

TEST_CASE("a line counts as comment if it holds nothing else, blank lines do not count") {
  const CommentShare share = comment_share(
      "// One.\n\nint a;  // not this\n/* Two,\n   three. */\n\"no // comment\"\n  // Four.\n");
  CHECK(share.comments == 4);
  CHECK(share.lines == 6);
}

TEST_CASE("headers of the SDK with too little comment are found") {
  const std::string half = repeated("// a\nint a;\n", 16);
  const std::string less = half + "int b;\n";
  const std::string brief = repeated("int a;\n", 30);
  const std::string third = repeated("// a\nint a;\nint a;\n", 16);
  const auto found = [](std::vector<Source> sources) {
    std::string paths;
    for (const Finding& finding : comment_shares(sources)) paths += finding.path + ";";
    return paths;
  };
  CHECK(found({{header, half}, {"sdk/cpp/a.h", third}}).empty());
  CHECK(found({{header, less}}) == header + ";sdk/include/;");
  // A short one counts with the others only.
  CHECK(found({{header, brief}}) == "sdk/include/;");
  CHECK(found({{header, brief}, {"sdk/include/b.h", repeated("// a\n", 30)}}).empty());
  CHECK(found({{"sdk/cpp/a.h", repeated("// a\nint a;\nint a;\nint a;\n", 10)}}) == "sdk/cpp/;");
  CHECK(found({{"sdk/tool/a.h", brief}, {"sdk/include/a.cc", brief}}).empty());
}

}  // namespace
}  // namespace spark::style
