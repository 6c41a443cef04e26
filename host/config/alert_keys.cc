// The keys of `alerts:`.
#include <array>

#include "config/keys.h"

namespace spark::config {
namespace {

// In the order of Comparison and of Absence.
constexpr std::array<std::string_view, 6> comparisons = {"above",   "at_least", "below",
                                                         "at_most", "equal",    "not_equal"};
constexpr std::array<std::string_view, 2> absences = {"firing", "inactive"};
constexpr std::array<std::string_view, 3> severities = {"info", "warning", "critical"};
constexpr std::array<std::string_view, 4> value_forms = {"percent", "ms", "number", "none"};

constexpr Key subject_table[] = {
    {.name = "pipeline", .shape = Shape::name, .doc = "The pipeline that the fact is about"},
    {.name = "model", .shape = Shape::name, .doc = "The model that the fact is about"},
    {.name = "sha256", .shape = Shape::digest, .doc = "The digest of the model's artefact"},
};

constexpr Key rule_table[] = {
    {.name = "name",
     .shape = Shape::text,
     .doc = "The alert's name in Prometheus; the row's unless given"},
    {.name = "file",
     .shape = Shape::name,
     .doc = "The file of rules, as sparkd --prometheus-rules prints it; spark unless given"},
    {.name = "of",
     .shape = Shape::text,
     .doc = "An expression of Prometheus for the figure that is compared with the threshold; the "
            "state that the host found unless given"},
    {.name = "only",
     .shape = Shape::text,
     .doc = "An expression that must give something for the instance, such as enough traffic"},
    {.name = "value",
     .shape = Shape::word,
     .doc = "How the summary writes the figure; number unless given",
     .words = value_forms},
};

constexpr Key alert_table[] = {
    {.name = "fact",
     .shape = Shape::text,
     .doc = "The fact's name, such as host.predict.p95_ms; sparkctl facts lists them. A row "
            "without one is for Prometheus alone, and its rule has `of`"},
    {.name = "subject",
     .shape = Shape::table,
     .doc = "What the fact is about, as far as it says so; nothing unless given",
     .inner = &alert_subject_keys},
    {.name = "window",
     .shape = Shape::duration,
     .doc = "The last part of the fact's name, such as 5min or 24h"},
    {.name = "comparison",
     .shape = Shape::word,
     .required = true,
     .doc = "How the fact stands to the threshold where the alert holds",
     .words = comparisons},
    {.name = "threshold", .shape = Shape::number, .required = true, .doc = "In the fact's unit"},
    {.name = "for",
     .shape = Shape::duration,
     .doc = "It fires once it has held for so long; at once unless given"},
    {.name = "max_age",
     .shape = Shape::duration,
     .doc = "A fact that was published longer ago is absent; any age will do unless given"},
    {.name = "absent",
     .shape = Shape::word,
     .doc = "What an absent fact means; unless given, nothing is known and what fires goes on",
     .words = absences},
    {.name = "severity",
     .shape = Shape::word,
     .doc = "How much it matters; warning unless given",
     .words = severities},
    {.name = "labels", .shape = Shape::renames, .doc = "For those who are told, such as a team"},
    {.name = "summary", .shape = Shape::text, .doc = "What is wrong, in one sentence"},
    {.name = "runbook", .shape = Shape::text, .doc = "What to do, or where that is written"},
    {.name = "rule",
     .shape = Shape::table,
     .doc = "The same alert as a rule of Prometheus",
     .inner = &alert_rule_keys},
};

}  // namespace

constinit const Keys alert_subject_keys{"a map such as {model: candidate}", subject_table};
constinit const Keys alert_rule_keys{"a map such as {file: ml, of: up}", rule_table};
constinit const Keys alert_keys{
    "a map such as {fact: host.predict.p95_ms, window: 5min, comparison: above, threshold: 50}",
    alert_table};

}  // namespace spark::config
