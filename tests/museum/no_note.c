// A shared object without a note is no plugin.
#define SPECIMEN_WITHOUT_NOTE
#include "specimen.h"
