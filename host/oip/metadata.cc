#include "oip/metadata.h"

#include <fmt/format.h>

#include <iterator>

#include "base/json_text.h"
#include "oip/names.h"

namespace spark::oip {

namespace {

void append_texts(std::string& out, std::span<const std::string_view> texts) {
  out += '[';
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    base::append_json_string(out, texts[i]);
  }
  out += ']';
}

// A parameter's value is one string, so the features, whose order a client must know, are listed in
// one.
std::string features_of(const frame::ModelInfo& info) {
  return fmt::format("{}", fmt::join(info.features, ","));
}

}  // namespace

void render_server(std::string& out, std::string_view version,
                   std::span<const std::string_view> extensions) {
  out += R"({"name":"spark","version":)";
  base::append_json_string(out, version);
  out += R"(,"extensions":)";
  append_texts(out, extensions);
  out += '}';
}

void render_models(std::string& out, std::span<const std::string_view> names) {
  out += R"({"models":)";
  append_texts(out, names);
  out += '}';
}

void render_model(std::string& out, std::string_view name, const frame::ModelInfo& info) {
  out += R"({"name":)";
  base::append_json_string(out, name);
  out += R"(,"versions":[)";
  base::append_json_string(out, info.version);
  out += R"(],"platform":)";
  base::append_json_string(out, "spark_" + info.type);
  fmt::format_to(std::back_inserter(out),
                 R"(,"inputs":[{{"name":"{}","datatype":"FP64","shape":[-1,{}]}}])"
                 R"(,"outputs":[{{"name":"{}","datatype":"FP64","shape":[-1,1]}}])",
                 input_name, info.features.size(), output_name);
  out += R"(,"parameters":{"features":)";
  base::append_json_string(out, features_of(info));
  if (!info.sha256.empty()) {
    out += R"(,"sha256":)";
    base::append_json_string(out, info.sha256);
  }
  out += "}}";
}

// The first dimension is the batch's, which a configuration with a batch size leaves out.
void render_config(std::string& out, std::string_view name, const frame::ModelInfo& info) {
  out += R"({"name":)";
  base::append_json_string(out, name);
  out += R"(,"platform":)";
  base::append_json_string(out, "spark_" + info.type);
  fmt::format_to(std::back_inserter(out),
                 R"(,"backend":"spark","max_batch_size":{})"
                 R"(,"input":[{{"name":"{}","data_type":"TYPE_FP64","dims":[{}]}}])"
                 R"(,"output":[{{"name":"{}","data_type":"TYPE_FP64","dims":[1]}}])",
                 rows_max, input_name, info.features.size(), output_name);
  out += R"(,"parameters":{"features":{"string_value":)";
  base::append_json_string(out, features_of(info));
  if (!info.sha256.empty()) {
    out += R"(},"sha256":{"string_value":)";
    base::append_json_string(out, info.sha256);
  }
  out += "}}}";
}

void render_live(std::string& out) {
  out += R"({"live":true})";
}

void render_ready(std::string& out, std::string_view model, std::string_view not_ready) {
  out += '{';
  if (!model.empty()) {
    out += R"("name":)";
    base::append_json_string(out, model);
    out += ',';
  }
  if (not_ready.empty()) {
    out += R"("ready":true})";
    return;
  }
  out += R"("ready":false,"error":)";
  base::append_json_string(out, not_ready);
  out += '}';
}

}  // namespace spark::oip
