// The commands that are built in. Each prints to standard output and returns an exit code, or an
// error.
#pragma once

#include <string>

#include "ctl/admin.h"

namespace spark::ctl {

tool::Result<int> show_status(const Options& options);
tool::Result<int> show_plugins(const Options& options);
tool::Result<int> show_models(const Options& options);
tool::Result<int> show_routes(const Options& options);
tool::Result<int> show_generations(const Options& options);

// All pipelines, or the one named; an unknown name is answered with the nearest known one.
tool::Result<int> show_graph(const Options& options, const std::string& pipeline, bool dot);

// If the credential cannot be used, warns and asks the host without it.
tool::Result<int> make_safe(const Options& options);

// Prints the host's JSON if asked, else the text.
int print(const Options& options, const tool::json::value& value, const std::string& text);

}  // namespace spark::ctl
