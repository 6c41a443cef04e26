// Where a tool finds the host's credential, and which hosts may get it.
#pragma once

#include <string>

#include "spark/tool/address.h"
#include "spark/tool/result.h"

namespace spark::tool {

struct Credential {
  std::string token;   // empty: there is none, which is enough for what needs none
  std::string file;    // that it was read from
  bool named = false;  // by the user; else it was found where such files usually lie
};

// The credential, from the first of: `token_file` if not empty, $SPARK_TOKEN_FILE, `of_host` (the
// file of a host that is known) if not empty, and admin.token in the nearest state folder that has
// one (state_folders.h). A file that is there and cannot be read is an error; if no file is found,
// the credential is empty. `named_by`: the option that named `token_file`, for messages.
Result<Credential> find_credential(const std::string& token_file, const std::string& of_host = "",
                                   const char* named_by = "--token-file");

// The token for the host at `to`, which the user has named. A credential is for the host that made
// it. A token that was found is for this machine's host, so it goes to loopback addresses only; a
// token that the user named goes to any `to`. A socket in the file system gets none that was found,
// since the host knows the user there, and the user is to be on record. Otherwise an error of
// usage, never a request without the token. Pure.
Result<std::string> token_for(const Credential& credential, const Address& to);

}  // namespace spark::tool
