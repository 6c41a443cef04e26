// Names of the value types.
#include "frame/value.h"

namespace spark::frame {

std::string_view type_name(Type type) {
  switch (type) {
    case Type::null:
      return "any";
    case Type::f64:
      return "float";
    case Type::i64:
      return "int";
    case Type::boolean:
      return "bool";
    case Type::string:
      return "string";
    case Type::f64s:
      return "float[]";
  }
  return "unknown";
}

}  // namespace spark::frame
