// Files and folders named on the command line, as the host needs them: absolute.
#pragma once

#include <functional>
#include <string>

#include "spark/tool/result.h"

namespace spark::ctl {

enum class FileKind : unsigned char { file, folder };

// How the host sees paths.
struct HostFiles {
  bool is_here = true;  // on this machine: the same files as sparkctl's
  // The absolute folder of the host's configuration; "" if the host does not say. Asked only if it
  // is needed.
  std::function<std::string()> config_folder;
};

// `given` as an absolute path. A relative one is looked for in the working directory, then in the
// folder of the host's configuration; for a host elsewhere, whose files are not seen, it is taken
// from the latter. If the host is here, the path must exist and be of that kind, unless sparkctl
// may not look where the host may: then the host judges. An error begins with `named_by`, such as
// "--artefact", and names each place that was tried. Errors are of usage.
tool::Result<std::string> host_path(const std::string& named_by, const std::string& given,
                                    FileKind kind, const HostFiles& host);

}  // namespace spark::ctl
