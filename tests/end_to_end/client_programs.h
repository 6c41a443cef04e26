// Other people's HTTP clients, as programs: whether they are there, and how they are told what to
// send.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "end_to_end/client_requests.h"
#include "end_to_end/harness.h"

namespace spark::test {

// Whether Debian's program is installed; if not, warns that the test is skipped and names the
// package.
bool has_program(std::string_view name, std::string_view package);
bool has_python_module(std::string_view name, std::string_view package);

// The command with nothing of the caller's environment: neither proxies nor the user's own
// configuration of the client.
std::vector<std::string> in_clean_environment(std::vector<std::string> command);

// Runs it so, and returns what it printed; throws with that if it fails.
std::string run_client(std::vector<std::string> command);

// How many connections the host accepted from the work.
double connections_of(const Sparkd& host, const std::function<void()>& work);

// As Client. curl sends all on one connection; wget needs a process, and so a connection, for each,
// and sends no chunks.
std::vector<ClientResponse> send_by_curl(const std::string& url,
                                         const std::vector<ClientRequest>& requests);
std::vector<ClientResponse> send_by_wget(const std::string& url,
                                         const std::vector<ClientRequest>& requests);
// `script` is a file of tests/end_to_end/clients/ that takes the URL and the requests as JSON, and
// prints the responses as JSON.
Client script_client(std::string interpreter, std::string script);

}  // namespace spark::test
