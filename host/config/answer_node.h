// An answer as it is written: a tree of references, constants, alternatives and objects.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "config/errors.h"

namespace spark::config {

struct AnswerNode;

struct Reference {
  std::string name;
};  // slot, models.<m>.<field>, pipeline.elapsed_ms, now
struct Literal {
  std::variant<std::nullptr_t, bool, double, int64_t, std::string> value;
};
struct FirstOf {
  std::vector<AnswerNode> options;
};
struct AnswerField;
struct AnswerObject {
  std::vector<AnswerField> fields;
};

struct AnswerNode {
  Place place;
  std::variant<Reference, Literal, FirstOf, AnswerObject> value;
};

struct AnswerField {
  std::string name;       // without the trailing ?
  bool nullable = false;  // written as `name?:`
  AnswerNode node;
};

}  // namespace spark::config
