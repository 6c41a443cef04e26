#include "end_to_end/storm_operator.h"

#include <charconv>
#include <chrono>
#include <stdexcept>

#include "end_to_end/artefacts.h"

namespace spark::test {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

// As it stands in the text, since a parser of numbers may round.
double number_of(std::string_view body, std::string_view key) {
  const std::string name = "\"" + std::string(key) + "\":";
  const size_t at = body.find(name);
  double number = -1;
  if (at != std::string_view::npos)
    std::from_chars(body.data() + at + name.size(), body.data() + body.size(), number);
  return number;
}

std::string_view text_in(std::string_view body, std::string_view key) {
  const std::string name = "\"" + std::string(key) + "\":\"";
  const size_t at = body.find(name);
  if (at == std::string_view::npos) return {};
  body.remove_prefix(at + name.size());
  return body.substr(0, body.find('"'));
}

bool is_null(std::string_view body, std::string_view key) {
  return body.find("\"" + std::string(key) + "\":null") != std::string_view::npos;
}

std::string wrong_score(std::string_view body, std::string_view key) {
  static const auto scores = [] {
    std::map<std::string, double, std::less<>> all;
    for (uint32_t n = 0; n < storm_models; ++n) all["m-" + std::to_string(n)] = constant_score(n);
    return all;
  }();
  const auto known = scores.find(text_in(body, "version"));
  if (known == scores.end()) return "an unknown version";
  if (number_of(body, key) != known->second) return "a score of another version";
  const auto mark = text_in(body, "mark");
  return mark == "alpha" || mark == "beta" ? "" : "an unknown mark";
}

std::string library_of(bool is_second) {
  return museum(is_second ? "stateful2" : "stateful").string();
}

std::string mark_of(bool is_beta) {
  return is_beta ? "beta" : "alpha";
}

}  // namespace

std::string wrong_prediction(std::string_view body) {
  return wrong_score(body, "score");
}

std::string wrong_comparison(std::string_view body) {
  if (number_of(body, "prediction") != 0.5) return "production did not answer";
  // The candidate may be late on a loaded machine; the test counts those.
  if (is_null(body, "shadow")) return is_null(body, "delta") ? "" : "compared with nothing";
  if (number_of(body, "delta") != 0.5 - number_of(body, "shadow")) return "another difference";
  return wrong_score(body, "shadow");
}

std::string wrong_rows(std::string_view body) {
  const auto version = text_in(body, "version");
  return version == "1.0.0" || version == "2.0.0" ? "" : "an unknown version";
}

StormOperator::StormOperator(uint32_t seed) : random_(seed) {
  for (uint32_t n = 0; n < storm_models; ++n)
    artefacts_.push_back(make_artefact(folder_.path(), n));
  configuration_.replace("models/v1.8-b0", artefacts_[0].string());
  configuration_.replace("baseline: {}",
                         "baseline: {}\n  stateful: {library: " + library_of(false) + "}");
  configuration_.replace(
      "      prediction: [",
      "      mark: alpha\n      version?: candidate.version\n      prediction: [");
  configuration_.replace("{score: candidate.score,", "{mark: alpha, score: candidate.score,");
  configuration_.replace("  executor-health:",
                         "  rows: {route: POST executor /rows, stages: {rows: {plugin: stateful}}, "
                         "answer: {version: [rows.version, none]}}\n  executor-health:");
}

void StormOperator::change(const Sparkd& host) {
  ++done_.kinds[make_change(host)];
  look(host);
}

std::string StormOperator::make_change(const Sparkd& host) {
  const uint32_t drawn = random_() % 100;
  if (drawn < 40) return swap(host), "swap";
  if (drawn < 55) return roll_back(host), "rollback";
  if (drawn < 75) return change_library(host), "library";
  if (drawn < 90) return reload(host, false), "reload";
  return reload(host, true), "mixed reload";
}

void StormOperator::swap(const Sparkd& host) {
  const uint32_t next = another_model();
  post(host, "/admin/v1/models/candidate/swap",
       R"({"confirm":true,"artefact":")" + artefacts_[next].string() + "\"}");
  replace_model(next);
}

void StormOperator::roll_back(const Sparkd& host) {
  if (former_model_ == model_) return swap(host);
  post(host, "/admin/v1/models/candidate/rollback", std::string(confirm_body));
  replace_model(former_model_);
}

void StormOperator::change_library(const Sparkd& host) {
  is_second_ = !is_second_;
  // What it was before is the other one, from the second change on.
  if (done_.kinds["library"] > 0 && random_() % 4 == 0)
    return post(host, "/admin/v1/plugins/stateful/rollback", std::string(confirm_body));
  post(host, "/admin/v1/plugins/stateful/upgrade",
       R"({"confirm":true,"library":")" + library_of(is_second_) + "\"}");
}

// A value that changes in the file takes the place of what was swapped over it; others hold on.
void StormOperator::reload(const Sparkd& host, bool is_mixed) {
  const std::string before = "mark: " + mark_of(is_beta_);
  is_beta_ = !is_beta_;
  const std::string after = "mark: " + mark_of(is_beta_);
  configuration_.replace(before, after);
  configuration_.replace(before, after);
  uint32_t next = model_;
  if (is_mixed) {
    do {
      next = another_model();
    } while (next == model_in_file_);
    configuration_.replace("artefact: " + artefacts_[model_in_file_].string(),
                           "artefact: " + artefacts_[next].string());
    model_in_file_ = next;
    if (second_in_file_ == is_second_) {
      configuration_.replace("library: " + library_of(second_in_file_) + "}",
                             "library: " + library_of(!second_in_file_) + "}");
      second_in_file_ = is_second_ = !is_second_;
    }
  }
  post(host, "/admin/v1/reload", std::string(confirm_body));
  if (is_mixed) replace_model(next);
}

void StormOperator::post(const Sparkd& host, const std::string& path, const std::string& body) {
  const auto from = Clock::now();
  const auto answer = post_admin(host, path, 200, body);
  done_.asked_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - from).count());
  if (answer.at("generation").at("to") == answer.at("generation").at("from"))
    throw std::runtime_error(path + " changed nothing");
  for (const auto& step : answer.at("steps").as_array())
    done_.step_ms[text_of(step.at("step"))].push_back(step.at("ms").to_number<double>());
  done_.total_ms.push_back(answer.at("total_ms").to_number<double>());
}

// What was asked after the change has answered comes from what was changed.
void StormOperator::look(const Sparkd& host) {
  const auto prediction = host.json("ml-engine", "POST", "/ml/predict", snapshot_body);
  const auto rows = host.json("executor", "POST", "/rows", "{}");
  ++done_.requests["ml-predict"];
  ++done_.requests["rows"];
  const std::string wanted =
      "m-" + std::to_string(model_) + " " + mark_of(is_beta_) + (is_second_ ? " 2.0.0" : " 1.0.0");
  const std::string found = text_of(prediction.at("version")) + " " +
                            text_of(prediction.at("mark")) + " " + text_of(rows.at("version"));
  if (found != wanted) throw std::runtime_error(found + " answers, not " + wanted);
}

uint32_t StormOperator::another_model() {
  const uint32_t other = random_() % (storm_models - 1);
  return other < model_ ? other : other + 1;
}

void StormOperator::replace_model(uint32_t next) {
  former_model_ = std::exchange(model_, next);
}

}  // namespace spark::test
