// Needs a minor version that this host does not have.
#define SPECIMEN_MINOR 999
#include "specimen.h"
