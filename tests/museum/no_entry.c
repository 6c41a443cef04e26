// A note, but no entry.
#define SPECIMEN_WITHOUT_ENTRY
#include "specimen.h"
