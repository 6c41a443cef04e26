// The request's members in the order in which they are checked: only the first fault is reported.
#include "oip/infer.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/json_document.h"
#include "base/json_text.h"
#include "oip/datatype.h"
#include "oip/json.h"
#include "oip/numbers.h"
#include "oip/parameters.h"

namespace spark::oip {
namespace {

namespace dom = simdjson::dom;

template <class... Args>
base::Error refusal(fmt::format_string<Args...> format, Args&&... args) {
  return base::Error(fmt::format(format, std::forward<Args>(args)...));
}

constexpr std::string_view tensor = "inputs[0]";

// ---- shape and type

base::Result<uint32_t> read_rows_count(const Member& shape, uint32_t dimension) {
  if (!shape) return refusal("Missing {}.shape in request body", tensor);
  auto sizes = as_array(*shape, fmt::format("{}.shape", tensor), "an array of whole numbers");
  if (!sizes) return sizes.error();
  const auto wrong = [&] {
    return refusal("{}.shape: expected [rows,{}], got {}", tensor, dimension, shown(*shape));
  };
  if (sizes->size() != 2) return wrong();
  int64_t given[2] = {};
  size_t i = 0;
  for (const Element item : *sizes) {
    if (!item.is_int64())
      return refusal("{}.shape[{}]: expected a whole number, got {}", tensor, i, shown(item));
    given[i++] = item.get_int64().value_unsafe();
  }
  if (given[1] != dimension) return wrong();
  if (given[0] < 1 || given[0] > rows_max)
    return refusal("{}.shape[0]: expected 1 to {} rows, got {}", tensor, rows_max, given[0]);
  return static_cast<uint32_t>(given[0]);
}

base::Result<const Datatype*> read_datatype(const Member& datatype) {
  if (!datatype) return refusal("Missing {}.datatype in request body", tensor);
  auto name = as_text(*datatype, fmt::format("{}.datatype", tensor));
  if (!name) return name.error();
  if (const Datatype* const found = find_datatype(*name)) return found;
  std::string names;
  for (const Datatype& known : datatypes()) {
    if (!names.empty()) names += &known == &datatypes().back() ? " or " : ", ";
    names += known.name;
  }
  return refusal("{}.datatype: expected {}, got {}", tensor, names, in_quotes(*name));
}

base::Result<void> check_name(const Member& name, std::string_view path, std::string_view known) {
  if (!name) return refusal("Missing {}.name in request body", path);
  auto text = as_text(*name, fmt::format("{}.name", path));
  if (!text) return text.error();
  if (*text != known)
    return refusal("{}.name: expected '{}', got {}", path, known, in_quotes(*text));
  return {};
}

// ---- the request's parts

// Reads the bytes that the tensor's parameter announces: they must be all bytes that follow the
// JSON, and as many as the shape needs.
base::Result<std::vector<double>> read_binary(std::string_view bytes, uint64_t announced,
                                              const Datatype& type, const Shape& shape) {
  const std::string place = fmt::format("{}.parameters.binary_data_size", tensor);
  const size_t needed = shape.total() * type.bytes;
  if (announced != needed)
    return refusal("{}: expected {} bytes for shape [{},{}] of {}, got {}", place, needed,
                   shape.count, shape.dimension, type.name, announced);
  if (bytes.size() != needed)
    return refusal("{}: {} bytes are announced, but {} follow the JSON; {} says where that ends",
                   place, announced, bytes.size(), json_size_header);
  return read_binary_numbers(bytes, type, tensor);
}

base::Result<std::vector<double>> read_json(const Member& data, const Datatype& type,
                                            const Shape& shape) {
  if (!data) return refusal("Missing {}.data in request body", tensor);
  if (!type.in_json)
    return refusal("{}.datatype: {} is taken as binary data; as JSON send FP64 or FP32", tensor,
                   type.name);
  auto items = as_array(*data, fmt::format("{}.data", tensor), "an array of numbers or of rows");
  if (!items) return items.error();
  return read_json_numbers(*items, type, shape, tensor);
}

base::Result<InferRequest> read_tensor(Element element, std::string_view bytes,
                                       uint32_t dimension) {
  auto object = as_object(element, tensor);
  if (!object) return object.error();
  Member name, shape, datatype, parameters, data;
  auto read = read_members(*object, tensor,
                           {{"name", &name},
                            {"shape", &shape},
                            {"datatype", &datatype},
                            {"parameters", &parameters},
                            {"data", &data}});
  if (!read) return read.error();
  if (auto right = check_name(name, tensor, input_name); !right) return right.error();
  const auto asked = read_parameters(parameters, tensor, Owner::input);
  if (!asked) return asked.error();
  const auto type = read_datatype(datatype);
  if (!type) return type.error();
  const auto count = read_rows_count(shape, dimension);
  if (!count) return count.error();
  const uint64_t announced = asked->binary_data_size;
  if (announced != 0 && data)
    return refusal("{}.data: its numbers are announced as binary data; send them once", tensor);
  if (announced == 0 && !bytes.empty())
    return refusal("{} bytes follow the JSON, but no input has the parameter binary_data_size",
                   bytes.size());
  auto rows = announced != 0 ? read_binary(bytes, announced, **type, {*count, dimension})
                             : read_json(data, **type, {*count, dimension});
  if (!rows) return rows.error();
  InferRequest request;
  request.rows = std::move(*rows);
  request.count = *count;
  return request;
}

base::Result<InferRequest> read_inputs(const Member& inputs, std::string_view bytes,
                                       uint32_t dimension) {
  if (!inputs) return refusal("Missing inputs in request body");
  auto tensors = as_array(*inputs, "inputs", "an array of tensors");
  if (!tensors) return tensors.error();
  if (tensors->size() != 1)
    return refusal("inputs: expected one tensor, '{}', got {}", input_name, tensors->size());
  return read_tensor(*tensors->begin(), bytes, dimension);
}

// Checks the outputs that are asked for. There is only one, which is given without `outputs`, too.
// Returns whether the request asks for it in binary form; nothing if it does not say.
base::Result<std::optional<bool>> read_outputs(const Member& outputs) {
  std::optional<bool> binary;
  if (!outputs) return binary;
  auto tensors = as_array(*outputs, "outputs", "an array of tensors");
  if (!tensors) return tensors.error();
  size_t index = 0;
  for (const Element element : *tensors) {
    const std::string path = fmt::format("outputs[{}]", index);
    auto object = as_object(element, path);
    if (!object) return object.error();
    Member name, parameters;
    auto read = read_members(*object, path, {{"name", &name}, {"parameters", &parameters}});
    if (!read) return read.error();
    if (auto right = check_name(name, path, output_name); !right) return right.error();
    const auto asked = read_parameters(parameters, path, Owner::output);
    if (!asked) return asked.error();
    if (index++ > 0) return refusal("{}: '{}' is asked for twice", path, output_name);
    binary = asked->binary_data;
  }
  return binary;
}

}  // namespace

base::Result<InferRequest> parse_infer(const Body& body, uint32_t dimension) {
  base::JsonDocument document;
  auto root = document.read(body.json);
  if (!root) return root.error();
  Member id, parameters, inputs, outputs;
  auto read = read_members(
      *root, "",
      {{"id", &id}, {"parameters", &parameters}, {"inputs", &inputs}, {"outputs", &outputs}});
  if (!read) return read.error();
  std::optional<std::string> name;
  if (id) {
    auto text = as_text(*id, "id");
    if (!text) return text.error();
    name = *text;
  }
  const auto asked = read_parameters(parameters, "", Owner::request);
  if (!asked) return asked.error();
  const auto binary = read_outputs(outputs);
  if (!binary) return binary.error();
  auto request = read_inputs(inputs, body.tensors, dimension);
  if (!request) return request;
  request->id = std::move(name);
  if (binary->value_or(asked->binary_data_output.value_or(false)))
    request->form = ScoreForm::binary;
  return request;
}

size_t render_scores(std::string& out, std::string_view model, std::string_view version,
                     const InferRequest& request, std::span<const double> scores) {
  const size_t before = out.size();
  out += R"({"model_name":)";
  base::append_json_string(out, model);
  out += R"(,"model_version":)";
  base::append_json_string(out, version);
  if (request.id) {
    out += R"(,"id":)";
    base::append_json_string(out, *request.id);
  }
  fmt::format_to(std::back_inserter(out),
                 R"(,"outputs":[{{"name":"{}","datatype":"FP64","shape":[{},1])", output_name,
                 scores.size());
  if (request.form == ScoreForm::binary) {
    fmt::format_to(std::back_inserter(out), R"(,"parameters":{{"binary_data_size":{}}}}}]}})",
                   scores.size_bytes());
    const size_t json_size = out.size() - before;
    // Little-endian, as datatype.cc requires this machine to be.
    out.append(reinterpret_cast<const char*>(scores.data()), scores.size_bytes());
    return json_size;
  }
  out += R"(,"data":[)";
  for (size_t i = 0; i < scores.size(); ++i) {
    if (i > 0) out += ',';
    base::append_json_number(out, scores[i]);
  }
  out += "]}]}";
  return out.size() - before;
}

}  // namespace spark::oip
