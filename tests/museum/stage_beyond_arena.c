// run() takes more of the frame's arena than there is.
#define SPECIMEN_WRITES(frame) frame->arena_next = frame->arena_end + 1
#include "specimen.h"
