#include "http/parser.h"

#include <algorithm>

#include "http/grammar.h"

namespace spark::http {
namespace {

constexpr std::string_view crlf_wanted = "lines must end in CRLF and hold no control characters";
constexpr std::string_view scheme = "http://";

uint32_t offset(size_t bytes) {
  return static_cast<uint32_t>(bytes);
}

Method method_of(std::string_view text) {
  if (text == "GET") return Method::get;
  if (text == "POST") return Method::post;
  if (text == "HEAD") return Method::head;
  if (text == "OPTIONS") return Method::options;
  return Method::other;
}

}  // namespace

void Parser::reset() {
  at_ = At::before;
  expects_continue_ = is_head_ = false;
  method_ = Method::other;
  begin_ = line_ = scanned_ = 0;
  method_text_ = target_ = host_ = path_ = query_ = body_ = {};
  end_ = 0;
  fields_.clear();
  fault_ = failure_ = {};
}

bool Parser::take_expectation() {
  const bool waits = in_body() && expects_continue_;
  expects_continue_ = expects_continue_ && !waits;
  return waits;
}

void Parser::view(const char* data, Request& request) const {
  view_head(data, request);
  request.body = body_.in(data);
}

void Parser::view_head(const char* data, Request& request) const {
  request.method = method_;
  request.method_text = method_text_.in(data);
  request.host = host_.in(data);
  request.path = path_.size == 0 ? bare_path_ : path_.in(data);
  request.query = query_.in(data);
  request.body = {};
  request.headers.clear();
  for (const Field& field : fields_) {
    request.headers.push_back({field.name.in(data), field.value.in(data)});
  }
}

ParseProgress Parser::fail(const Failure& failure) {
  failure_ = failure;
  return ParseProgress::failed;
}

// Each function either advances at_ and returns complete ("go on"), or waits, or fails.
ParseProgress Parser::parse(char* data, size_t& size) {
  while (at_ != At::done) {
    ParseProgress step = ParseProgress::failed;
    switch (at_) {
      case At::before:
        step = skip_crlf(data, size);
        break;
      case At::request_line:
        step = request_line(data, size);
        break;
      case At::headers:
        step = header_line(data, size);
        break;
      case At::head:
        step = begin_body();
        break;
      default:
        step = body(data, size);
        break;
    }
    if (step != ParseProgress::complete) return step;
  }
  return ParseProgress::complete;
}

// One empty line before a request is tolerated: some clients end a body with it (RFC 9112, 2.2).
ParseProgress Parser::skip_crlf(const char* data, size_t size) {
  if (size == 0) return ParseProgress::need_more;
  if (data[0] == '\r') {
    if (size == 1) return ParseProgress::need_more;
    if (data[1] != '\n') return fail({400, crlf_wanted});
    if (size == 2) return ParseProgress::need_more;
    begin_ = line_ = scanned_ = 2;
  }
  at_ = At::request_line;
  return ParseProgress::complete;
}

// Looks for the CRLF of the line that begins at line_, from where the last call stopped. If found,
// the line is [line_, scanned_). Stops at the limit first, so that a long line fails alike in one
// piece or in many.
Parser::Line Parser::find_line(const char* data, size_t size, size_t limit, uint8_t allowed) {
  const size_t end = std::min(size, limit);
  size_t at = scanned_;
  while (at < end && is(static_cast<CharClass>(allowed), data[at])) ++at;
  scanned_ = offset(at);
  if (at >= limit) return Line::too_long;
  if (at == size) return Line::need_more;
  if (data[at] != '\r') return Line::bad;
  if (at + 1 == size) return Line::need_more;
  return data[at + 1] == '\n' ? Line::found : Line::bad;
}

ParseProgress Parser::request_line(const char* data, size_t size) {
  is_head_ = std::string_view(data + begin_, size - begin_).starts_with("HEAD ");
  const size_t line_max =
      std::min(limits_->target_bytes_max + request_line_overhead_max, limits_->head_bytes_max);
  switch (find_line(data, size, begin_ + line_max, line_char)) {
    case Line::need_more:
      return ParseProgress::need_more;
    case Line::too_long:
      return fail({414, "the request line is too long"});
    case Line::bad:
      return fail({400, "the request line must be visible ASCII and end in CRLF"});
    case Line::found:
      break;
  }
  const std::string_view line(data + line_, scanned_ - line_);
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || last - first < 2 ||
      line.substr(first + 1, last - first - 1).find(' ') != std::string_view::npos ||
      !is_token(line.substr(0, first))) {
    return fail({400, "the request line must be: METHOD /target HTTP/1.1"});
  }
  const std::string_view version = line.substr(last + 1);
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !is_digit(version[5]) ||
      version[6] != '.' || !is_digit(version[7])) {
    return fail({400, "the request line must end in HTTP/1.1"});
  }
  // A later minor version is understood as the latest that is known (RFC 9110, 2.5).
  if (version[5] != '1') return fail({505, "only HTTP/1.1 is spoken here"});
  framing_.begin(version[7] == '0');
  method_text_ = {line_, offset(first)};
  target_ = {offset(line_ + first + 1), offset(last - first - 1)};
  method_ = method_of(method_text_.in(data));
  return request_target(data);
}

ParseProgress Parser::request_target(const char* data) {
  const std::string_view target = target_.in(data);
  if (target.size() > limits_->target_bytes_max) return fail({414, "the target is too long"});
  const bool is_absolute = equal_ignoring_case(target.substr(0, scheme.size()), scheme);
  const bool is_asterisk = target == "*" && method_ == Method::options;
  if ((target.front() != '/' && !is_absolute && !is_asterisk) || !all(target_char, target))
    return fail({400, "the target must begin with '/' or http:// and hold no '#'"});
  line_ = scanned_ += 2;
  at_ = At::headers;
  if (is_absolute) return absolute_target(data);
  split_target(data, target_.begin);
  return ParseProgress::complete;
}

// RFC 9112, 3.2.2: the host in the target counts, not the Host header.
ParseProgress Parser::absolute_target(const char* data) {
  const std::string_view target = target_.in(data);
  const size_t end = std::min(target.find_first_of("/?", scheme.size()), target.size());
  host_ = {offset(target_.begin + scheme.size()), offset(end - scheme.size())};
  if (!is_host(host_.in(data)))
    return fail({400, "the target's host must be a name or address with an optional port"});
  split_target(data, offset(target_.begin + end));
  const bool asks_host = method_ == Method::options && end == target.size();
  bare_path_ = asks_host ? "*" : "/";
  return ParseProgress::complete;
}

// Splits the target from offset `path` on into the path and the query behind it.
void Parser::split_target(const char* data, uint32_t path) {
  const std::string_view rest(data + path, target_.begin + target_.size - path);
  const size_t mark = std::min(rest.find('?'), rest.size());
  path_ = {path, offset(mark)};
  if (mark < rest.size()) query_ = {offset(path + mark + 1), offset(rest.size() - mark - 1)};
}

ParseProgress Parser::header_line(const char* data, size_t size) {
  switch (find_line(data, size, begin_ + limits_->head_bytes_max, field_char)) {
    case Line::need_more:
      return ParseProgress::need_more;
    case Line::too_long:
      return fail({431, "the headers are too large"});
    case Line::bad:
      return fail({400, crlf_wanted});
    case Line::found:
      break;
  }
  const std::string_view line(data + line_, scanned_ - line_);
  if (line.empty()) {
    scanned_ += 2;
    return head_complete();
  }
  if (fields_.size() == limits_->headers_max) return fail({431, "there are too many headers"});
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return fail(
        {400, "a header must be \"name: value\", on one line, with no space before the colon"});
  }
  const std::string_view value = trim(line.substr(colon + 1));
  const auto value_begin = static_cast<size_t>(value.data() - data);
  fields_.push_back({{line_, offset(colon)}, {offset(value_begin), offset(value.size())}});
  const std::string_view name = line.substr(0, colon);
  line_ = scanned_ += 2;
  const Failure wrong = framing_.header(name, value);
  if (name.size() == 4 && equal_ignoring_case(name, "host")) {
    if (wrong.failed()) return fail(wrong);
    if (host_.size == 0) host_ = fields_.back().value;
  }
  if (!fault_.failed()) fault_ = wrong;
  return ParseProgress::complete;
}

ParseProgress Parser::head_complete() {
  if (!framing_.has_host()) return fail({400, "Host is missing"});
  if (!fault_.failed()) fault_ = framing_.finish(*limits_);
  at_ = At::head;
  return ParseProgress::head;
}

ParseProgress Parser::begin_body() {
  if (fault_.failed()) return fail(fault_);
  body_ = {scanned_, 0};
  end_ = scanned_;
  if (framing_.chunked()) chunks_.begin(limits_->body_bytes_max);
  at_ = framing_.chunked() ? At::chunks : At::body;
  expects_continue_ = framing_.expects_continue();
  return ParseProgress::complete;
}

ParseProgress Parser::body(char* data, size_t& size) {
  if (at_ == At::body) {
    const size_t end = size_t{body_.begin} + framing_.length();
    if (size < end) return ParseProgress::need_more;
    body_.size = framing_.length();
    end_ = end;
    at_ = At::done;
    return ParseProgress::complete;
  }
  size_t decoded = body_.begin + body_.size;
  const ParseProgress step = chunks_.decode(data, decoded, end_, size);
  body_.size = offset(decoded - body_.begin);
  if (step == ParseProgress::failed) return fail(chunks_.failure());
  if (step == ParseProgress::need_more) {
    size = end_ = decoded;
  } else {
    at_ = At::done;
  }
  return step;
}

}  // namespace spark::http
