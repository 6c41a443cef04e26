// The keys of `log:`, `confirm:`, `shutdown:` and `retention:`, which are about the host itself.
#include <array>

#include "base/retention.h"
#include "config/keys.h"

namespace spark::config {
namespace {

constexpr std::array<std::string_view, 4> levels = {"debug", "info", "warn", "error"};

constexpr std::array<std::string_view, base::retention_profiles.size()> profiles = {
    base::retention_profiles[0].name, base::retention_profiles[1].name};

constexpr Key log_table[] = {
    {.name = "level", .shape = Shape::word, .doc = "The least that is logged", .words = levels},
    {.name = "slow_request",
     .shape = Shape::duration,
     .doc = "A request that takes longer is logged with the time of each stage, as is one that is "
            "answered with 500; 10ms unless given"},
    {.name = "slow_requests_per_s",
     .shape = Shape::whole,
     .doc = "So many of those lines a worker writes in a second, and counts the others; 10 unless "
            "given",
     .max = slow_requests_per_s_max},
};

constexpr Key confirm_table[] = {
    {.name = "after", .shape = Shape::duration, .doc = "It has run for so long; 60s unless given"},
    {.name = "answers",
     .shape = Shape::whole,
     .doc = "… and its pipelines with stages have given so many answers; 100 unless given",
     .max = confirm_answers_max},
};

constexpr Key shutdown_table[] = {
    {.name = "announce",
     .shape = Shape::duration,
     .doc =
         "Before it stops accepting the host goes on answering for so long, while /v2/health/ready "
         "says 503; 0s unless given"},
};

constexpr Key retention_table[] = {
    {.name = "profile",
     .shape = Shape::word,
     .doc = "How long records, files and copies of what served are kept; default unless given. "
            "five-years needs rows_archive",
     .words = profiles},
};

}  // namespace

constinit const Keys log_keys{"a map such as {level: info}", log_table};
constinit const Keys confirm_keys{"a map such as {after: 60s, answers: 100}", confirm_table};
constinit const Keys shutdown_keys{"a map such as {announce: 5s}", shutdown_table};

constinit const Keys retention_keys{"a map such as {profile: five-years}", retention_table};

}  // namespace spark::config
