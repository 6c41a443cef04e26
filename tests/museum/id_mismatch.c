// The entry has another id than the note.
#define SPECIMEN_ENTRY_ID "other"
#include "specimen.h"
