// What the commands that change a host ask of it, word for word.
#include "ctl/change.h"

#include "support/catch.h"

using namespace spark;
using Catch::Matchers::ContainsSubstring;
using ctl::Change;
using ctl::ChangeFlags;
using ctl::SwapWords;

namespace {

// No file needs to exist.
const ctl::HostFiles elsewhere{false, [] { return std::string("/etc/spark"); }};
const ctl::HostFiles here{true, [] { return std::string("/etc/spark"); }};

// "path body", or the error's text.
std::string sent(const tool::Result<Change>& change, const ChangeFlags& flags = {}) {
  if (change) return change->path + " " + ctl::body_text(*change, flags);
  CHECK(change.error().exit == tool::Exit::usage);
  return change.error().text;
}

std::string swap(const SwapWords& words) {
  return sent(ctl::swap_change(words, elsewhere));
}

}  // namespace

TEST_CASE("a swap of one model sends what changes of its definition") {
  CHECK(swap({.models = {"candidate"}, .artefact = "/m/v1.8.1"}) ==
        R"(/admin/v1/models/candidate/swap {"confirm":true,"artefact":"/m/v1.8.1"})");
  CHECK(swap({.models = {"candidate"},
              .artefact = "/m/a",
              .plugin = "ml-model",
              .like = "fallback",
              .with = {"threshold=5", "name=x y", "on=true"}}) ==
        R"(/admin/v1/models/candidate/swap {"confirm":true,"artefact":"/m/a","plugin":"ml-model",)"
        R"("like":"fallback","with":{"threshold":5,"name":"x y","on":true}})");
  const std::string digest(64, 'a');
  CHECK(swap({.models = {"a"}, .like = "b", .expect = {digest}}) ==
        R"(/admin/v1/models/a/swap {"confirm":true,"like":"b","expect":")" + digest + "\"}");
  CHECK(swap({.models = {"a=@b"}, .expect = {"a=" + digest, "b=" + digest}}) ==
        R"(/admin/v1/swap {"confirm":true,"models":{"a":{"like":"b"}},"expect":{"a":")" + digest +
            R"(","b":")" + digest + "\"}}");
  CHECK_THAT(swap({.models = {"a"}, .like = "b", .expect = {"12"}}),
             ContainsSubstring("--expect: expected the 64 digits"));
  CHECK_THAT(swap({.models = {"a=@b"}, .expect = {digest}}),
             ContainsSubstring("expected the name of a model before ="));
  CHECK(swap({.models = {"candidate"}, .plugin = "up-move", .bind = {"rsi_14=input.rsi14"}}) ==
        R"(/admin/v1/models/candidate/swap {"confirm":true,"plugin":"up-move",)"
        R"("bind":{"rsi_14":"input.rsi14"}})");
}

TEST_CASE("a swap of a set is one request, and an exchange names each by the other") {
  CHECK(swap({.models = {"candidate=/m/a", "fallback=@candidate"}}) ==
        R"(/admin/v1/swap {"confirm":true,"models":{"candidate":{"artefact":"/m/a"},)"
        R"("fallback":{"like":"candidate"}}})");
  CHECK(swap({.models = {"a=@b", "b=@a"}}) ==
        R"(/admin/v1/swap {"confirm":true,"models":{"a":{"like":"b"},"b":{"like":"a"}}})");
  CHECK(swap({.models = {"a=/m=1"}}) ==
        R"(/admin/v1/swap {"confirm":true,"models":{"a":{"artefact":"/m=1"}}})");
}

TEST_CASE("the other changes name their object in the path") {
  const std::string digest(64, 'a');
  CHECK(sent(ctl::model_rollback_change("candidate")) ==
        R"(/admin/v1/models/candidate/rollback {"confirm":true})");
  CHECK(sent(ctl::upgrade_change("ml-model", "/l/new.so", elsewhere)) ==
        R"(/admin/v1/plugins/ml-model/upgrade {"confirm":true,"library":"/l/new.so"})");
  CHECK(sent(ctl::plugin_rollback_change("ml-model")) ==
        R"(/admin/v1/plugins/ml-model/rollback {"confirm":true})");
  CHECK(sent(ctl::reload_change(false)) == R"(/admin/v1/reload {"confirm":true})");
  CHECK(sent(ctl::clear_change("all")) ==
        R"(/admin/v1/quarantine/clear {"confirm":true,"sha256":"all"})");
  CHECK(sent(ctl::clear_change(std::string(64, 'A'))) ==
        R"(/admin/v1/quarantine/clear {"confirm":true,"sha256":")" + digest + "\"}");
}

TEST_CASE("force and dry run are sent only where asked for") {
  const auto reload = ctl::reload_change(false);
  CHECK(sent(reload, {.confirm = true}) == R"(/admin/v1/reload {"confirm":true})");
  CHECK(sent(reload, {.force = true}) == R"(/admin/v1/reload {"confirm":true,"force":true})");
  CHECK(sent(reload, {.dry_run = true}) == R"(/admin/v1/reload {"confirm":true,"dry_run":true})");
}

TEST_CASE("files become absolute, and are missed where the host is here") {
  CHECK(swap({.models = {"a"}, .artefact = "m"}).ends_with(R"("artefact":"/etc/spark/m"})"));
  CHECK(swap({.models = {"a=m"}}).ends_with(R"({"artefact":"/etc/spark/m"}}})"));
  CHECK(sent(ctl::swap_change({.models = {"a"}, .artefact = "/none"}, here)) ==
        "--artefact: expected a folder, found nothing at /none");
  CHECK(sent(ctl::swap_change({.models = {"a=/none"}}, here)) ==
        "swap a=/none: expected a folder, found nothing at /none");
  CHECK(sent(ctl::upgrade_change("p", "/none.so", here)) ==
        "plugins upgrade p: expected a file, found nothing at /none.so");
}

TEST_CASE("a command line that asks for nothing sensible is told what was expected") {
  struct Case {
    SwapWords words;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {{}, "swap: expected the name of a model, or a set: NAME=FOLDER or NAME=@OTHER for each"},
      {{.models = {"a"}},
       "swap a: expected what is to change: --artefact FOLDER, --plugin NAME, --with key=value, "
       "--bind feature=slot or --like OTHER"},
      {{.models = {"../x"}, .artefact = "/m"},
       "swap: expected the name of a model, found \"../x\""},
      {{.models = {"a"}, .artefact = ""}, "--artefact: expected a folder, found \"\""},
      {{.models = {"a"}, .plugin = ""}, "--plugin: expected the name of a plugin, found \"\""},
      {{.models = {"a"}, .like = "@b"}, "--like: expected the name of a model, found \"@b\""},
      {{.models = {"a"}, .with = {"word"}}, "--with \"word\": expected key=value"},
      {{.models = {"a", "b"}}, "swap \"a\": expected NAME=FOLDER or NAME=@OTHER"},
      {{.models = {"a=/m", "b"}}, "swap \"b\": expected NAME=FOLDER or NAME=@OTHER"},
      {{.models = {"a=/m", "a=@b"}}, "swap a=@b: a is given twice"},
      {{.models = {"a="}}, "swap a=: expected a folder, found \"\""},
      {{.models = {"=/m"}}, "swap =/m: expected the name of a model, found \"\""},
      {{.models = {"a=@"}}, "swap a=@: expected the name of a model after @, found \"\""},
  };
  for (const Case& c : cases) CHECK(swap(c.words) == c.expected);

  const std::string alone = " belongs to one model; expected NAME=FOLDER or NAME=@OTHER alone";
  CHECK(swap({.models = {"a=/m"}, .artefact = "/m"}) == "swap: --artefact" + alone);
  CHECK(swap({.models = {"a=/m"}, .plugin = "p"}) == "swap: --plugin" + alone);
  CHECK(swap({.models = {"a=/m"}, .like = "b"}) == "swap: --like" + alone);
  CHECK(swap({.models = {"a=/m"}, .with = {"x=1"}}) == "swap: --with" + alone);
}

TEST_CASE("names and digests are checked before they are sent") {
  CHECK(sent(ctl::model_rollback_change("")) ==
        "rollback: expected the name of a model, found \"\"");
  CHECK(sent(ctl::plugin_rollback_change("a/b")) ==
        "plugins rollback: expected the name of a plugin, found \"a/b\"");
  CHECK(sent(ctl::upgrade_change("A", "/l.so", elsewhere)) ==
        "plugins upgrade: expected the name of a plugin, found \"A\"");
  CHECK(sent(ctl::upgrade_change("a", "", elsewhere)) ==
        "plugins upgrade a: expected a file, found \"\"");
  for (const std::string& name : {std::string("1a"), std::string(64, 'a'), std::string("a b")})
    CHECK(!ctl::model_rollback_change(name).has_value());
  CHECK(ctl::model_rollback_change("a1-b_" + std::string(58, 'a')).has_value());
  for (const std::string& digest :
       {std::string(), std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'g')}) {
    INFO(digest);
    CHECK(sent(ctl::clear_change(digest)) ==
          "plugins quarantine clear: expected all, or the 64 digits of a SHA-256 as `sparkctl "
          "plugins quarantine list` prints it, found \"" +
              digest + "\"");
  }
}
