// The commands that are built in. Each prints to standard output and returns an exit code, or an
// error.
#pragma once

#include <functional>
#include <string>

#include "ctl/admin.h"

namespace spark::ctl {

tool::Result<int> show_status(const Options& options);
tool::Result<int> show_plugins(const Options& options);
tool::Result<int> show_models(const Options& options);
tool::Result<int> show_routes(const Options& options);
tool::Result<int> show_alerts(const Options& options);
tool::Result<int> show_facts(const Options& options);
tool::Result<int> show_generations(const Options& options);

// All pipelines, or the one named; an unknown name is answered with the nearest known one.
tool::Result<int> show_graph(const Options& options, const std::string& pipeline, bool dot);

// If the credential cannot be used, warns and asks the host without it.
tool::Result<int> make_safe(const Options& options);

// The text for people in tables of at most that width.
using View = std::function<std::string(size_t width)>;

// Prints the host's JSON if asked, else the view: as wide as the terminal, or in full.
int print(const Options& options, const tool::json::value& value, const View& view);

// The view, with a remark behind it if something is cut. Pure, if the view is.
[[nodiscard]] std::string fitted(const View& view, size_t width);

}  // namespace spark::ctl
