// Levels of plugins, and the errors that are kept of them.
#include "services/plugin_logs.h"

#include <string>

#include "services/extensions.h"
#include "services/host.h"
#include "spark/ext/draft/log.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using base::log::Level;

namespace {

// Puts the host's level back: it is the process's.
struct Levels {
  const Level before = base::log::level();
  PluginLogs logs;
  ~Levels() { base::log::set_level(before); }
};

void fail(const PluginLog& log, const std::string& text) {
  base::log::write_about(log.about(), Level::error, log.name(), text);
}

}  // namespace

TEST_CASE("a plugin prints from the host's level on, until it has its own") {
  Levels levels;
  levels.logs.set_host_level(Level::warn);
  PluginLog& one = levels.logs.of("one");
  CHECK(&one == &levels.logs.of("one"));
  CHECK(!one.prints(Level::info));
  CHECK(one.prints(Level::warn));
  levels.logs.set_level(one, Level::debug);
  CHECK(one.prints(Level::debug));
  CHECK(!levels.logs.of("two").prints(Level::info));
  levels.logs.set_host_level(Level::error);
  CHECK(one.prints(Level::debug));
  CHECK(!levels.logs.of("two").prints(Level::warn));
  CHECK(levels.logs.shown(one).is_own);
  levels.logs.set_level(one, std::nullopt);
  CHECK(!one.prints(Level::warn));
  CHECK(!levels.logs.shown(one).is_own);
  CHECK(levels.logs.shown(one).level == Level::error);
}

TEST_CASE("the level is of the plugin's name, so that an exchange of the library keeps it") {
  Levels levels;
  TestHost host;
  host.context.logs = &levels.logs;
  const auto object = host.object({"p", "p", {}, {}});
  levels.logs.set_level(levels.logs.of("p"), Level::error);
  const auto next = host.object({"p", "p", {}, {}});
  CHECK(next->log() == object->log());
  CHECK(!next->log()->prints(Level::warn));
}

TEST_CASE("the last twenty errors are kept, with their count and without what is no error") {
  Levels levels;
  levels.logs.open();
  const PluginLog& log = levels.logs.of("p");
  const PluginLog& other = levels.logs.of("q");
  for (size_t i = 0; i < errors_kept_max + 5; ++i) fail(log, "error " + std::to_string(i));
  fail(log, "again");
  fail(log, "again");
  fail(other, "not p's");
  base::log::write_about(log.about(), Level::warn, log.name(), "a warning of its own");
  base::log::write(Level::error, "p", "about nobody");
  const auto shown = levels.logs.shown(log);
  CHECK(shown.errors_total == errors_kept_max + 7);
  REQUIRE(shown.errors.size() == errors_kept_max);
  CHECK(shown.errors.front().text == "again");
  CHECK(shown.errors.front().count == 2);
  CHECK(shown.errors.front().first_utc_ms <= shown.errors.front().last_utc_ms);
  CHECK(shown.errors.back().text == "error 6");
  CHECK(levels.logs.shown(other).errors_total == 1);
}

TEST_CASE("a failure of a stage is an error of its plugin, and the same one however long it took") {
  Levels levels;
  levels.logs.open();
  const PluginLog& log = levels.logs.of("p");
  base::log::write_about(log.about(), Level::warn, "predict.s", "no", " (5 us)", false);
  base::log::write_about(log.about(), Level::warn, "predict.s", "no", " (7 us)", false);
  const auto shown = levels.logs.shown(log);
  REQUIRE(shown.errors.size() == 1);
  CHECK(shown.errors[0].text == "predict.s: no");
  CHECK(shown.errors[0].count == 2);
}

TEST_CASE("an error's text is bounded and ends with a whole character") {
  Levels levels;
  levels.logs.open();
  const PluginLog& log = levels.logs.of("p");
  std::string text;
  while (text.size() < 2 * error_text_bytes_max) text += "ä";
  fail(log, "x" + text);
  const auto shown = levels.logs.shown(log);
  REQUIRE(shown.errors.size() == 1);
  CHECK(shown.errors[0].text.size() == error_text_bytes_max - 1);
}
