#include "spark/tool/record.h"

#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <optional>

#include "spark/tool/http_client.h"
#include "spark/tool/json.h"
#include "spark/tool/listener.h"
#include "spark/tool/token.h"

namespace spark::tool {
namespace {

struct Destination {
  Address address;
  std::string token;
};

// The host that was named, or the one of this machine that sparkctl found.
Result<Destination> destination() {
  const char* named = std::getenv("SPARK_ADMIN");
  const bool is_named = named != nullptr && *named != '\0';
  const std::string found = listener_url("admin", "");
  const std::string usual = found.empty() ? "http://127.0.0.1:4002" : found;
  const Result<Address> address = parse_url(is_named ? named : usual);
  if (!address) return address.error();
  const char* file = std::getenv("SPARK_TOKEN_FILE");
  // By a socket the host knows the user.
  if (!address->socket.empty() && (file == nullptr || *file == '\0'))
    return Destination{*address, ""};
  Result<Credential> credential = find_credential("");
  if (!credential) return credential.error();
  // The credential of a host that was found belongs to it, on each of this machine's addresses.
  if (!is_named && !found.empty() && is_own(address->host)) credential->named = true;
  const Result<std::string> token = token_for(*credential, *address);
  if (!token) return token.error();
  return Destination{*address, *token};
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(json::serialize(json::value(name))).append(":");
  out.append(json::serialize(json::value(value))).append(",");
}

Error refused(const Destination& by, const Response& response, const json::value& body) {
  return {Exit::failed, by.address.text() + " answers " + std::to_string(response.status) + ": " +
                            text(body, "error")};
}

}  // namespace

std::string record_text(const std::string& kind, const std::string& subject,
                        const std::string& record, const std::string& written) {
  std::string text = "{";
  append_member(text, "format", "spark-evidence-1");
  append_member(text, "kind", kind);
  append_member(text, "subject", subject);
  if (!written.empty()) append_member(text, "written", written);
  return text.append("\"record\":").append(record).append("}\n");
}

Result<RecordPlace> put_on_record(const std::string& kind, const std::string& subject,
                                  const std::string& record) {
  const Result<Destination> to = destination();
  if (!to) return to.error();
  Client client(to->address, {.token = to->token, .headers = {}});
  const Result<Response> response =
      client.call("POST", "/admin/v1/evidence", record_text(kind, subject, record, ""));
  if (!response) return response.error();
  const Result<json::value> body =
      parse_json(response->body, "the answer of " + to->address.text());
  if (!body) return body.error();
  const std::optional<double> sequence = number(*body, "sequence");
  if (response->status != 200 || !sequence) return refused(*to, *response, *body);
  RecordPlace place;
  place.sequence = static_cast<uint64_t>(*sequence);
  place.hash = raw(*body, "hash");
  return place;
}

Result<json::value> get_from_host(const std::string& path) {
  const Result<Destination> to = destination();
  if (!to) return to.error();
  Client client(to->address, {.token = to->token, .headers = {}});
  const Result<Response> response = client.call("GET", path, "");
  if (!response) return response.error();
  Result<json::value> body = parse_json(response->body, "the answer of " + to->address.text());
  if (body && response->status != 200) return refused(*to, *response, *body);
  return body;
}

}  // namespace spark::tool
