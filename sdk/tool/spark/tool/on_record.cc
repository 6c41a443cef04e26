#include "spark/tool/on_record.h"

#include <boost/json/serialize.hpp>
#include <cstdlib>

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
  Result<Credential> credential = find_credential("");
  if (!credential) return credential.error();
  // The credential of a host that was found belongs to it, on each of this machine's addresses.
  if (!is_named && !found.empty() && is_own(address->host)) credential->named = true;
  const Result<std::string> token = token_for(*credential, *address);
  if (!token) return token.error();
  return Destination{*address, *token};
}

}  // namespace

Result<OnRecord> put_on_record(const std::string& kind, const std::string& subject,
                               const std::string& record) {
  const Result<Destination> to = destination();
  if (!to) return to.error();
  const std::string body = "{\"kind\":" + json::serialize(json::value(kind)) +
                           ",\"subject\":" + json::serialize(json::value(subject)) +
                           ",\"record\":" + record + "}\n";
  Client client(to->address, {.token = to->token, .headers = {}});
  const Result<Response> response = client.call("POST", "/admin/v1/evidence", body);
  if (!response) return response.error();
  const Result<json::value> answer =
      parse_json(response->body, "the answer of " + to->address.text());
  if (!answer) return answer.error();
  const std::optional<double> sequence = number(*answer, "sequence");
  if (response->status != 200 || !sequence)
    return Error{Exit::failed, to->address.text() + " answers " + std::to_string(response->status) +
                                   ": " + text(*answer, "error")};
  return OnRecord{static_cast<uint64_t>(*sequence), raw(*answer, "hash")};
}

}  // namespace spark::tool
