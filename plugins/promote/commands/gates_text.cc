#include "gates_text.h"

#include "gates/checks.h"
#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace promote {

std::string gates_text(const std::vector<Gate>& gates, size_t width) {
  using spark::tool::Align;
  spark::tool::Table table({{"gate", Align::left, true},
                            {"requirement"},
                            {"value", Align::right},
                            {"samples", Align::right},
                            {"verdict", Align::left, true}});
  std::string reasons;
  for (const Gate& gate : gates) {
    const Check* const decides = deciding(gate);
    const bool has_value = decides != nullptr && decides->value;
    table.row(
        {label_of(gate.name), decides == nullptr ? "" : decides->name + " " + decides->requirement,
         has_value ? short_number(*decides->value) : "-",
         decides == nullptr ? "" : spark::tool::grouped(decides->samples), name_of(gate.verdict)});
    for (const Check& check : gate.checks)
      if (check.verdict != Verdict::go)
        reasons.append("  ")
            .append(name_of(gate.name))
            .append(", ")
            .append(check.name)
            .append(": ")
            .append(name_of(check.verdict))
            .append(", ")
            .append(check.reason)
            .append("\n");
  }
  std::string text = table.render(width);
  if (!reasons.empty()) text.append("\n").append(reasons);
  return text.append("\nPassed: ")
      .append(std::to_string(passed(gates)))
      .append("/")
      .append(std::to_string(gates_count))
      .append(", ")
      .append(name_of(overall(gates)))
      .append("\n");
}

}  // namespace promote
