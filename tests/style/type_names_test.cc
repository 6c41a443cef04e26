// Which names a file gives to types, and which of two files clash.
#include "style/type_names.h"

#include "support/catch.h"

namespace spark::style {
namespace {

// "name" of each type, "name = alias" of each alias.
std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  for (const TypeName& type : type_names({"host/a.cc", text}))
    names.push_back(type.name + (type.alias_of.empty() ? "" : " = " + type.alias_of));
  return names;
}

TEST_CASE("types at namespace scope are found with their namespaces, others are not") {
  using Names = std::vector<std::string>;
  struct Case {
    std::string text;
    Names names;
  };
  const Case cases[] = {
      {"namespace a::b { struct C { int d; }; }", {"a::b::C"}},
      {"namespace a { namespace b {\nclass C final : public D {}; } class E {}; }",
       {"a::b::C", "a::E"}},
      {"namespace a { enum class C : int { one }; enum D { two }; union E {}; }",
       {"a::C", "a::D", "a::E"}},
      {"struct [[nodiscard]] A {}; struct alignas(64) B {};", {"A", "B"}},
      {"template <class T, class U = X<T>> struct A {};", {"A"}},
      {"template <> struct A<B> {}; template <> struct A<C> {};", {"A<B>", "A<C>"}},
      {"struct A::B {};", {"A::B"}},
      {"extern \"C\" { struct A {}; } struct B {};", {"A", "B"}},
      {"using A = std::map<int,\n  B>;", {"A = std :: map < int , B >"}},
      {"#define X struct A {}; \\\n  struct B {};\nstruct C {};", {"C"}},
      // What is no type of a namespace's, or no definition.
      {"namespace { struct A {}; } struct B {};", {"B"}},
      {"namespace a { namespace { struct A {}; } }", {}},
      {"struct A; class B; enum class C : int;", {}},
      {"struct A { struct B {}; enum C { one }; };", {"A"}},
      {"void f() { struct A {}; using B = int; }", {}},
      {"struct timespec now() { return {}; }", {}},
      {"struct A a = {1};", {}},
      {"using a::B; using namespace c; namespace d = e;", {}},
      {"// struct A {};\nconst char* b = \"struct C {};\";", {}},
      {"enum { one }; struct { int a; } b;", {}},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(names_in(c.text) == c.names);
  }
}

TEST_CASE("two types of one name in one namespace are found, whatever the kinds") {
  const Source one{"host/daemon/a.h", "namespace spark::daemon {\nstruct Part {};\n}\n"};
  struct Case {
    std::string path;
    std::string text;
    bool clashes;
  };
  const Case cases[] = {
      {"host/daemon/b.h", "namespace spark::daemon { class Part {}; }", true},
      {"host/daemon/b.cc", "namespace spark::daemon { enum class Part { one }; }", true},
      {"host/daemon/b.h", "namespace spark::daemon { using Part = int; }", true},
      {"plugins/x/b.h", "namespace spark::daemon { struct Part {}; }", true},
      {"tests/daemon/b.cc", "namespace spark::daemon { struct Part {}; }", true},
      {"host/daemon/b.cc", "namespace spark::daemon { namespace { struct Part {}; } }", false},
      {"host/daemon/b.h", "namespace spark::daemon { struct Part; }", false},
      {"host/http/b.h", "namespace spark::http { struct Part {}; }", false},
      {"docs/b.md", "namespace spark::daemon { struct Part {}; }", false},
  };
  for (const Case& c : cases) {
    INFO(c.path << ": " << c.text);
    const auto findings = repeated_types({one, {c.path, c.text}});
    CHECK(findings.size() == (c.clashes ? 1 : 0));
    if (findings.size() != 1) continue;
    CHECK(findings[0].path == c.path);
    CHECK(findings[0].text.find("host/daemon/a.h:2") != std::string::npos);
  }
}

TEST_CASE("an alias clashes with another alias unless both say the same") {
  const auto findings = [](const std::string& first, const std::string& second) {
    return repeated_types({{"host/a.h", first}, {"host/b.h", second}}).size();
  };
  CHECK(findings("using A = int;", "using A = long;") == 1);
  CHECK(findings("using A = std::vector<int>;", "using A =\n    std::vector<int>;") == 0);
}

TEST_CASE("files that are never linked into one program do not clash") {
  CHECK_FALSE(may_meet("plugins/a/plugin.cc", "plugins/b/plugin.cc"));
  CHECK_FALSE(may_meet("plugins/a/plugin.cc", "sdk/template/plugin.cc"));
  CHECK_FALSE(may_meet("tests/museum/a.cc", "tests/museum/b.cc"));
  CHECK_FALSE(may_meet("tests/fuzz/a.cc", "tests/fuzz/b.cc"));
  CHECK_FALSE(may_meet("host/services/a.h", "sdk/testing/spark/testing/fake_host.h"));
  CHECK_FALSE(may_meet("sdk/testing/spark/testing/fake_host.h", "host/services/a.h"));
  CHECK(may_meet("plugins/a/plugin.cc", "plugins/a/commands/b.cc"));
  CHECK(may_meet("plugins/a/plugin.cc", "sdk/cpp/spark/plugin.h"));
  CHECK(may_meet("plugins/a/plugin.cc", "tests/plugins/a_test.cc"));
  CHECK(may_meet("tests/museum/a.cc", "tests/museum/specimen.h"));
  CHECK(may_meet("host/ctl/a.cc", "host/daemon/a.cc"));
}

}  // namespace
}  // namespace spark::style
