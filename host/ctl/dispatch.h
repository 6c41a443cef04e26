// Runs a command line: as a built-in command, a tool, or a plugin's route, in this order.
#pragma once

namespace spark::ctl {

// The whole of sparkctl: returns the exit code, or does not return if a tool takes over.
int dispatch(int argc, char** argv);

}  // namespace spark::ctl
