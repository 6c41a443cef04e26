// The protocol's metadata of the server and its models.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "frame/model.h"

namespace spark::oip {

// All append to `out`.
void render_server(std::string& out, std::string_view version,
                   std::span<const std::string_view> extensions);
void render_model(std::string& out, std::string_view name, const frame::ModelInfo& info);
// Triton's model configuration of a model, by Triton's names, as far as clients ask for it.
void render_config(std::string& out, std::string_view name, const frame::ModelInfo& info);
// {"models":[…]}
void render_models(std::string& out, std::span<const std::string_view> names);
void render_live(std::string& out);

// {"ready":true}, or {"ready":false,"error":…} if `not_ready` says why. `model` "": the server.
void render_ready(std::string& out, std::string_view model, std::string_view not_ready);

}  // namespace spark::oip
