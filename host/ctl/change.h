// The requests of the commands that change a running host: words in, one request out. Pure, except
// that it looks at the named files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ctl/paths.h"
#include "spark/tool/json.h"

namespace spark::ctl {

struct Change {
  std::string title;   // "swap candidate"
  std::string detail;  // the effect, shown before a confirmation
  std::string path;
  tool::json::object body;  // without the members that ChangeFlags add
};

struct ChangeFlags {
  bool confirm = false;
  bool dry_run = false;
  bool force = false;
};

struct SwapWords {
  std::vector<std::string> models = {};  // one NAME; or NAME=FOLDER and NAME=@OTHER, a set
  std::optional<std::string> artefact = {};
  std::optional<std::string> plugin = {};
  std::optional<std::string> like = {};
  std::vector<std::string> with = {};    // key=value
  std::vector<std::string> bind = {};    // feature=slot
  std::vector<std::string> expect = {};  // one SHA256; of a set, NAME=SHA256
};

// All errors are of usage and name the expected words. Paths are made absolute: paths.h.
tool::Result<Change> swap_change(const SwapWords& words, const HostFiles& host);
tool::Result<Change> model_rollback_change(const std::string& model);
tool::Result<Change> upgrade_change(const std::string& plugin, const std::string& library,
                                    const HostFiles& host);
tool::Result<Change> plugin_rollback_change(const std::string& plugin);
tool::Result<Change> reload_change(bool files);  // `files`: also files that were changed in place
tool::Result<Change> clear_change(const std::string& sha256_or_all);
tool::Result<Change> flag_change(const std::string& flag, const std::string& value);

// The body as sent. A dry run changes nothing, so the user need not confirm it.
[[nodiscard]] std::string body_text(const Change& change, const ChangeFlags& flags);

}  // namespace spark::ctl
