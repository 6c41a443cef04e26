// Changing a running sparkd, for tests: asking it, swapping its candidate, and looking at the
// answer.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "end_to_end/harness.h"

namespace spark::test {

inline constexpr std::string_view snapshot_body =
    R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";
inline constexpr std::string_view confirm_body = R"({"confirm":true})";

// One answer of /ml/predict: which version of the candidate gave it, and its score.
struct Answered {
  std::string version;
  double score = 0;
};
Answered ask(const Sparkd& host);

// A library of tests/museum.
std::filesystem::path museum(const std::string& name);

// `more`: further members, such as ,"force":true
boost::json::value swap_candidate(const Sparkd& host, const std::filesystem::path& artefact,
                                  uint32_t status = 200, const std::string& more = "");
boost::json::value upgrade(const Sparkd& host, const std::string& plugin,
                           const std::filesystem::path& library, uint32_t status = 200);
boost::json::value post_admin(const Sparkd& host, std::string_view path, uint32_t status = 200,
                              std::string_view body = confirm_body);

std::string text_of(const boost::json::value& value);
// What the answer says of one thing that changed; null if it did not.
const boost::json::object* change_of(const boost::json::value& answer, std::string_view kind,
                                     std::string_view name);

// The shipped configuration and its models, in a folder of their own, to be edited.
class Configuration {
 public:
  Configuration();
  [[nodiscard]] std::filesystem::path file() const;
  [[nodiscard]] std::filesystem::path models() const;
  void replace(const std::string& from, const std::string& to) const;  // the first one
  // Whose rows are about plugins and pipelines that a test takes out: they are the file's end.
  void remove_alerts() const;

 private:
  TemporaryFolder folder_;
};

}  // namespace spark::test
