// The digest is none.
#define SPECIMEN_SHA256 "c0ffee"
#include "specimen.h"
