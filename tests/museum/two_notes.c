// Two notes: which of them is meant?
#include "specimen.h"
SPECIMEN_NOTE(second_note);
