#include "end_to_end/client_programs.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "support/catch.h"

namespace spark::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* folders[] = {"/usr/bin", "/bin", "/usr/sbin", "/sbin"};

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

json::array parsed(const std::string& text) {
  try {
    return json::parse(text).as_array();
  } catch (const std::exception&) {
    throw std::runtime_error("the client printed no JSON array: " + text);
  }
}

bool warn_of_skip(std::string_view what, std::string_view package) {
  WARN("skipped: " << what << " (package " << package << ") is not installed");
  return false;
}

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
  return text;
}

// "  Name: value", as wget prints the headers of responses.
ClientResponse response_of(const std::string& headers) {
  ClientResponse response;
  std::istringstream lines(headers);
  for (std::string line; std::getline(lines, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("  HTTP/1.1 ")) {
      response.status = std::stoll(line.substr(11));
    } else if (line.starts_with("  ") && colon != std::string::npos) {
      response.headers[lower(line.substr(2, colon - 2))] = line.substr(colon + 2);
    }
  }
  return response;
}

}  // namespace

bool has_program(std::string_view name, std::string_view package) {
  for (const char* folder : folders) {
    if (fs::exists(fs::path(folder) / name)) return true;
  }
  return warn_of_skip(name, package);
}

bool has_python_module(std::string_view name, std::string_view package) {
  if (!has_program("python3", "python3")) return false;
  const std::string look = "import importlib.util as u, sys; sys.exit(not u.find_spec('" +
                           std::string(name).append("'))");
  const auto command = in_clean_environment({"python3", "-c", look});
  return run(command).exit_code == 0 || warn_of_skip(name, package);
}

std::vector<std::string> in_clean_environment(std::vector<std::string> command) {
  std::string path = "PATH=";
  for (const char* folder : folders) path.append(folder).append(":");
  path.pop_back();
  const std::string words[] = {"/usr/bin/env", "-i", path, "HOME=/nonexistent", "LC_ALL=C.UTF-8"};
  command.insert(command.begin(), std::begin(words), std::end(words));
  return command;
}

std::string run_client(std::vector<std::string> command) {
  const std::string name = command.front();
  const Ended ended = run(in_clean_environment(std::move(command)));
  if (ended.exit_code == 0) return ended.output;
  throw std::runtime_error(name + " ended with " + std::to_string(ended.exit_code) + ": " +
                           ended.output);
}

double connections_of(const Sparkd& host, const std::function<void()>& work) {
  constexpr std::string_view accepted = "spark_http_connections_accepted_total";
  const double before = host.metric(accepted);
  work();
  return host.metric(accepted) - before - 1;  // this question has a connection of its own
}

std::vector<ClientResponse> send_by_curl(const std::string& url,
                                         const std::vector<ClientRequest>& requests) {
  const TemporaryFolder folder;
  const auto body_file = [&](size_t i) { return folder.path() / std::to_string(i); };
  std::vector<std::string> command = {"curl", "-q"};
  const auto add = [&](const std::initializer_list<std::string>& words) {
    command.insert(command.end(), words);
  };
  for (size_t i = 0; i < requests.size(); ++i) {
    const ClientRequest& request = requests[i];
    if (i > 0) add({"--next"});
    add({"-sS", "--max-time", "20", "-w", "{\"status\":%{http_code},\"headers\":%{header_json}},",
         url + request.path});
    // With --head, curl writes the headers where the body would go.
    if (request.method == "HEAD")
      add({"--head", "-o", "/dev/null"});
    else
      add({"-X", request.method, "-o", body_file(i).string()});
    if (!request.body.empty()) add({"--data-binary", request.body});
    if (request.chunked) add({"-H", "Transfer-Encoding: chunked"});
  }
  std::string printed = run_client(command);
  if (!printed.empty()) printed.pop_back();  // the last comma
  std::vector<ClientResponse> responses;
  const json::array all = parsed("[" + printed + "]");
  for (const auto& one : all) {
    ClientResponse response{
        one.at("status").as_int64(), {}, content_of(body_file(responses.size()))};
    for (const auto& [name, values] : one.at("headers").as_object())
      response.headers[name] = values.at(0).as_string();
    responses.push_back(std::move(response));
  }
  return responses;
}

std::vector<ClientResponse> send_by_wget(const std::string& url,
                                         const std::vector<ClientRequest>& requests) {
  const TemporaryFolder folder;
  const auto body_file = folder.path() / "body";
  std::vector<ClientResponse> responses;
  for (const ClientRequest& request : requests) {
    std::vector<std::string> command = {"wget",
                                        "--no-config",
                                        "--quiet",
                                        "--server-response",
                                        "--content-on-error",
                                        "--tries=1",
                                        "--timeout=20",
                                        "--method=" + request.method,
                                        "-O",
                                        body_file.string()};
    if (!request.body.empty()) command.push_back("--body-data=" + request.body);
    command.push_back(url + request.path);
    const Ended ended = run(in_clean_environment(command));
    INFO(ended.output);
    responses.push_back(response_of(ended.output));
    constexpr int exit_refused = 8;  // the server has answered with an error
    CHECK(ended.exit_code == (responses.back().status < 400 ? 0 : exit_refused));
    responses.back().body = content_of(body_file);
  }
  return responses;
}

Client script_client(std::string interpreter, std::string script) {
  return [=](const std::string& url, const std::vector<ClientRequest>& requests) {
    json::array asked;
    for (const ClientRequest& request : requests) {
      asked.push_back(json::object{{"method", request.method},
                                   {"path", request.path},
                                   {"body", request.body},
                                   {"chunked", request.chunked}});
    }
    const std::string file = source("tests/end_to_end/clients/" + script).string();
    const std::string printed = run_client({interpreter, file, url, json::serialize(asked)});
    std::vector<ClientResponse> responses;
    const json::array all = parsed(printed);
    for (const auto& one : all) {
      ClientResponse response{
          one.at("status").as_int64(), {}, std::string(one.at("body").as_string())};
      for (const auto& [name, value] : one.at("headers").as_object())
        response.headers[lower(name)] = value.as_string();
      responses.push_back(std::move(response));
    }
    return responses;
  };
}

}  // namespace spark::test
