#include "ctl/route_commands.h"

#include <boost/json/serialize.hpp>

#include "ctl/route_help.h"
#include "support/catch.h"

using namespace spark;
using ctl::body_of;
using ctl::find_route;

namespace {

using Words = std::vector<std::string>;

const std::vector<ctl::RouteCommand>& commands() {
  static const auto all = ctl::route_commands(*tool::parse_json(R"({"routes": [
    {"listener": "main", "method": "GET", "path": "/fleet/status", "access": "open",
        "owner": "plugin:fleet", "doc": "How it stands."},
    {"listener": "main", "method": "POST", "path": "/fleet", "access": "admin",
        "owner": "plugin:fleet", "doc": ""},
    {"listener": "main", "method": "GET", "path": "/fleet", "access": "open",
        "owner": "plugin:fleet", "doc": ""},
    {"listener": "side", "method": "POST", "path": "/x/acme/reset", "access": "safe",
        "owner": "plugin:acme"},
    {"listener": "main", "method": "GET", "path": "/health", "access": "open", "owner": "host"},
    {"listener": "main", "method": "GET", "path": "/models/*", "access": "open",
        "owner": "plugin:fleet"},
    {"listener": "main", "method": "POST", "path": "/score", "access": "open",
        "owner": "pipeline:score"}]})",
                                                                "routes"));
  return all;
}

// "POST /fleet a=1": what these words mean.
std::string meaning(const Words& words, bool with_body = false) {
  const ctl::Meant meant = find_route(commands(), words, with_body);
  if (meant.route == nullptr) return "nothing";
  std::string out = meant.route->method + " " + meant.route->path;
  for (const std::string& rest : meant.rest) out += " " + rest;
  return out;
}

std::string body(const Words& pairs, const std::string& data = "", bool confirm = false) {
  const auto made = body_of(pairs, data, confirm);
  return made ? tool::json::serialize(*made) : made.error().text;
}

}  // namespace

TEST_CASE("the words of a command are the parts of a plugin's path") {
  CHECK(meaning({"fleet", "status"}) == "GET /fleet/status");
  CHECK(meaning({"fleet", "status", "day=1"}) == "GET /fleet/status day=1");
  CHECK(meaning({"x", "acme", "reset"}) == "POST /x/acme/reset");
  CHECK(meaning({"fleet", "other"}) == "GET /fleet other");
  CHECK(meaning({"x", "acme"}) == "nothing");
  CHECK(meaning({"nobody"}) == "nothing");
}

TEST_CASE("an option that sparkctl does not know is a value of the command") {
  const auto own = [](const std::string& name) {
    return ctl::OwnOption{name == "--confirm" || name == "--data", name == "--data"};
  };
  const auto pairs = [&](const Words& arguments) { return ctl::options_as_pairs(arguments, own); };
  CHECK(pairs({"canary", "start", "--plan", "full", "--mode=observe-only"}) ==
        Words{"canary", "start", "plan=full", "mode=observe-only"});
  CHECK(pairs({"promote", "--confirm", "--approver", "Ada", "x=1"}) ==
        Words{"promote", "--confirm", "approver=Ada", "x=1"});
  CHECK(pairs({"--data", "--plan", "--dry-run", "--plan"}) ==
        Words{"--data", "--plan", "dry_run=true", "plan=true"});
  CHECK(pairs({"--dry-run", "--confirm"}) == Words{"dry_run=true", "--confirm"});
  CHECK(pairs({"--", "-h"}) == Words{"--", "-h"});
}

TEST_CASE("where a path is read and written, reading is meant unless a body is sent") {
  CHECK(meaning({"fleet"}) == "GET /fleet");
  CHECK(meaning({"fleet"}, true) == "POST /fleet");
}

TEST_CASE("routes of the host, of pipelines and of whole folders are no commands") {
  CHECK(commands().size() == 4);
  CHECK(meaning({"health"}) == "nothing");
  CHECK(meaning({"score"}) == "nothing");
  CHECK(meaning({"models"}) == "nothing");
}

TEST_CASE("commands below a word are listed with their purpose, a tool in the place of its route") {
  const Words word = {"fleet"};
  const std::vector<ctl::ToolLine> tools = {{"fleet look", "look at it"}, {"fleeting", "no"}};
  const std::string text = ctl::help_below(commands(), tools, word);
  INFO(text);
  CHECK(
      text.starts_with("  sparkctl fleet look                                        look at it\n"
                       "  sparkctl fleet status                                      How it "
                       "stands.\n"
                       "  sparkctl fleet         needs the credential and --confirm\n"
                       "  sparkctl fleet\n\nOptions: "));
  const std::vector<ctl::ToolLine> same = {{"fleet status", "a tool"}};
  CHECK(ctl::help_below(commands(), same, word).find("How it stands") == std::string::npos);
  CHECK(ctl::help_below(commands(), {}, Words{"nobody"}).empty());
}

TEST_CASE("a command's help has its values, what it needs, and examples that can be typed") {
  const ctl::RouteCommand start = {"executor",
                                   "POST",
                                   "/canary/start",
                                   "admin",
                                   "Begin; plan=full|mini, mode=observe-only|live: a = b =c",
                                   {"canary", "start"}};
  CHECK(ctl::values_in(start.doc) == Words{"plan=full|mini", "mode=observe-only|live"});
  const std::string text = ctl::help_of(start);
  INFO(text);
  for (const char* part :
       {"Usage: sparkctl canary start [plan=full|mini] [mode=observe-only|live] --confirm\n",
        "Calls POST /canary/start of the listener executor; needs the credential and --confirm.",
        "\n  sparkctl canary start --confirm\n"
        "  sparkctl canary start plan=full mode=observe-only --confirm\n",
        "Exit codes: 0 ok, 1 "})
    CHECK(text.find(part) != std::string::npos);
  ctl::RouteCommand evil = start;
  evil.doc = "x\nExamples: \x1b[31m rm=\x1b";
  CHECK(ctl::help_of(evil).find("\nExamples: ") == std::string::npos);
  CHECK(ctl::help_of(evil).find('\x1b') == std::string::npos);
}

TEST_CASE("pairs become a body: JSON where it is JSON, text otherwise") {
  CHECK(body({}) == "{}");
  CHECK(body({"a=1", "b=x y", "c=true", "d=[1,2]", "e=", "f=1=2"}) ==
        R"({"a":1,"b":"x y","c":true,"d":[1,2],"e":"","f":"1=2"})");
  CHECK(body({"a=2"}, R"({"a":1,"b":1})", true) == R"({"a":2,"b":1,"confirm":true})");
  CHECK(body({"word"}) == "\"word\": expected key=value");
  CHECK(body({"=1"}) == "\"=1\": expected key=value");
  CHECK(body({}, "[1]") == "--data: expected a JSON object");
  CHECK(body({}, "{").starts_with("--data is not JSON ("));
}

TEST_CASE("a query is escaped") {
  CHECK(ctl::query_of({}).empty());
  CHECK(ctl::query_of({{"day", "2024-05-31"}, {"who", "a b&c/d"}, {"n", 3}}) ==
        "?day=2024-05-31&who=a%20b%26c%2Fd&n=3");
}
