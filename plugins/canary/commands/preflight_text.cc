#include "preflight_text.h"

#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace canary {
namespace {

namespace tool = spark::tool;
using tool::Align;
using tool::json::value;

std::string number_of(const value& of, std::string_view name) {
  const auto number = tool::number(of, name);
  return number ? tool::shortest(*number) : "-";
}

bool is_true(const value& of, std::string_view name) {
  const value* const found = tool::find(of, name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

std::string checks_text(const value& found, size_t width) {
  tool::Table checks({{"check", Align::left, true},
                      {"found", Align::right},
                      {"limit", Align::right},
                      {"", Align::left, true}});
  for (const value& each : tool::items(found, "checked"))
    checks.row({tool::text(each, "check"), number_of(each, "value"), number_of(each, "limit"),
                is_true(each, "met") ? "met" : "NOT MET"});
  return checks.render(width);
}

std::string plans_text(const value& found, size_t width) {
  tool::Table plans({{"plan", Align::left, true}, {"would take", Align::right}});
  for (const value& each : tool::items(found, "expected")) {
    const auto hours = tool::number(each, "expected_hours");
    plans.row({tool::text(each, "plan"),
               hours ? tool::duration(*hours * 3'600) : "not known: no pairs yet"});
  }
  return plans.render(width);
}

}  // namespace

std::string preflight_text(const value& found, size_t width) {
  const std::string version = tool::raw(found, "model_version");
  tool::Table about({{""}, {""}});
  about.row({"candidate", version.empty()
                              ? "none serves"
                              : version + " " + tool::raw(found, "model_sha256").substr(0, 12)});
  about.row({"window", tool::text(found, "window_from") + " to " + tool::text(found, "timestamp")});
  for (const value& each : tool::items(found, "warnings"))
    about.row({"warning", tool::text(each, "text")});
  about.row({"verdict",
             has_passed_preflight(found) ? "pass" : "no pass: " + tool::text(found, "reason")});
  return checks_text(found, width) + "\n" + plans_text(found, width) + "\n" + about.render(width);
}

bool has_passed_preflight(const value& found) {
  return is_true(found, "pass");
}

}  // namespace canary
