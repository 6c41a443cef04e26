// What other people's HTTP clients ask the host, and what each of them has to see.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace spark::test {

struct ClientRequest {
  std::string method;
  std::string path;
  std::string body;
  bool chunked = false;
};

struct ClientResponse {
  int64_t status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// Sends the requests in their order, on one connection if it can.
using Client = std::function<std::vector<ClientResponse>(
    const std::string& url, const std::vector<ClientRequest>& requests)>;

// Sends one of each kind (prediction, inference, health, metrics, HEAD, OPTIONS, refusals) to
// `url`, where the shipped ml-engine listener answers, and checks what the client saw.
void check_client(const Client& client, const std::string& url);

}  // namespace spark::test
