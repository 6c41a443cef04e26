// Any JSON response as a table, for views without one of their own.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "ctl/views.h"
#include "spark/tool/table.h"
#include "spark/tool/visible.h"

namespace spark::ctl {
namespace {

namespace json = tool::json;
using tool::Table;

bool is_list_of_objects(const json::value& value) {
  const json::array* array = value.if_array();
  return array != nullptr && !array->empty() &&
         std::all_of(array->begin(), array->end(), [](const auto& v) { return v.is_object(); });
}

std::string cell(const json::value& value) {
  return value.is_object() ? json::serialize(value) : tool::text(value);
}

// One column a member, in the order of first appearance.
std::string list_table(const json::array& list, size_t width) {
  std::vector<std::string> keys;
  for (const json::value& item : list) {
    for (const auto& member : item.get_object()) {
      const std::string key(member.key());
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  std::vector<tool::Column> columns;
  for (const std::string& key : keys) columns.push_back({key});
  Table table(std::move(columns));
  for (const json::value& item : list) {
    std::vector<std::string> cells;
    for (const std::string& key : keys) {
      const json::value* member = item.get_object().if_contains(key);
      cells.push_back(member == nullptr ? "" : cell(*member));
    }
    table.row(std::move(cells));
  }
  return table.render(width);
}

// Members that are plain go into `plain` under their dotted path, lists of objects into `lists`.
void flatten(const std::string& path, const json::value& value, size_t width, Table& plain,
             std::string& lists) {
  if (const json::object* object = value.if_object(); object != nullptr && !object->empty()) {
    for (const auto& member : *object) {
      const std::string key = tool::visible(member.key());
      flatten(path.empty() ? key : path + "." + key, member.value(), width, plain, lists);
    }
  } else if (is_list_of_objects(value)) {
    lists += "\n" + (path.empty() ? "" : path + "\n") + list_table(value.get_array(), width);
  } else {
    plain.row({path, value.is_object() ? "{}" : tool::text(value)});
  }
}

}  // namespace

std::string view_any(const json::value& value, size_t width) {
  if (is_list_of_objects(value)) return list_table(value.get_array(), width);
  if (!value.is_object() || value.get_object().empty()) return tool::text(value) + "\n";
  Table plain({{""}, {""}});
  std::string lists;
  flatten("", value, width, plain, lists);
  return plain.empty() && !lists.empty() ? lists.substr(1) : plain.render(width) + lists;
}

}  // namespace spark::ctl
