// The answer becomes fixed JSON text with holes, and every field is proven to have a value unless
// it is declared nullable with `name?:`.
#include <fmt/format.h>

#include <algorithm>

#include "base/json_text.h"
#include "pipeline/compiler.h"

namespace spark::pipeline {
namespace {

using frame::Answer;

std::string json_string(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

std::string number_text(double number) {
  std::string out;
  base::append_json_number(out, number);
  return out;
}

std::string literal_text(const config::Literal& literal) {
  struct Visitor {
    std::string operator()(std::nullptr_t) const { return "null"; }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
    std::string operator()(double number) const { return number_text(number); }
    std::string operator()(int64_t number) const { return std::to_string(number); }
    std::string operator()(const std::string& text) const { return json_string(text); }
  };
  return std::visit(Visitor{}, literal.value);
}

std::string list_text(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const auto& word : words) {
    if (out.size() > 1) out += ',';
    out += json_string(word);
  }
  return out + "]";
}

const std::vector<std::string> model_fields = {"version",   "type",   "kind",  "features",
                                               "dimension", "target", "sha256"};

// JSON of models.<name>.<field>; "" if there is no such field.
std::string model_constant(const frame::ModelInfo& info, std::string_view field,
                           const config::Pipeline& pipeline) {
  if (field == "version") return json_string(info.version);
  if (field == "type") {
    const auto renamed = pipeline.model_types.find(info.type);
    return json_string(renamed == pipeline.model_types.end() ? info.type : renamed->second);
  }
  if (field == "kind") return info.probability ? "\"probability\"" : "\"heuristic\"";
  if (field == "features") return list_text(info.features);
  if (field == "dimension") return std::to_string(info.features.size());
  if (field == "sha256") return info.sha256.empty() ? "null" : json_string(info.sha256);
  if (field == "target") {
    return fmt::format(R"({{"event":{},"horizon":{},"reference":{}}})",
                       json_string(info.target.event), json_string(info.target.horizon),
                       json_string(info.target.reference));
  }
  return {};
}

class AnswerCompiler {
 public:
  explicit AnswerCompiler(Compiler& compiler) : compiler_(compiler) {}

  void object(const config::AnswerObject& object, const std::string& path) {
    text("{");
    bool first = true;
    for (const auto& field : object.fields) {
      text((first ? "" : ",") + json_string(field.name) + ":");
      first = false;
      const std::string field_path = path.empty() ? field.name : path + '.' + field.name;
      if (const auto* inner = std::get_if<config::AnswerObject>(&field.node.value)) {
        this->object(*inner, field_path);
      } else {
        value(field, field_path);
      }
    }
    text("}");
  }

 private:
  // Adjoining texts become one part.
  void text(std::string_view words) {
    auto& parts = compiler_.plan.answer.parts;
    if (parts.empty() || parts.back().kind != Answer::Part::Kind::text) parts.emplace_back();
    parts.back().text += words;
  }

  void value(const config::AnswerField& field, const std::string& path) {
    Answer::FieldInfo info{path, field.nullable, {}};
    const config::AnswerNode* nodes = &field.node;
    size_t count = 1;
    if (const auto* first_of = std::get_if<config::FirstOf>(&field.node.value)) {
      nodes = first_of->options.data();
      count = first_of->options.size();
    }
    if (count == 1 && is_now(*nodes)) {
      compiler_.plan.answer.parts.push_back({Answer::Part::Kind::now, {}, {}});
      info.from = {"now"};
      compiler_.plan.answer.fields.push_back(std::move(info));
      return;
    }
    std::vector<Answer::Option> options;
    bool guaranteed = false;
    const size_t errors_before = compiler_.errors.size();
    for (size_t i = 0; i < count; ++i) {
      auto [option, never_null, from] = this->option(nodes[i], path);
      if (!guaranteed) options.push_back(std::move(option));
      guaranteed = guaranteed || never_null;
      info.from.push_back(std::move(from));
    }
    const bool reported = compiler_.errors.size() != errors_before;
    if (!guaranteed && !field.nullable && !reported) {
      compiler_.errors.add(
          field.node.place, answer_path(path),
          fmt::format(
              "this field can become null: end it in a slot of a required stage or in a literal "
              "(such as [{}, false]), or declare it nullable by writing `{}?:`",
              info.from.back(), field.name));
    }
    if (count > 1) keep_sources(options, info.from);
    append(std::move(options));
    compiler_.plan.answer.fields.push_back(std::move(info));
  }

  // Those of the first list are the answer's.
  void keep_sources(const std::vector<Answer::Option>& options,
                    const std::vector<std::string>& from) {
    auto& sources = compiler_.plan.answer.sources;
    if (!sources.empty()) return;
    for (size_t i = 0; i < options.size(); ++i) sources.push_back({options[i].slot, from[i]});
  }

  // A hole with one literal option is no hole.
  void append(std::vector<Answer::Option> options) {
    if (options.size() == 1 && options.front().slot == frame::no_slot) {
      text(options.front().json);
      return;
    }
    compiler_.plan.answer.parts.push_back({Answer::Part::Kind::first_of, {}, std::move(options)});
  }

  struct Compiled {
    Answer::Option option;
    bool never_null = false;
    std::string from;
  };

  Compiled option(const config::AnswerNode& node, const std::string& path) {
    if (const auto* literal = std::get_if<config::Literal>(&node.value)) {
      std::string json = literal_text(*literal);
      const bool never_null = json != "null";
      return {{frame::no_slot, json}, never_null, json};
    }
    const std::string& name = std::get<config::Reference>(node.value).name;
    if (name == "now") {
      compiler_.errors.add(node.place, answer_path(path), "`now` cannot stand in a list");
      return {};
    }
    if (name.starts_with("models.")) return model_reference(node, name, path);
    const uint32_t slot = compiler_.resolve(node.place, answer_path(path), name, frame::Type::null);
    if (slot == frame::no_slot) return {{frame::no_slot, "null"}, true, name};  // reported
    if (compiler_.slots[slot].stages_only) {
      compiler_.errors.add(node.place, answer_path(path),
                           fmt::format("'{}' is for stages; an answer cannot hold it", name));
    }
    return {{slot, {}}, compiler_.slots[slot].guaranteed, compiler_.slots[slot].name};
  }

  Compiled model_reference(const config::AnswerNode& node, const std::string& name,
                           const std::string& path) {
    const size_t dot = name.rfind('.');
    const std::string model_name = dot > 7 ? name.substr(7, dot - 7) : name.substr(7);
    const std::string field = dot > 7 ? name.substr(dot + 1) : "";
    const auto& models = compiler_.context.config.models;
    if (std::none_of(models.begin(), models.end(),
                     [&](const auto& m) { return m.name == model_name; })) {
      std::vector<std::string> known;
      for (const auto& model : models) known.push_back(model.name);
      compiler_.errors.add_unknown(node.place, answer_path(path), "model", model_name, known);
      return {};
    }
    const auto model = compiler_.context.catalogue.model(model_name);
    if (!model) return {{frame::no_slot, "null"}, true, name};  // its failure to load was reported
    std::string json = model_constant(model->info(), field, compiler_.pipeline);
    if (json.empty()) {
      compiler_.errors.add_unknown(node.place, answer_path(path), "field of a model", field,
                                   model_fields);
      return {};
    }
    const bool never_null = json != "null";
    return {{frame::no_slot, std::move(json)}, never_null, name};
  }

  static bool is_now(const config::AnswerNode& node) {
    const auto* reference = std::get_if<config::Reference>(&node.value);
    return reference && reference->name == "now";
  }

  [[nodiscard]] std::string answer_path(const std::string& field) const {
    return "pipelines." + compiler_.pipeline.name + ".answer." + field;
  }

  Compiler& compiler_;
};

}  // namespace

void compile_answer(Compiler& compiler, const config::AnswerObject& answer) {
  AnswerCompiler(compiler).object(answer, "");
}

}  // namespace spark::pipeline
