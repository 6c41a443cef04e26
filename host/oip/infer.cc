// The request's tensor: name, type and shape first, then its numbers straight into rows.
#include "oip/infer.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "base/json_document.h"
#include "base/json_text.h"
#include "oip/json.h"
#include "oip/parameters.h"

namespace spark::oip {
namespace {

namespace dom = simdjson::dom;

template <class... Args>
base::Error refusal(fmt::format_string<Args...> format, Args&&... args) {
  return base::Error(fmt::format(format, std::forward<Args>(args)...));
}

constexpr std::string_view tensor = "inputs[0]";

// ---- numbers

class Numbers {
 public:
  Numbers(uint32_t count, uint32_t dimension, bool single)
      : dimension_(dimension), single_(single) {
    request_.count = count;
  }

  // All rows, one after the other or each in an array of its own.
  base::Result<void> read(dom::array data) {
    const size_t total = size_t{request_.count} * dimension_;
    const bool nested = data.begin() != data.end() && (*data.begin()).is_array();
    const size_t size = data.size();
    if (nested && size != request_.count)
      return refusal("{}.data: expected {} rows for shape [{},{}], got {}", tensor, request_.count,
                     request_.count, dimension_, size);
    if (!nested && size != total)
      return refusal("{}.data: expected {} numbers for shape [{},{}], got {}", tensor, total,
                     request_.count, dimension_, size);
    request_.rows.reserve(size);  // what is there, not what nested rows promise
    size_t index = 0;
    for (const Element item : data) {
      auto read = nested ? read_row(item, index) : read_number(item, index);
      if (!read) return read;
      ++index;
    }
    return {};
  }

  InferRequest take() { return std::move(request_); }

 private:
  base::Result<void> read_row(Element element, size_t row) {
    dom::array items;
    if (element.get(items) != simdjson::SUCCESS)
      return refusal("{}.data[{}]: expected a row of {} numbers, got {}", tensor, row, dimension_,
                     base::json_kind(element));
    if (items.size() != dimension_)
      return refusal("{}.data[{}]: expected {} numbers, got {}", tensor, row, dimension_,
                     items.size());
    size_t column = 0;
    for (const Element item : items) {
      auto read = read_number(item, row, column);
      if (!read) return read;
      ++column;
    }
    return {};
  }

  // `index` is the place in `data`, or the row and then the column.
  template <class... Index>
  base::Result<void> read_number(Element element, Index... index) {
    double number = 0;
    if (element.get(number) != simdjson::SUCCESS)
      return refusal("{}.data[{}]: expected a number, got {}", tensor,
                     fmt::join(std::array{index...}, "]["), base::json_kind(element));
    if (single_) {
      if (std::fabs(number) > std::numeric_limits<float>::max())
        return refusal("{}.data[{}]: {} is out of range for FP32", tensor,
                       fmt::join(std::array{index...}, "]["), shown(element));
      number = static_cast<float>(number);
    }
    request_.rows.push_back(number);
    return {};
  }

  InferRequest request_;
  uint32_t dimension_;
  bool single_;
};

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

// Whether the numbers are FP32's.
base::Result<bool> read_single(const Member& datatype) {
  if (!datatype) return refusal("Missing {}.datatype in request body", tensor);
  auto name = as_text(*datatype, fmt::format("{}.datatype", tensor));
  if (!name) return name.error();
  if (*name != "FP64" && *name != "FP32")
    return refusal("{}.datatype: expected FP64 or FP32, got {}", tensor, in_quotes(*name));
  return *name == "FP32";
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

base::Result<InferRequest> read_tensor(Element element, uint32_t dimension) {
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
  if (auto harmless = check_parameters(parameters, tensor); !harmless) return harmless.error();
  const auto single = read_single(datatype);
  if (!single) return single.error();
  const auto count = read_rows_count(shape, dimension);
  if (!count) return count.error();
  if (!data) return refusal("Missing {}.data in request body", tensor);
  auto items = as_array(*data, fmt::format("{}.data", tensor), "an array of numbers or of rows");
  if (!items) return items.error();
  Numbers numbers(*count, dimension, *single);
  if (auto all = numbers.read(*items); !all) return all.error();
  return numbers.take();
}

base::Result<InferRequest> read_inputs(const Member& inputs, uint32_t dimension) {
  if (!inputs) return refusal("Missing inputs in request body");
  auto tensors = as_array(*inputs, "inputs", "an array of tensors");
  if (!tensors) return tensors.error();
  if (tensors->size() != 1)
    return refusal("inputs: expected one tensor, '{}', got {}", input_name, tensors->size());
  return read_tensor(*tensors->begin(), dimension);
}

// Which outputs are asked for: there is one, and without this it is given.
base::Result<void> check_outputs(const Member& outputs) {
  if (!outputs) return {};
  auto tensors = as_array(*outputs, "outputs", "an array of tensors");
  if (!tensors) return tensors.error();
  size_t index = 0;
  for (const Element element : *tensors) {
    const std::string path = fmt::format("outputs[{}]", index);
    auto object = as_object(element, path);
    if (!object) return object.error();
    Member name, parameters;
    auto read = read_members(*object, path, {{"name", &name}, {"parameters", &parameters}});
    if (!read) return read;
    if (auto right = check_name(name, path, output_name); !right) return right;
    if (auto harmless = check_parameters(parameters, path); !harmless) return harmless;
    if (index++ > 0) return refusal("{}: '{}' is asked for twice", path, output_name);
  }
  return {};
}

}  // namespace

base::Result<InferRequest> parse_infer(std::string_view body, uint32_t dimension) {
  base::JsonDocument document;
  auto root = document.read(body);
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
  if (auto harmless = check_parameters(parameters, ""); !harmless) return harmless.error();
  if (auto known = check_outputs(outputs); !known) return known.error();
  auto request = read_inputs(inputs, dimension);
  if (request) request->id = std::move(name);
  return request;
}

void render_scores(std::string& out, std::string_view model, std::string_view version,
                   const std::optional<std::string>& id, std::span<const double> scores) {
  out += R"({"model_name":)";
  base::append_json_string(out, model);
  out += R"(,"model_version":)";
  base::append_json_string(out, version);
  if (id) {
    out += R"(,"id":)";
    base::append_json_string(out, *id);
  }
  fmt::format_to(std::back_inserter(out),
                 R"(,"outputs":[{{"name":"{}","datatype":"FP64","shape":[{},1],"data":[)",
                 output_name, scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    if (i > 0) out += ',';
    base::append_json_number(out, scores[i]);
  }
  out += "]}]}";
}

}  // namespace spark::oip
