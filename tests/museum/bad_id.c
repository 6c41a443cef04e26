// The id is none.
#define SPECIMEN_ID "Bad_Id"
#include "specimen.h"
