// What an alert is about.
#include <array>

#include "config/alert.h"

namespace spark::config {

// host.<pipeline>.p95_ms.5min, host.<pipeline>.<stage>.failures.24h
std::string_view pipeline_of_fact(std::string_view fact) {
  std::array<std::string_view, 5> parts;
  size_t count = 0;
  for (; count < parts.size(); ++count) {
    const size_t dot = fact.find('.');
    parts[count] = fact.substr(0, dot);
    fact.remove_prefix(dot == std::string_view::npos ? fact.size() : dot + 1);
    if (dot == std::string_view::npos) break;
  }
  if (count == parts.size() || parts[0] != "host") return "";  // more than five parts
  const bool is_of_all =
      count == 3 && (parts[2] == "requests" || parts[2] == "errors" || parts[2] == "p95_ms");
  return is_of_all || (count == 4 && parts[3] == "failures") ? parts[1] : "";
}

AlertSubject alert_subject(const Alert& alert) {
  AlertSubject subject = alert.subject;
  if (subject.pipeline.empty()) subject.pipeline = pipeline_of_fact(alert.fact);
  if (!subject.pipeline.empty()) return subject;
  for (const auto& [label, value] : alert.labels)
    if (label == "lineage") subject.pipeline = value;
  return subject;
}

}  // namespace spark::config
