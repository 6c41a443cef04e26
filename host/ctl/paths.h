// Files and folders named on the command line, as the host needs them: absolute.
#pragma once

#include <string>

#include "spark/tool/result.h"

namespace spark::ctl {

enum class FileKind : unsigned char { file, folder };

// `given` as an absolute path. If the host is on this machine, and so sees the same files as
// sparkctl, the path must exist and be of that kind. An error begins with `named_by`, such as
// "--artefact". Errors are of usage.
tool::Result<std::string> host_path(const std::string& named_by, const std::string& given,
                                    FileKind kind, bool host_is_here);

}  // namespace spark::ctl
